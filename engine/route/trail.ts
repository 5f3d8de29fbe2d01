/** What a walk leaves behind: its exits in the order of events, what each cost, and why it went where it went. */
import type { ExitKind } from '../machine/architecture.ts';
import { type Machine, tableOf } from '../machine/machine.ts';
import { type GuestAction, inUserSpace } from './action.ts';
import { hopCycles, type Serving, servedCycles, takesFastPath } from './cost.ts';
import type { Verdict } from './judge.ts';
import type { Hop } from './route.ts';
import { explainHop } from './why.ts';

/** An exit on its way to whoever serves it. */
export interface Exit {
  readonly level: number;
  readonly action: GuestAction;
  readonly operation: string;
  readonly kind: ExitKind;
  readonly hop: { -readonly [K in keyof Hop]: Hop[K] };
}

/** Exits multiply with every level; past so many (some 300 MB of hops) a walk gives up. */
const MOST_HOPS = 1_000_000;

/** One operation of this stack makes more exits than can be walked. */
export class RouteTooLong extends Error {}

export class Trail {
  readonly hops: Hop[] = [];
  cycles = 0;
  /** How many exits deep the cause of the next one is. */
  depth = 0;
  readonly #machine: Machine;
  /** By instruction, level and depth: where among the hops its exits stand, and what they cost. */
  readonly #known = new Map<
    string,
    { readonly from: number; readonly to: number; readonly cycles: number }
  >();

  constructor(machine: Machine) {
    this.#machine = machine;
  }

  /** A new exit; its hop stands in the order of events and is filled in once somebody serves it. */
  exit(level: number, action: GuestAction): Exit {
    const operation = this.#operation(level, action);
    const kind = this.#machine.architecture.exits[operation]!;
    const named = action.kind === 'instruction' ? action.detail : null;
    const detail = named ?? kind.detail ?? null;
    const hop = {
      level,
      reason: kind.reason,
      detail,
      handledBy: 0,
      reflected: false,
      depth: this.depth,
      cycles: 0,
      servedCycles: 0,
      why: '',
    };
    this.#push(hop);
    return { level, action, operation, kind, hop };
  }

  /** Hypervisor `at` serves it. */
  settle(
    { level, action, operation, kind, hop }: Exit,
    at: number,
    verdict: Exclude<Verdict, 'not-mine'>,
  ): void {
    const { architecture, costs } = this.#machine;
    const target = verdict === 'mapped' ? null : verdict.target;
    const directLevels = action.kind === 'store' && target !== null && at === 0 ? level - 1 : 0;
    const fast = takesFastPath(architecture, { level, at, reason: kind.reason, target });
    const serving: Serving = {
      // L0 reflects an interrupt when it lets its guest go on.
      reflected: hop.reflected && action.kind !== 'interrupt',
      operation: verdict === 'mapped' ? 'fault' : this.#searches(action, at) ? 'hypercall-cold' : operation,
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

  /** A hypervisor works only after an exit, so what it does besides serving it belongs to the last one's cost. */
  charge(cycles: number): void {
    const last = this.hops.at(-1);
    // The same hop may stand in other places too.
    if (last !== undefined) this.hops[this.hops.length - 1] = { ...last, cycles: last.cycles + cycles };
    this.cycles += cycles;
  }

  /**
   * A guest hypervisor executes the same few instructions over and over, and each makes the same exits every time:
   * they are walked once, by `walk`, and then repeated. That is what makes deep stacks quick.
   */
  instruction(level: number, operation: string, detail: string | null, walk: () => void): void {
    const key = `${level} ${this.depth} ${operation} ${detail}`;
    const known = this.#known.get(key);
    if (known === undefined) {
      const [from, before] = [this.hops.length, this.cycles];
      walk();
      this.#known.set(key, { from, to: this.hops.length, cycles: this.cycles - before });
      return;
    }
    for (let at = known.from; at < known.to; at++) this.#push(this.hops[at]!);
    this.cycles += known.cycles;
  }

  /**
   * The first native hypercall of a number: its bus is searched. Every other brings the cookie that this one
   * returned (Linux, Documentation/virt/kvm/s390/s390-diag.rst: DIAG 0x500, subcode 3).
   */
  #searches(action: GuestAction, at: number): boolean {
    const { architecture, levels } = this.#machine;
    if (action.kind !== 'hypercall' || architecture.nativeHypercall !== true) return false;
    const { cookies, tokens } = levels[at]!;
    if (!tokens.has(action.number) || cookies.has(action.number)) return false;
    cookies.add(action.number);
    return true;
  }

  #push(hop: Hop): void {
    if (this.hops.length === MOST_HOPS)
      throw new RouteTooLong(`one operation of this stack makes over ${MOST_HOPS} exits: take levels away`);
    this.hops.push(hop);
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
