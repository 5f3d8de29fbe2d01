/**
 * The recursion: who handles an exit, and what that costs in further exits. It stands here and nowhere else.
 *
 * Hardware knows one level of virtualization, so every exit arrives at L0. L0 serves it or reflects it to the
 * guest hypervisor of L1, which may reflect it further up. A guest hypervisor's code runs its profile's
 * instructions around the exit; each that traps is an exit of its own level and takes the same way.
 */

import type { ExitKind } from '../machine/architecture.ts';
import type { Doorbell, Machine, Target } from '../machine/machine.ts';
import { tableOf } from '../machine/machine.ts';
import type { Instruction } from '../machine/profile.ts';
import { hopCycles, passingCycles, type Serving, servedCycles, takesFastPath } from './cost.ts';
import type { Hop } from './route.ts';
import { explainHop } from './why.ts';

/** What a guest does that traps. */
export type GuestAction =
  /** `operation` names a row of the architecture's exits; `userSpace`: the VMM, not the kernel, serves it. */
  | {
      readonly kind: 'instruction';
      readonly operation: string;
      readonly detail: string | null;
      readonly userSpace: boolean;
    }
  | { readonly kind: 'hypercall'; readonly number: number }
  | { readonly kind: 'port-write'; readonly port: number; readonly value: number }
  | { readonly kind: 'store'; readonly address: number; readonly value: number }
  /** Not the guest's doing: an interrupt for it, which every hypervisor below it takes and passes on. */
  | { readonly kind: 'interrupt' };

/** How it ended: the doorbell that rang, if any, and what a hypercall returned. */
export interface Ending {
  readonly bell: Doorbell | null;
  readonly returned: number | null;
}

/** An exit on its way to whoever serves it. `hop` is null where a hypervisor passes something on without an exit. */
interface Exit {
  readonly level: number;
  readonly action: GuestAction;
  readonly operation: string;
  readonly kind: ExitKind;
  readonly hop: { -readonly [K in keyof Hop]: Hop[K] } | null;
}

/** What a hypervisor finds when it looks at an exit: not its own, a page that is mapped now, or work to do. */
export type Verdict = 'not-mine' | 'mapped' | Work;

interface Work {
  readonly target: Target | null;
  readonly offset: number;
  /** A store, and its own table had the page marked as emulated: to it the exit is `mmio`, whatever it is to L0. */
  readonly marked?: boolean;
}

const UNADDRESSED = { target: null, offset: 0 } as const;
const NOTHING: Ending = { bell: null, returned: null };

/** Exits multiply with every level; past so many (some 300 MB of hops) a walk gives up. */
const MOST_HOPS = 1_000_000;

/** One operation of this stack makes more exits than can be walked. */
export class RouteTooLong extends Error {}

/** Numbers that KVM itself serves (linux/kvm_para.h, KVM_HC_VAPIC_POLL_IRQ). */
export const KNOWN_HYPERCALLS: ReadonlySet<number> = new Set([1]);

export function instruction(operation: string, detail: string | null = null, userSpace = false): GuestAction {
  return { kind: 'instruction', operation, detail, userSpace };
}

/** x2APIC's EOI register (SDM 11.12.1.2, APM 16.11). */
export const END_OF_INTERRUPT = instruction('eoi', 'write 0x80b');

/** x2APIC's interrupt command register (SDM 11.12.9, APM 16.11). */
export const SEND_IPI = instruction('ipi', 'write 0x830');

export class Walk {
  readonly hops: Hop[] = [];
  /** Sum over the hops, and what L0 did for an interrupt that needed no exit. */
  cycles = 0;
  /** Cycles from the start until the doorbell rang; the rest is the way back. */
  rangAtCycles = 0;
  readonly #machine: Machine;
  #depth = 0;

  constructor(machine: Machine) {
    this.#machine = machine;
  }

