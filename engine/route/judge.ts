/** Whose exit is it? A hypervisor that has one in its hands looks at the architecture's rule and its own world. */
import type { ExitKind } from '../machine/architecture.ts';
import type { Machine, Target } from '../machine/machine.ts';
import { tableOf } from '../machine/machine.ts';
import type { GuestAction } from './action.ts';

/** What a hypervisor finds when it looks at an exit: not its own, a page that is mapped now, or work to do. */
export type Verdict = 'not-mine' | 'mapped' | Work;

export interface Work {
  readonly target: Target | null;
  readonly offset: number;
  /** A store, and its own table had the page marked as emulated: to it the exit is `mmio`, whatever it is to L0. */
  readonly marked?: boolean;
}

export interface Judged {
  /** Where the exit comes from. */
  readonly level: number;
  readonly action: GuestAction;
  readonly kind: ExitKind;
}

const UNADDRESSED = { target: null, offset: 0 } as const;

/** `touch`: a guest hypervisor clears a page of its own memory, at that address, before it hands it out. */
export function judge(
  machine: Machine,
  { level, action, kind }: Judged,
  at: number,
  touch: (address: number) => void,
): Verdict {
  if (kind.claim === 'tables' && action.kind === 'store')
    return judgeStore(machine, { level, address: action.address }, at, touch);
  if (kind.claim === 'lowest') return UNADDRESSED;
  // An interrupt comes to L0 by right and is then passed on to whom it is for; it never asks here.
  // The profiles intercept all that they can.
  if (at !== level - 1) return 'not-mine';
  if (action.kind === 'hypercall') {
    const token = machine.levels[at]!.tokens.get(action.number);
    return token !== undefined && 'kind' in token ? { target: token, offset: 0 } : UNADDRESSED;
  }
  if (action.kind !== 'port-write') return UNADDRESSED;
  const region = machine.levels[level]!.ports.at(action.port);
  return region?.kind === 'trapped'
    ? { target: region.target, offset: action.port - region.start }
    : UNADDRESSED;
}

/**
 * Walks what this hypervisor knows of the guest's address. Its own guest: the memory slots. A deeper guest: the
 * table that the next guest hypervisor keeps for it; where that has nothing, the fault is not this one's.
 */
function judgeStore(
  machine: Machine,
  { level, address }: { level: number; address: number },
  at: number,
  touch: (address: number) => void,
): Verdict {
  const above = machine.levels[at + 1]!;
  let below = address;
  if (level > at + 1) {
    const entry = tableOf(above, level).lookup(address);
    if (entry === null || entry.kind === 'emulated') return 'not-mine';
    below = entry.base;
  }
  const table = tableOf(machine.levels[at]!, level);
  const region = above.memory.at(below);
  if (region === null) return UNADDRESSED;
  const offset = below - region.start;
  if (region.kind === 'trapped') {
    const marked = table.lookup(address)?.kind === 'emulated';
    table.install(address, 'emulated', below);
    return { target: region.target, offset, marked };
  }
  const base = region.base + offset;
  if (region.kind === 'ram') touch(base);
  table.install(address, 'memory', base);
  return 'mapped';
}
