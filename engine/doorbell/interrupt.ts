/** The way back: an interrupt from a device to its driver, on a vCPU that runs, is between two guests, or sleeps. */
import type { Machine } from '../machine/machine.ts';
import { type Turn, Walk } from '../route/nested.ts';
import type { Route } from '../route/route.ts';

/** What the vCPU does when the interrupt comes. */
export type VcpuState =
  /** It executes its innermost guest: an exit announces the interrupt. */
  | 'running'
  /** It is out of guest mode anyway. */
  | 'between'
  /** Its innermost guest halted, and every hypervisor below it. */
  | 'halted';

export interface Interrupt {
  readonly device: string;
  readonly queue: string;
  readonly vector: number;
  /** The level whose driver it is for. */
  readonly to: number;
  /** The innermost guest of the vCPU (>= to). Where it is another, `to` is a hypervisor with a back end. */
  readonly innermost: number;
  readonly state: VcpuState;
  /** The level whose driver the back end at `to` interrupts in its turn. */
  readonly next: number | null;
}

export interface WalkedInterrupt {
  readonly route: Route;
  /** When the driver at `to` has the interrupt; null where that is the innermost guest. */
  readonly turn: Turn | null;
}

export function walkInterrupt(machine: Machine, interrupt: Interrupt): WalkedInterrupt {
  const { device, queue, vector, to, innermost, state, next } = interrupt;
  const walk = new Walk(machine, next === null ? null : { from: to, to: next });
  if (state === 'running') walk.interrupt(innermost, to);
  else if (state === 'between') walk.interruptBetween(innermost, to);
  else walk.wake(to, innermost);
  const cause = { kind: 'interrupt', device, queue, vector } as const;
  return { turn: walk.turn, route: quietRoute(machine, to, cause, walk) };
}

/** The guest has nothing to do and halts; so does every hypervisor below it. */
export function walkHalt(machine: Machine, level: number): Route {
  const walk = new Walk(machine);
  walk.halt(level);
  return quietRoute(machine, level, { kind: 'halt' }, walk);
}

/** Its own timer wakes a halted guest. */
export function walkTimerWake(machine: Machine, level: number): Route {
  const walk = new Walk(machine);
  walk.wake(level, level);
  return quietRoute(machine, level, { kind: 'timer' }, walk);
}

/** A route that rings no doorbell. */
function quietRoute(machine: Machine, level: number, cause: Route['cause'], walk: Walk): Route {
  return {
    guest: machine.levels[level]!.name,
    level,
    cause,
    state: 'warm',
    outcome: 'delivered',
    error: null,
    reached: null,
    hops: walk.hops,
    turn: walk.turn?.hops ?? null,
    cycles: walk.cycles,
  };
}