  /** The guest at `level` acts; all exits that follow from it are walked before this returns. */
  act(level: number, action: GuestAction): Ending {
    // On the bare machine nothing traps.
    if (level === 0) return NOTHING;
    for (;;) {
      if (action.kind === 'store' && this.#goesThrough(level, action.address)) return NOTHING;
      const ending = this.#arrive(this.#exit(level, action, true), 0);
      // A fault that ended in a new table entry: the guest executes the same store again.
      if (ending !== 'again') return ending;
    }
  }

  /**
   * An interrupt for the guest at `level`, and the end of interrupt that its handler writes. `pending`: it came
   * while the vCPU was out of guest mode anyway, so the hypervisors pass it on but no exit announces it.
   */
  interrupt(level: number, pending: boolean): void {
    this.#arrive(this.#exit(level, { kind: 'interrupt' }, !pending), 0);
    this.act(level, END_OF_INTERRUPT);
  }

  /** Hypervisor `at` has the exit in its hands. L0 pays nothing to get there; the others run their code. */
  #arrive(exit: Exit, at: number): Ending | 'again' {
    const { enter, reflect, resume } = this.#machine.levels[at]!.hypervisor!;
    this.#execute(at, enter);
    const verdict = this.#judge(exit, at);
    if (verdict === 'not-mine') {
      if (exit.hop !== null) exit.hop.reflected = true;
      if (exit.action.kind === 'interrupt') this.#takeInterrupt(at);
      this.#execute(at, reflect);
      this.#execute(at, resume);
      return this.#arrive(exit, at + 1);
    }
    this.#settle(exit, at, verdict);
    const ending = verdict === 'mapped' ? 'again' : this.#serve(exit, at, verdict);
    this.#execute(at, resume);
    return ending;
  }

