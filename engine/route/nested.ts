/**
 * The recursion: who handles an exit, and what that costs in further exits. It stands here and nowhere else.
 *
 * Hardware knows one level of virtualization, so every exit arrives at L0. L0 serves it or reflects it to the
 * guest hypervisor of L1, which may reflect it further up. A guest hypervisor's code runs its profile's
 * instructions around the exit; each that traps is an exit of its own level and takes the same way.
 *
 * An interrupt waits with a hypervisor until that one lets its guest go on: then it goes in with the entry, or,
 * where that guest was running a guest of its own, it is an exit to it, and waits there in its turn.
 */

import type { Doorbell, Machine } from '../machine/machine.ts';
import { tableOf } from '../machine/machine.ts';
import type { HypervisorProfile, Instruction } from '../machine/profile.ts';
import { readNotification } from '../virtio/notification.ts';
import {
  END_OF_INTERRUPT,
  type Ending,
  type GuestAction,
  instruction,
  inUserSpace,
  NOTHING,
  SEND_IPI,
} from './action.ts';
import { entryCycles } from './cost.ts';
import { judge, type Verdict, type Work } from './judge.ts';
import type { Hop } from './route.ts';
import { type Exit, Trail } from './trail.ts';

/** What another thread of the serving hypervisor does before the guest goes on; it takes a switch of threads. */
export interface Meanwhile {
  readonly action: GuestAction;
  /** ... and has an interrupt for the guest then. */
  readonly interrupts: boolean;
}

/** An exit in the hands of the hypervisor that serves it. */
interface Held {
  readonly at: number;
  readonly verdict: Exclude<Verdict, 'not-mine'>;
}

/** An interrupt that a device raises at the turn of a walk: from the hypervisor that emulates it, for whom. */
export interface Completion {
  readonly from: number;
  readonly to: number;
}

/**
 * The moment in a walk from which a device can still change the rest: the doorbell rang, or a hypervisor whose
 * own interrupt it was has taken it. In cycles from the walk's start.
 */
export interface Turn {
  /** Hops until then. */
  readonly hops: number;
  readonly atCycles: number;
  /** From here on it is too late: what comes now waits for the guest to run. */
  readonly closedAtCycles: number;
}

export class Walk {
  turn: Turn | null = null;
  readonly #machine: Machine;
  readonly #trail: Trail;
  readonly #atTurn: Completion | null;
  /** Waits in hypervisor `at` until that lets its guest go on. */
  #pending: { at: number; readonly to: number } | null = null;

  /** `atTurn`: an interrupt that waits already when the guest is to go on. */
  constructor(machine: Machine, atTurn: Completion | null = null) {
    this.#machine = machine;
    this.#trail = new Trail(machine);
    this.#atTurn = atTurn;
  }

  get hops(): readonly Hop[] {
    return this.#trail.hops;
  }

  /** Sum over the hops, and what a hypervisor did for an interrupt before the first one. */
  get cycles(): number {
    return this.#trail.cycles;
  }

