/**
 * What a ladder is drawn from: a route's hops as arrows between levels, in the order in which the processor goes.
 *
 * Hardware has one level of virtualization, so an exit always leads to H. If H does not want it, H enters the guest
 * hypervisor of L1 with it, that one, by its own exits, has H enter the next, and so on until somebody serves it. The
 * exits that a hypervisor makes while it holds one are one deeper than that one: from where they come one sees when
 * it was entered.
 */
import type { Hop, Route } from './route.ts';
import { type Repeated, repeated } from './telling.ts';

/** An arrow from one level to another; one of them is H, at 0. */
export interface Step {
  readonly kind: 'exit' | 'reflect' | 'enter' | 'resume' | 'no exit';
  readonly from: number;
  readonly to: number;
  /** The exit that is drawn; null where H enters a guest. */
  readonly exit: Repeated | null;
  /** null where an arrow costs nothing of its own. */
  readonly cycles: number | null;
  /** Whoever it leads to holds the device that hears the doorbell. */
  readonly bell: boolean;
}

export interface Steps {
  readonly steps: readonly Step[];
  /** The innermost level that takes part. */
  readonly top: number;
  /** Exits that are left out at the end. */
  readonly more: number;
}

/** Further down nobody scrolls; a deep stack's route has hundreds of thousands of exits. */
const mostSteps = 1000;

/** An exit whose consequences follow. */
interface Held {
  readonly reflected: boolean;
  readonly handledBy: number;
  readonly bell: boolean;
  /** The highest level that was entered on behalf of it so far. */
  entered: number;
}

/** `names`: of the levels, by which a route says where its device is. */
export function stepsOf(route: Route, names: readonly string[]): Steps {
  const telling = new Telling(route, bellOf(route, names));
  let told = 0;
  for (const one of repeated(route.hops)) {
    if (telling.steps.length >= mostSteps) break;
    telling.add(one, told);
    told += one.times;
  }
  const more = route.hops.length - told;
  if (more === 0) telling.end();
  const top = telling.steps.reduce((most, { from, to }) => Math.max(most, from, to), route.level);
  return { steps: telling.steps, top, more };
}

class Telling {
  readonly steps: Step[] = [];
  readonly #route: Route;
  readonly #bell: number;
  /** By depth: the exit that those of this depth follow from. */
  readonly #held: (Held | undefined)[] = [];

  constructor(route: Route, bell: number) {
    this.#route = route;
    this.#bell = bell;
    const before = route.cycles - route.hops.reduce((sum, hop) => sum + hop.cycles, 0);
    // Hops' cycles are added up in another order here.
    if (before > 0.5) this.#begin(before);
  }

  /** What came before the first exit: a kick that needs none, or H enters a guest with an interrupt in its hands. */
  #begin(cycles: number): void {
    const { hops, level, cause } = this.#route;
    const first = hops[0];
    if (first === undefined && cause.kind === 'kick')
      this.#push({ kind: 'no exit', from: level, to: 0, cycles, bell: true });
    else this.#enter(first?.level ?? level, 'enter', { cycles });
    if (first !== undefined && first.depth > 0) this.#held[first.depth] = { ...nobody, entered: first.level };
  }

  /** `at`: how many hops come before. */
  add(one: Repeated, at: number): void {
    const { hop, times, cycles } = one;
    this.#close(hop.depth + 1);
    this.#lead(hop, at);
    const bell = this.#bell >= at && this.#bell < at + times;
    this.#push({ kind: 'exit', from: hop.level, to: 0, exit: one, cycles, bell: bell && !hop.reflected });
    const { reflected, handledBy } = hop;
    this.#held[hop.depth + 1] = { reflected, handledBy, bell: bell && reflected, entered: 0 };
  }

  /** How the level that a hop comes from got the processor. */
  #lead({ depth, level }: Hop, at: number): void {
    if (depth === 0) {
      if (at > 0) this.#enter(level, 'resume');
      return;
    }
    this.#held[depth] ??= { ...nobody };
    if (level > this.#held[depth].entered) this.#hand(this.#held[depth], level);
  }

  end(): void {
    const { level, hops, cause, reached, turn } = this.#route;
    this.#close(0);
    if (hops.length === 0) return;
    if (goesOn(this.#route)) this.#enter(level, 'resume');
    // A first touch: now that the page is mapped, the same store gets there without an exit.
    if (cause.kind === 'kick' && reached !== null && turn === null)
      this.#push({ kind: 'no exit', from: level, to: 0, bell: true });
  }

  /** Exits of this depth and deeper ones are over. Whoever served them without any exit was entered all the same. */
  #close(depth: number): void {
    for (const held of this.#held.splice(depth).reverse())
      if (held?.reflected && held.entered < held.handledBy) this.#hand(held, held.handledBy);
  }

  #hand(held: Held, to: number): void {
    held.entered = to;
    this.#enter(to, held.reflected ? 'reflect' : 'enter', { bell: held.bell && to === held.handledBy });
  }

  #enter(to: number, kind: Step['kind'], also: Partial<Step> = {}): void {
    this.#push({ kind, from: 0, to, ...also });
  }

  #push(step: Pick<Step, 'kind' | 'from' | 'to'> & Partial<Step>): void {
    this.steps.push({ exit: null, cycles: null, bell: false, ...step });
  }
}

const nobody: Held = { reflected: false, handledBy: 0, bell: false, entered: 0 };

/** Index of the hop whose server holds the device that was reached; -1 where none is. */
function bellOf({ hops, turn, reached }: Route, names: readonly string[]): number {
  if (reached === null || turn === null) return -1;
  // Whatever came in between are exits of that server's own, and those below it have them.
  const server = names.findIndex(name => reached.startsWith(`${name}:`));
  return hops.slice(0, turn).findLastIndex(({ handledBy }) => handledBy === server);
}

/** Whether its guest runs at the end, as far as the route says: an interrupt for a guest hypervisor goes on elsewhere. */
function goesOn({ cause, turn }: Route): boolean {
  return cause.kind === 'interrupt' ? turn === null : cause.kind !== 'halt';
}