  /** Is the exit for the hypervisor at `at`? The architecture's table says by which rule. */
  #judge({ level, action, kind }: Exit, at: number): Verdict {
    if (kind.claim === 'tables' && action.kind === 'store')
      return this.#judgeStore(level, action.address, at);
    if (kind.claim === 'lowest') return UNADDRESSED;
    // `host` comes to L0 by right and is then passed on to whom it is for; the profiles intercept all they can.
    if (at !== level - 1) return 'not-mine';
    if (action.kind !== 'port-write') return UNADDRESSED;
    const region = this.#machine.levels[level]!.ports.at(action.port);
    return region?.kind === 'trapped'
      ? { target: region.target, offset: action.port - region.start }
      : UNADDRESSED;
  }

  /**
   * Walks what this hypervisor knows of the guest's address. Its own guest: the memory slots. A deeper guest: the
   * table that the next guest hypervisor keeps for it; where that has nothing, the fault is not this one's.
   */
  #judgeStore(level: number, address: number, at: number): Verdict {
    const above = this.#machine.levels[at + 1]!;
    let below = address;
    if (level > at + 1) {
      const entry = tableOf(above, level).lookup(address);
      if (entry === null || entry.kind === 'emulated') return 'not-mine';
      below = entry.base;
    }
    const table = tableOf(this.#machine.levels[at]!, level);
    const region = above.memory.at(below);
    if (region === null) return UNADDRESSED;
    const offset = below - region.start;
    if (region.kind === 'trapped') {
      const marked = table.lookup(address)?.kind === 'emulated';
      table.install(address, 'emulated', below);
      return { target: region.target, offset, marked };
    }
    const base = region.base + offset;
    // A guest hypervisor that hands out memory of its own clears the page, and so touches it, first.
    if (region.kind === 'ram') this.#nested(() => this.act(at, { kind: 'store', address: base, value: 0 }));
    table.install(address, 'memory', base);
    return 'mapped';
  }

  /** L0's table for the guest has the page: the store reaches memory without any exit. */
  #goesThrough(level: number, address: number): boolean {
    return tableOf(this.#machine.levels[0]!, level).lookup(address)?.kind === 'memory';
  }

  #serve({ action, operation, kind }: Exit, at: number, found: Exclude<Verdict, string>): Ending {
    const { handlers, nestedEntry, userSpace } = this.#machine.levels[at]!.hypervisor!;
    this.#execute(at, handlers[found.marked === true ? 'mmio' : operation] ?? []);
    if (kind.entry === true) this.#execute(at, nestedEntry);
    if (action.kind === 'interrupt') this.#takeInterrupt(at);
    const ending =
      action.kind === 'hypercall' ? this.#answer(at, action.number) : this.#reach(action, at, found);
    if (inUserSpace(action, found.target)) this.#execute(at, userSpace);
    return ending;
  }

  /** A hypercall number means something only to the hypervisor that gave it out. */
  #answer(at: number, number: number): Ending {
    const { tokens, hypervisor } = this.#machine.levels[at]!;
    const bell = tokens.get(number);
    if (bell !== undefined) return this.#ring(bell);
    return { bell: null, returned: KNOWN_HYPERCALLS.has(number) ? 0 : hypervisor!.unknownHypercall };
  }

  #reach(action: GuestAction, at: number, { target, offset }: Exclude<Verdict, string>): Ending {
    if (target === null || (action.kind !== 'port-write' && action.kind !== 'store')) return NOTHING;
    if (target.kind === 'device') {
      const ending = target.bell === null ? NOTHING : this.#ring({ ...target.bell, queue: action.value });
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

  #ring(bell: Doorbell): Ending {
    this.rangAtCycles = this.cycles;
    return { bell, returned: null };
  }

  /** A guest hypervisor that is entered for an interrupt takes it with its own handler and ends it. */
  #takeInterrupt(at: number): void {
    this.#nested(() => {
      if (this.#machine.architecture.interruptNeedsWindow) this.act(at, instruction('interrupt-window'));
      this.act(at, END_OF_INTERRUPT);
    });
  }

  /** A hypervisor's own instructions: those that trap are exits of its level. L0's trap nowhere. */
  #execute(at: number, path: readonly Instruction[]): void {
    if (at === 0) return;
    this.#nested(() => {
      for (const step of path) {
        if (this.#virtualized(at - 1, step)) continue;
        for (let i = 0; i < step.times; i++) this.act(at, instruction(step.op, step.detail));
      }
    });
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

  #nested<T>(body: () => T): T {
    this.#depth++;
    const result = body();
    this.#depth--;
    return result;
  }

  /** A new exit; its hop stands in the order of events and is filled in once somebody serves it. */
  #exit(level: number, action: GuestAction, announced: boolean): Exit {
    const operation = this.#operation(level, action);
    const kind = this.#machine.architecture.exits[operation]!;
    const detail = action.kind === 'instruction' ? action.detail : null;
    const hop = {
      level,
      reason: kind.reason,
      detail,
      handledBy: 0,
      reflected: false,
      depth: this.#depth,
      cycles: 0,
      servedCycles: 0,
      why: '',
    };
    if (this.hops.length === MOST_HOPS)
      throw new RouteTooLong(`one operation of this stack makes over ${MOST_HOPS} exits: take levels away`);
    if (announced) this.hops.push(hop);
    return { level, action, operation, kind, hop: announced ? hop : null };
  }

  #settle(
    { level, action, operation, kind, hop }: Exit,
    at: number,
    verdict: Exclude<Verdict, 'not-mine'>,
  ): void {
    const { architecture, costs } = this.#machine;
    const injects = action.kind === 'interrupt';
    if (hop === null) {
      this.cycles += passingCycles(costs, { reflected: at > 0, injects });
      return;
    }
    const target = verdict === 'mapped' ? null : verdict.target;
    const directLevels = action.kind === 'store' && target !== null && at === 0 ? level - 1 : 0;
    const fast = takesFastPath(architecture, { level, at, reason: kind.reason, target });
    const serving: Serving = {
      reflected: hop.reflected,
      injects,
      operation: verdict === 'mapped' ? 'fault' : operation,
      userSpace: inUserSpace(action, target),
      decoded: !fast && directLevels === 0,
      directLevels,
    };
    hop.handledBy = at;
    hop.why = explainHop(this.#machine, { level, action, at, verdict, reason: kind.reason });
    hop.cycles = hopCycles(costs, kind, serving);
    hop.servedCycles = servedCycles(costs, serving);
    this.cycles += hop.cycles;
  }

  #operation(level: number, action: GuestAction): string {
    switch (action.kind) {
      case 'instruction':
        return action.operation;
      case 'port-write':
        return 'pio';
      case 'store':
        // Only what L0 installed is what the hardware walks into.
        return tableOf(this.#machine.levels[0]!, level).lookup(action.address) === null
          ? 'mmio-cold'
          : 'mmio';
      default:
        return action.kind;
    }
  }
}

/** A reissue is always the VMM's doing; a device may be served in the kernel. */
function inUserSpace(action: GuestAction, target: Target | null): boolean {
  if (action.kind === 'instruction') return action.userSpace;
  return target !== null && (target.kind === 'reissue' || target.served === 'user-space');
}
