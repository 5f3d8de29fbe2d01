/**
 * The operations of a log (executed routes: kicks, interrupts, halts) in the order in which they began. A log has them
 * in the order in which they ended: a back end's own kick, in the middle of its guest's, stands before that one.
 */
import type { Route } from '../route/route.ts';
import type { Kick } from '../session/kick-block.ts';
import type { ExportedLog, Machines, Processor } from './machines.ts';

export interface Operation extends Kick {
  readonly route: Route;
  readonly processor: Processor;
  /** Cycles a second. */
  readonly hz: number;
  /** The one that begins next on the same processor; null where none does for a long while. */
  readonly next: Operation | null;
}

/**
 * As many end, at most, between an operation's beginning and its own end. Nothing lasts for so many others; what does
 * all the same comes later than it began.
 */
const MOST_MEANWHILE = 65_536;

type Open = { -readonly [K in keyof Operation]: Operation[K] };

export function* operationsOf({ session }: ExportedLog, machines: Machines): Generator<Operation> {
  let held: Open[] = [];
  for (const kick of session.kicks) {
    const route = session.routes.get(kick.routeId)!;
    const { hz, processorOf } = machines.at(kick.atNs);
    held.push({ ...kick, route, processor: processorOf(route), hz, next: null });
    if (held.length < 2 * MOST_MEANWHILE) continue;
    order(held);
    yield* held.slice(0, MOST_MEANWHILE);
    held = held.slice(MOST_MEANWHILE);
  }
  order(held);
  yield* held;
}

/** True where `inner` happens in the middle of `outer`, after its turn: it began later and ended sooner. */
export const isWithin = (inner: Operation, outer: Operation): boolean =>
  outer.route.turn !== null && inner.sequence < outer.sequence;

function order(operations: Open[]): void {
  // Of two that begin at once the outer one ends later.
  operations.sort((a, b) => a.atNs - b.atNs || b.sequence - a.sequence);
  const next = new Map<Processor, Operation>();
  for (const operation of operations.toReversed()) {
    operation.next = next.get(operation.processor) ?? null;
    next.set(operation.processor, operation);
  }
}
