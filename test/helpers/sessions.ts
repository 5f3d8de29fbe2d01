/** Sessions to record in tests: what was done to the recorder, and what a reader should make of it. */
import fc from 'fast-check';
import { DOORBELLS } from '../../engine/machine/architecture.ts';
import { ARCHES } from '../../engine/machine/architectures.ts';
import type { Route } from '../../engine/route/route.ts';
import type { NamedProfile } from '../../engine/scenario/scenario.ts';
import type { Control } from '../../engine/session/payload.ts';
import type { Session } from '../../engine/session/reader.ts';
import { Recorder } from '../../engine/session/recorder.ts';
import { header, layout, route } from './recorded.ts';

export { header, layout, route };

/** One call of the recorder. */
export type Act =
  | {
      readonly kind: 'edit';
      readonly atNs: number;
      readonly events: number;
      readonly text: string;
      readonly profiles: readonly NamedProfile[];
      readonly seed: number;
    }
  | { readonly kind: 'control'; readonly atNs: number; readonly events: number; readonly change: Control }
  | { readonly kind: 'executed'; readonly atNs: number; readonly routeId: number }
  | { readonly kind: 'look'; readonly vector: readonly number[]; readonly histogram: readonly number[] }
  | { readonly kind: 'flush' };

/** Records the acts, defining every route at its first use, and returns the log's bytes. */
export function record(acts: readonly Act[]): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [];
  const recorder = new Recorder(bytes => parts.push(bytes.slice()), header);
  const defined = new Set<number>();
  recorder.layout(layout);
  for (const act of acts) {
    if (act.kind === 'executed' && !defined.has(act.routeId))
      recorder.route(act.routeId, routeOf(act.routeId));
    if (act.kind === 'executed') defined.add(act.routeId);
    perform(recorder, act);
  }
  recorder.end();
  return Uint8Array.from(parts.flatMap(part => [...part]));
}

/** Routes told apart by their cost. */
export const routeOf = (id: number): Route => ({ ...route, cycles: id });

function perform(recorder: Recorder, act: Act): void {
  if (act.kind === 'edit') recorder.input(act);
  else if (act.kind === 'control') recorder.input({ ...act.change, atNs: act.atNs, events: act.events });
  else if (act.kind === 'executed') recorder.executed(act.atNs, act.routeId);
  else if (act.kind === 'look') look(recorder, act);
  else recorder.flush();
}

function look(recorder: Recorder, { vector, histogram }: Extract<Act, { kind: 'look' }>): void {
  recorder.look(Float64Array.from(vector), [{ index: 1, counts: Float64Array.from(histogram) }]);
}

/** What a session should hold, from the acts that made it. */
export function expected(acts: readonly Act[]) {
  const inputs = acts.flatMap((act): object[] => {
    if (act.kind === 'edit') return [act];
    return act.kind === 'control' ? [{ ...act.change, atNs: act.atNs, events: act.events }] : [];
  });
  const samples = acts.flatMap(act => (act.kind === 'look' ? [sampleOf(act.vector)] : []));
  const kicks = acts
    .filter(act => act.kind === 'executed')
    .map(({ atNs, routeId }, sequence) => ({ sequence, atNs: Math.round(atNs), routeId }));
  const routes = [...new Set(kicks.map(kick => kick.routeId))].map(id => [id, routeOf(id)] as const);
  return { inputs, samples, kicks, routes };
}

function sampleOf([simulatedNs, wallNs, kicks, occupancy]: readonly number[]) {
  const counters = { simulatedNs, wallNs, 'G2.V1.tx.kicks': kicks, 'G2.V1.tx.occupancy': occupancy };
  return { atNs: simulatedNs, counters };
}

/** What a session holds, in the shape of `expected`. */
export function contents({ inputs, samples, kicks, routes }: Session) {
  return { inputs, samples: [...samples], kicks: [...kicks], routes: [...routes] };
}

/** True where everything in `part` is how `whole` begins. */
export function beginsLike(whole: ReturnType<typeof contents>, part: ReturnType<typeof contents>): boolean {
  const keys = ['inputs', 'samples', 'kicks', 'routes'] as const;
  return keys.every(
    key => JSON.stringify(whole[key].slice(0, part[key].length)) === JSON.stringify(part[key]),
  );
}

const atNs = fc.double({ min: 0, max: 2 ** 50, noNaN: true }).map(Math.abs);
const events = fc.nat();
const text = fc.string({ unit: 'binary' });
const profile: fc.Arbitrary<NamedProfile> = fc.oneof(
  fc.record({ kind: fc.constant('costs' as const), name: text, text }),
  fc.record({ kind: fc.constant('hypervisor' as const), arch: fc.constantFrom(...ARCHES), name: text, text }),
);
const profiles = fc.array(profile, { maxLength: 3 });
const seed = fc.nat();
const change: fc.Arbitrary<Control> = fc.oneof(
  fc.constantFrom('pause', 'resume', 'step').map(kind => ({ kind }) as const),
  fc.constantFrom<number | 'max'>(0.001, 1, 'max').map(speed => ({ kind: 'speed', speed }) as const),
  fc
    .record({ queue: fc.string(), doorbell: fc.constantFrom(...DOORBELLS) })
    .map(of => ({ kind: 'doorbell', ...of }) as const),
);
const counter = fc.oneof(fc.nat(), fc.constant(Number.NaN));
const vector = fc.array(counter, { minLength: 10, maxLength: 10 });
const histogram = fc.array(fc.nat(), { minLength: 1, maxLength: 8 });

export const anyAct: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('edit' as const), atNs, events, text, profiles, seed }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('control' as const), atNs, events, change }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('executed' as const), atNs, routeId: fc.nat(5) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('look' as const), vector, histogram }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'flush' as const }) },
);
