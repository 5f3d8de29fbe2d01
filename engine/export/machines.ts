/** Which machine a log tells of, and when: an edit may have built another one in the middle of it. */
import type { Arch } from '../machine/architectures.ts';
import type { Route } from '../route/route.ts';
import type { Layout } from '../session/payload.ts';
import type { Session } from '../session/reader.ts';

/** A session log to be exported, with what one of format 1 does not say: its scenario says it. */
export interface ExportedLog {
  readonly session: Session;
  readonly arch: Arch;
  /** Cycles a second. */
  readonly hz: number;
}

/** A format has no words for what the log holds; the message says why. */
export class CannotExport extends Error {
  override readonly name = 'CannotExport';
}

/** A virtual processor, by its innermost guest: all levels below run on it too. */
export interface Processor {
  /** Counts up from 0, in the order of the log's layouts. */
  readonly index: number;
  readonly guest: string;
  /** null where the log does not say: a guest of several halts, or is woken by its timer. */
  readonly vcpu: number | null;
}

export interface MachineAt {
  readonly fromNs: number;
  readonly arch: Arch;
  /** Cycles a second. */
  readonly hz: number;
  /** From the host on. */
  readonly levels: readonly string[];
  processorOf(route: Route): Processor;
}

type QueuePlace = Layout['queues'][number];

export class Machines {
  readonly all: readonly MachineAt[];
  readonly #processors: Processor[] = [];
  #now = 0;

  constructor(log: ExportedLog) {
    const { segments, looks } = log.session;
    const first = segments.filter(({ layout }, index) => layout !== segments[index - 1]?.layout);
    const known = first.map(({ layout, firstLook }) => ({
      fromNs: looks[firstLook]!.atNs,
      arch: layout.arch ?? log.arch,
      hz: layout.hz ?? log.hz,
      levels: layout.levels.map(({ name }) => name),
      processorOf: this.#finder(layout.queues),
    }));
    this.all = known.length > 0 ? known : [this.#unseen(log)];
  }

  /** The one that an operation which began at `ns` is of. Quick where that is near the last one asked for. */
  at(ns: number): MachineAt {
    while ((this.all[this.#now + 1]?.fromNs ?? Number.POSITIVE_INFINITY) <= ns) this.#now++;
    while (this.#now > 0 && this.all[this.#now]!.fromNs > ns) this.#now--;
    return this.all[this.#now]!;
  }

  /** Of a log that ends before its first look: what its routes say. */
  #unseen({ session, arch, hz }: ExportedLog): MachineAt {
    const levels = ['L0'];
    for (const { level, guest } of session.routes.values()) levels[level] = guest;
    return {
      ...{ fromNs: Number.NEGATIVE_INFINITY, arch, hz },
      levels: Array.from(levels, (name, level) => name ?? `L${level}`),
      processorOf: this.#finder([]),
    };
  }

  #finder(queues: readonly QueuePlace[]): MachineAt['processorOf'] {
    const places = queues.map(queue => ({ ...queue, runsOn: this.#processor(...runsOn(queue)) }));
    const known = new Map<Route, Processor>();
    return route => {
      const processor = known.get(route) ?? this.#find(route, places);
      known.set(route, processor);
      return processor;
    };
  }

  #find(
    { guest, cause }: Route,
    places: readonly (QueuePlace & { readonly runsOn: Processor })[],
  ): Processor {
    const own = places.filter(place => place.guest === guest);
    if ('device' in cause) {
      const at = own.find(({ device, queue }) => device === cause.device && queue === cause.queue);
      return at?.runsOn ?? this.#processor(guest, 0);
    }
    const [one, another] = new Set(own.map(({ runsOn }) => runsOn));
    return another === undefined ? (one ?? this.#processor(guest, 0)) : this.#processor(guest, null);
  }

  #processor(guest: string, vcpu: number | null): Processor {
    const known = this.#processors.find(each => each.guest === guest && each.vcpu === vcpu);
    if (known !== undefined) return known;
    const processor = { index: this.#processors.length, guest, vcpu };
    this.#processors.push(processor);
    return processor;
  }
}

/** Where a log of an older version does not say, a driver runs on its own guest's first. */
const runsOn = ({ guest, processor }: QueuePlace): [string, number] =>
  processor === null ? [guest, 0] : [processor.guest, processor.vcpu];
