/** One sentence a hop: who took the exit, and by which rule. */
import type { Machine } from '../machine/machine.ts';
import { readNotification } from '../virtio/notification.ts';
import type { GuestAction } from './action.ts';
import { takesFastPath } from './cost.ts';
import type { Verdict } from './judge.ts';

interface Settled {
  readonly level: number;
  readonly action: GuestAction;
  /** The hypervisor that serves it. */
  readonly at: number;
  readonly verdict: Exclude<Verdict, 'not-mine'>;
  readonly reason: string;
}

export function explainHop(machine: Machine, settled: Settled): string {
  const guest = machine.levels[settled.level]!.name;
  const server = machine.levels[settled.at]!.name;
  switch (settled.action.kind) {
    case 'hypercall':
      return hypercallWhy(machine, settled.action.number, guest, settled.at);
    case 'port-write':
      return `${guest} writes port ${hex(settled.action.port)}: ${server} keeps its ports and ${work(machine, settled)}`;
    case 'store':
      return storeWhy(machine, settled, guest, server);
    case 'interrupt':
      return interruptWhy(machine, settled.action.to, guest);
    case 'instruction':
      return machine.architecture.exits[settled.action.operation]!.virtualization === true
        ? `${guest} is a hypervisor; ${server} emulates its ${settled.reason}`
        : `${server} serves ${guest}'s ${settled.reason}`;
  }
}

function interruptWhy({ levels }: Machine, to: number, guest: string): string {
  const host = levels[0]!.name;
  const below = levels[to - 1]!.name;
  const first = `an interrupt for ${levels[to]!.name} stops ${guest}: ${host} takes every interrupt first`;
  return to === 1
    ? `${first} and injects it`
    : `${first}, every hypervisor passes it on, ${below} injects it`;
}

function hypercallWhy(machine: Machine, number: number, guest: string, at: number): string {
  const { name, tokens, hypervisor } = machine.levels[at]!;
  const token = tokens.get(number);
  if (token !== undefined && 'kind' in token)
    return `${guest} calls ${hex(number)}: ${name} gave that number out for a device of its own machine, and its VMM calls ${hex(token.base)} there`;
  const served = token
    ? `there it is the token of ${token.device}`
    : hypervisor!.knownHypercalls.has(number)
      ? `which gave no such number out, but ${hypervisor!.name} serves it: it means something else there`
      : `which gave no such number out, and ${hypervisor!.name} returns ${hypervisor!.unknownHypercall}`;
  return `${guest} calls ${hex(number)}: a hypercall always goes to the guest's own hypervisor, ${name}; ${served}`;
}

function storeWhy(machine: Machine, settled: Settled, guest: string, server: string): string {
  const { level, at, verdict } = settled;
  const table = machine.architecture.tableName;
  if (verdict === 'mapped')
    return `first touch: ${server} finds the page and puts it into ${guest}'s ${table}`;
  const direct = at < level - 1;
  const mapper = machine.levels[level - 1]!.name;
  const found = direct
    ? `${mapper} mapped that page through, so ${server}'s walk ends at its own device and ${mapper} is never entered`
    : at === 0
      ? `${server} keeps nothing there but its device`
      : `the walk of ${server}'s ${table} finds nothing there, so ${server} gets it`;
  return `${guest} stores ${notified(settled.action)}to a doorbell page: ${found}; ${server} ${work(machine, settled)}${decoding(machine, settled)}`;
}

/** What the value says besides the queue's index. */
function notified(action: GuestAction): string {
  if (action.kind !== 'store' || action.value < 0x1_0000) return '';
  const { queue, nextOff, nextWrap } = readNotification(action.value);
  return `queue ${queue}, next at ${nextOff}, wrap ${nextWrap} `;
}

/** Whether the instruction had to be decoded, where the architecture knows a way without. */
function decoding({ architecture, levels }: Machine, { level, at, verdict, reason }: Settled): string {
  if (architecture.fastMmio !== true || verdict === 'mapped' || verdict.target?.kind !== 'device') return '';
  if (takesFastPath(architecture, { level, at, reason, target: verdict.target }))
    return ' from the address alone (fast MMIO), no instruction is decoded';
  if (verdict.target.served !== 'ioeventfd' || reason !== architecture.exits.mmio?.reason) return '';
  return at < level - 1
    ? `; no fast MMIO: the exit holds an address of ${levels[level]!.name}, which it has to walk and decode`
    : '; it decodes the instruction to skip it: on a hypervisor its length is not to be trusted';
}

function work(machine: Machine, { at, verdict }: Settled): string {
  if (verdict === 'mapped' || verdict.target === null) return 'finds nothing there';
  const { target, offset } = verdict;
  if (target.kind === 'reissue')
    return `its VMM does it again at ${hex(target.base + offset)} of ${machine.levels[at]!.name}`;
  const by = target.served === 'ioeventfd' ? 'signals an ioeventfd' : 'serves it in user space';
  const whose = target.bell === null ? by : `${by} of ${target.bell.device}`;
  // H interrupts its other processors without anybody's help.
  return target.wakes === true && at > 0 ? `${whose} and wakes its back end by an IPI` : whose;
}

const hex = (n: number): string => `0x${n.toString(16)}`;
