/** The ways that kicks took, one for each queue and doorbell, the way that it took most often. */
import type { Route } from '../../route/route.ts';
import { outcomeText } from '../../route/telling.ts';
import type { Session } from '../../session/reader.ts';
import { type ExportedLog, type MachineAt, Machines } from '../machines.ts';
import { ladder } from './ladder.ts';
import { type Markup, markup } from './markup.ts';
import { duration, exact } from './numbers.ts';
import type { Story } from './story.ts';

const MOST = 12;

interface Way {
  readonly route: Route;
  readonly times: number;
  readonly name: string;
}

export function ways(log: ExportedLog, { executed }: Story): Markup {
  const all = waysOf(log.session, executed);
  if (all.length === 0) return markup`<p>Nobody rang a doorbell.</p>`;
  const machines = new Machines(log);
  const more = all.length - MOST;
  return markup`<div class="ways">${all.slice(0, MOST).map(way => card(way, machines.all.at(-1)!))}</div>
${more > 0 && markup`<p class="note">And ${more} more queues and doorbells.</p>`}`;
}

const DOORBELLS = {
  hypercall: 'hypercall',
  pio: 'port write (pio)',
  mmio: 'memory write (mmio)',
} as const;

/** The first touch of a page is rare: where a later kick is known, that one is shown. */
function waysOf({ routes }: Session, executed: ReadonlyMap<number, number>): Way[] {
  const found = new Map<string, Way>();
  const rank = ({ route, times }: Way) => (route.state === 'warm' ? times : 0);
  for (const [id, route] of routes) {
    const times = executed.get(id) ?? 0;
    const { cause, guest } = route;
    if (cause.kind !== 'kick' || times === 0) continue;
    const name = `${guest}.${cause.device}.${cause.queue} by ${DOORBELLS[cause.doorbell]}`;
    const way = { route, times, name };
    const known = found.get(name);
    if (known === undefined || rank(way) > rank(known)) found.set(name, way);
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function card({ route, times, name }: Way, { levels, hz }: MachineAt): Markup {
  const { hops, cycles } = route;
  const exits = hops.length === 1 ? '1 exit' : `${exact(hops.length)} exits`;
  return markup`<article class="way"><h3>${name}</h3>
<p>${exits}, ${exact(cycles)} cycles, ${duration((cycles / hz) * 1e9)}; ${outcomeText(route)}. Taken ${times === 1 ? 'once' : `${exact(times)} times`}.</p>
${ladder(route, levels)}</article>
`;
}