  /** The guest at `level` acts; all exits that follow from it are walked before this returns. */
  act(level: number, action: GuestAction, meanwhile: Meanwhile | null = null): Ending {
    // On the bare machine nothing traps; elsewhere what has a row in the architecture's table.
    if (level === 0 || (action.kind === 'instruction' && !this.#exits(action.operation))) return NOTHING;
    for (;;) {
      const through = action.kind === 'store' ? this.#through(level, action.address) : null;
      if (action.kind === 'store' && through !== null) return this.#land(through, action.value);
      const exit = this.#trail.exit(level, action);
      const { at, verdict } = this.#hand(exit, 0);
      const ending = verdict === 'mapped' ? 'again' : this.#serve(exit, at, verdict, meanwhile);
      this.#resume(level, at);
      // A fault that ended in a new table entry: the guest executes the same store again.
      if (ending !== 'again') return ending;
    }
  }

  /** The guest at `level` has nothing to do, and neither has any hypervisor below it. It runs no more. */
  halt(level: number): void {
    if (level === 0) return;
    const exit = this.#trail.exit(level, instruction('hlt'));
    const { at } = this.#hand(exit, 0);
    this.#execute(at, this.#hypervisor(at).handlers[exit.operation] ?? []);
    this.#nested(() => this.halt(at));
  }

  /** An interrupt for the guest at `to` while the one at `running` (>= to) executes: an exit announces it. */
  interrupt(running: number, to: number): void {
    if (running === to && to === 1 && this.#virtualInterrupts(0)) this.#post();
    else this.#announce(running, to);
  }

  /** The same, but the vCPU is out of guest mode anyway: the hypervisors pass it on and no exit announces it. */
  interruptBetween(running: number, to: number): void {
    this.#pending = { at: 0, to };
    this.#resume(running, 0);
  }

  /**
   * An interrupt for the halted guest at `to`: every hypervisor below is woken in its turn and wakes the next.
   * `idle`: the innermost guest of the vCPU. Where it has no interrupt coming, its hypervisors halt again.
   */
  wake(to: number, idle: number): void {
    this.#pending = { at: 0, to };
    for (let at = 0; this.#pending !== null; at++) this.#wakeGuestOf(at, idle);
    if (to < idle && this.#atTurn === null) this.halt(to);
  }

  /** The guest at `level` ends an interrupt, if that is something it does by an instruction which traps. */
  endOfInterrupt(level: number): void {
    if (level === 0) return;
    if (this.#machine.levels[level]!.paravirtualEoi || this.#virtualInterrupts(level - 1)) return;
    this.act(level, END_OF_INTERRUPT);
  }

  /** L0 reflects the exit to L1, L1 perhaps to L2, until a hypervisor holds it that serves it. */
  #hand(exit: Exit, at: number): Held {
    const { enter, reflect, resume } = this.#hypervisor(at);
    this.#execute(at, enter);
    const touch = (address: number) => this.#nested(() => this.act(at, { kind: 'store', address, value: 0 }));
    const verdict = judge(this.#machine, exit, at, touch);
    if (verdict !== 'not-mine') {
      this.#trail.settle(exit, at, verdict);
      return { at, verdict };
    }
    exit.hop.reflected = true;
    this.#execute(at, reflect);
    this.#execute(at, resume);
    return this.#hand(exit, at + 1);
  }

  #serve(
    { level, action, operation, kind }: Exit,
    at: number,
    found: Work,
    meanwhile: Meanwhile | null,
  ): Ending {
    const { handlers, nestedEntry, userSpace } = this.#hypervisor(at);
    this.#execute(at, handlers[found.marked === true ? 'mmio' : operation] ?? []);
    if (kind.entry === true) this.#execute(at, nestedEntry);
    const ending =
      action.kind === 'hypercall' ? this.#answer(at, action.number) : this.#reach(action, at, found);
    if (meanwhile !== null) this.#nested(() => this.act(at, meanwhile.action));
    if (meanwhile?.interrupts === true) this.#pending = { at, to: level };
    if (meanwhile !== null || inUserSpace(action, found.target)) this.#execute(at, userSpace);
    return ending;
  }

  /** A hypercall number means something only to the hypervisor that gave it out. */
  #answer(at: number, number: number): Ending {
    const { tokens } = this.#machine.levels[at]!;
    const { knownHypercalls, unknownHypercall } = this.#hypervisor(at);
    const token = tokens.get(number);
    if (token !== undefined && 'kind' in token)
      return this.#nested(() => this.act(at, { kind: 'hypercall', number: token.base }));
    if (token !== undefined) return this.#ring(token, at);
    return { bell: null, returned: knownHypercalls.has(number) ? 0 : unknownHypercall };
  }

  #reach(action: GuestAction, at: number, { target, offset }: Work): Ending {
    if (target === null || (action.kind !== 'port-write' && action.kind !== 'store')) return NOTHING;
    if (target.kind === 'device') {
      const ending =
        target.bell === null
          ? NOTHING
          : this.#ring({ ...target.bell, queue: readNotification(action.value).queue }, at);
      if (target.wakes === true) this.#nested(() => this.act(at, SEND_IPI));
      return ending;
    }
    const address = target.base + offset;
    const { value } = action;
    return this.#nested(() =>
      this.act(
        at,
        action.kind === 'store'
          ? { kind: 'store', address, value }
          : { kind: 'port-write', port: address, value },
      ),
    );
  }

  #ring(bell: Doorbell, at: number): Ending {
    this.#turnAt(at, this.cycles - entryCycles(this.#machine.costs));
    return { bell, returned: null };
  }

  /** The device that raises an interrupt now may be further down than the hypervisor that is at work. */
  #turnAt(at: number, atCycles: number): void {
    // Only the first one: what a later back end does is another route.
    if (this.turn !== null) return;
    this.turn = { hops: this.hops.length, atCycles, closedAtCycles: this.cycles };
    if (this.#atTurn === null) return;
    const { from, to } = this.#atTurn;
    if (from < at && to > at) this.#nested(() => this.#announce(at, at));
    this.#pending = { at, to };
  }

  /** Hypervisor `at` lets the guest at `running` go on. An interrupt that waits there goes with it. */
  #resume(running: number, at: number): void {
    if (this.#pending?.at !== at) this.#execute(at, this.#hypervisor(at).resume);
    else if (at + 1 === running) this.#enterWith(running);
    else {
      this.#exitFor(at + 1);
      this.#take(at + 1, running);
      this.#resume(running, at + 1);
    }
  }

  /** The entry puts the interrupt into the guest. */
  #enterWith(guest: number): void {
    this.#pending!.at = guest;
    this.#inject(guest - 1);
    this.#execute(guest - 1, this.#hypervisor(guest - 1).resume);
    this.#take(guest, guest);
  }

  /** A guest hypervisor whose guest was running: the interrupt is an exit to it, without one that announces it. */
  #exitFor(guest: number): void {
    const { reflect, resume } = this.#hypervisor(guest - 1);
    this.#pending!.at = guest;
    if (guest === 1) this.#trail.charge(this.#machine.costs.reflect);
    this.#execute(guest - 1, reflect);
    this.#execute(guest - 1, resume);
    this.#execute(guest, this.#hypervisor(guest).enter);
    this.#waitForWindow(guest);
  }

  /** Blocked in hypervisor `at`, its guest's thread goes on with the interrupt in its hands. */
  #wakeGuestOf(at: number, idle: number): void {
    const { userSpace, resume } = this.#hypervisor(at);
    this.#trail.charge(this.#machine.costs.wake);
    this.#pending!.at = at + 1;
    this.#execute(at, userSpace);
    this.#inject(at);
    this.#execute(at, resume);
    this.#take(at + 1, idle);
  }

  /** L_level takes the interrupt with its own handler. It was for it, or now waits in its hands. */
  #take(level: number, running: number): void {
    const final = this.#pending!.to === level;
    if (final) this.#pending = null;
    if (level === running) this.endOfInterrupt(level);
    else this.#nested(() => this.endOfInterrupt(level));
    if (final && level < running) this.#turnAt(level, this.cycles);
  }

  #announce(running: number, to: number): void {
    const exit = this.#trail.exit(running, { kind: 'interrupt', to });
    const taker = Math.min(to, running - 1);
    exit.hop.reflected = taker > 0;
    this.#trail.settle(exit, taker, { target: null, offset: 0 });
    this.#pending = { at: 0, to };
    this.#resume(running, 0);
  }

  #inject(at: number): void {
    const { inject, postedInterrupt } = this.#machine.costs;
    this.#trail.charge(this.#virtualInterrupts(at) ? postedInterrupt : inject);
    this.#execute(at, this.#hypervisor(at).handlers.interrupt ?? []);
  }

  /** SDM 30.6: the processor itself takes the vector out of the descriptor, its guest never stops. */
  #post(): void {
    this.#trail.charge(this.#machine.costs.postedInterrupt);
    this.endOfInterrupt(1);
  }

  /** Hypervisor `at` runs its guest with virtual interrupt delivery (SDM 30.2): an EOI does not exit either. */
  #virtualInterrupts(at: number): boolean {
    const { architecture, levels } = this.#machine;
    const feature = architecture.virtualInterrupts;
    return feature !== undefined && levels[at]!.features.has(feature);
  }

  /** A guest hypervisor that is entered for an interrupt has them off until its handler is through. */
  #waitForWindow(level: number): void {
    if (!this.#machine.architecture.interruptNeedsWindow) return;
    this.#nested(() => this.act(level, instruction('interrupt-window')));
  }

  /** Where on the bare machine a store ends up without any exit: L0's table for the guest has the page. null: nowhere. */
  #through(level: number, address: number): number | null {
    const entry = tableOf(this.#machine.levels[0]!, level).lookup(address);
    return entry?.kind === 'memory' ? entry.base : null;
  }

  /** Memory takes a store, and a physical device hears its doorbell. Nobody is on the way who could interrupt. */
  #land(address: number, value: number): Ending {
    const region = this.#machine.levels[0]!.memory.at(address);
    if (region?.kind !== 'trapped' || region.target.kind !== 'device' || region.target.bell === null)
      return NOTHING;
    this.#trail.charge(this.#machine.costs.postedWrite);
    const { queue } = readNotification(value);
    return { bell: { ...region.target.bell, queue }, returned: null };
  }

  /** A hypervisor's own instructions: those that trap are exits of its level. L0's trap nowhere. */
  #execute(at: number, path: readonly Instruction[]): void {
    if (at === 0) return;
    this.#nested(() => {
      for (const step of path) {
        if (!this.#occurs(at, step) || this.#virtualized(at - 1, step)) continue;
        for (let i = 0; i < step.times; i++) this.#step(at, step);
      }
    });
  }

  /** A hypervisor uses what it was offered itself, whatever the one below has. */
  #occurs(at: number, { when }: Instruction): boolean {
    return when === null || this.#machine.levels[at]!.features.has(when.feature) === when.offered;
  }

  /** Nothing that waits in a hypervisor below changes what its instruction does, so it is walked only once. */
  #step(at: number, { op, detail }: Instruction): void {
    const walk = () => this.act(at, instruction(op, detail));
    if (this.#pending === null || this.#pending.at >= at) this.#trail.instruction(at, op, detail, walk);
    else walk();
  }

  /** The hypervisor below virtualizes an instruction without exits where it has the feature for that itself. */
  #virtualized(below: number, { op, detail, unless }: Instruction): boolean {
    const { features, hypervisor } = this.#machine.levels[below]!;
    if (unless.some(feature => features.has(feature))) return true;
    // SDM 26.3, VMREAD and VMWRITE: no exit where the bitmap of the hypervisor below has the field's bit clear.
    const { shadowedBy } = this.#machine.architecture.exits[op]!;
    if (shadowedBy === undefined || detail === null || !features.has(shadowedBy)) return false;
    return hypervisor!.shadowed[op]?.has(detail) === true;
  }

  #exits(operation: string): boolean {
    return this.#machine.architecture.exits[operation] !== undefined;
  }

  #hypervisor(at: number): HypervisorProfile {
    return this.#machine.levels[at]!.hypervisor!;
  }

  #nested<T>(body: () => T): T {
    this.#trail.depth++;
    const result = body();
    this.#trail.depth--;
    return result;
  }
}
