/**
 * `explain --op`: one operation of the innermost guest, on any stack. The names and what they do follow the
 * tiny guest whose exits were traced on real machines (test/fixtures).
 */
import { architectures } from '../machine/architectures.ts';
import type { Level, Machine, Target } from '../machine/machine.ts';
import { PAGE_SIZE } from '../memory/page.ts';
import { type GuestAction, instruction, SEND_IPI } from '../route/action.ts';
import { Walk } from '../route/nested.ts';
import type { Route } from '../route/route.ts';
import type { DoorbellKind, Scenario } from '../scenario/scenario.ts';
import { buildLevels, layOutMemory, roomsFor } from './levels.ts';

/** A port and a page that no device of a scenario uses. */
const PORT = 0x5a4;
const PAGE = 0xe000_0000;
const UNKNOWN_HYPERCALL = 0x7777;
/** Where the back end of `request` has the doorbell of its own device, in the machine of the hypervisor it runs in. */
const BACK_END_PAGE = 0xe100_0000;
const ARM_TIMER = instruction('timer');

type Perform = (bench: Bench) => void;

/** A bare stack, its innermost guest, and the walk that is under way. */
interface Bench {
  readonly machine: Machine;
  readonly guest: number;
  readonly owner: number;
  /** Where the guest's own memory starts. */
  readonly memoryStart: number;
  walk: Walk;
}

const act = (bench: Bench, action: GuestAction): void => {
  bench.walk.act(bench.guest, action);
};
const writePort = (bench: Bench) => act(bench, { kind: 'port-write', port: PORT, value: 0 });
const store = (bench: Bench) => act(bench, { kind: 'store', address: PAGE, value: 0 });

/** What the innermost guest finds behind its port or page before it acts. */
const served = (by: 'ioeventfd' | 'user-space'): Target => ({ kind: 'device', served: by, bell: null });
const sleeping: Target = { kind: 'device', served: 'ioeventfd', bell: null, wakes: true };

const atPort =
  (target: Target) =>
  ({ machine, guest }: Bench) =>
    machine.levels[guest]!.ports.add({ kind: 'trapped', start: PORT, size: 4, target });

const atPage =
  (target: Target) =>
  ({ machine, guest }: Bench) =>
    trapPage(machine.levels[guest]!, target);

const trapPage = (level: Level, target: Target, start = PAGE): void =>
  level.memory.add({ kind: 'trapped', start, size: PAGE_SIZE, target });

/** The next hypervisor's VMM reissues to a device of its own machine, which the one below serves in user space. */
function reissued(medium: 'ports' | 'memory'): Perform {
  return ({ machine, guest }) => {
    const [base, size] = medium === 'ports' ? [PORT, 4] : [PAGE, PAGE_SIZE];
    machine.levels[guest]![medium].add({
      kind: 'trapped',
      start: base,
      size,
      target: { kind: 'reissue', base },
    });
    const below = { kind: 'trapped', start: base, size, target: served('user-space') } as const;
    if (guest > 1) machine.levels[guest - 1]![medium].add(below);
  };
}

/** A page of a device that level `owner` emulates, mapped through every level between. */
function assigned(by: 'ioeventfd' | 'user-space'): Perform {
  return ({ machine, guest, owner }) => {
    trapPage(machine.levels[owner + 1]!, served(by));
    for (let level = owner + 2; level <= guest; level++)
      machine.levels[level]!.memory.add({ kind: 'mapped', start: PAGE, size: PAGE_SIZE, base: PAGE });
  };
}

const backEndStores: GuestAction = { kind: 'store', address: BACK_END_PAGE, value: 0 };

/** The guest's port is a device whose back end is a thread, or the VMM's own, and has a doorbell to ring itself. */
const withBackEnd =
  (by: 'ioeventfd' | 'user-space'): Perform =>
  bench => {
    atPort(served(by))(bench);
    const { machine, guest } = bench;
    trapPage(machine.levels[guest - 1]!, served('ioeventfd'), BACK_END_PAGE);
  };

/**
 * The guest kicks with interrupts off, then `sti; hlt` and ends the interrupt by register. The back end was done
 * before the guest went on: the halt finds the interrupt, which has to wait for the shadow of `sti` to pass.
 */
function requestAtOnce({ walk, guest }: Bench): void {
  walk.act(guest, { kind: 'port-write', port: PORT, value: 0 }, { action: backEndStores, interrupts: false });
  walk.act(guest, instruction('hlt'));
  walk.act(guest, instruction('interrupt-window'));
  walk.endOfInterrupt(guest);
}

/** The back end's thread runs when the vCPU's blocks: the interrupt goes in with the entry that ends the halt. */
function requestLater({ walk, guest }: Bench): void {
  walk.act(guest, { kind: 'port-write', port: PORT, value: 0 });
  walk.act(guest, instruction('hlt'), { action: backEndStores, interrupts: true });
}

/**
 * Which of the two it is, the scheduler below decides: a woken thread takes the processor from the vCPU's once
 * that is ahead by the wake-up granularity. Over a whole request it gets ahead by what the request takes it.
 */
function request(bench: Bench): void {
  const trial: Bench = { ...bench, walk: new Walk(bench.machine) };
  requestLater(trial);
  const preempts = trial.walk.cycles > bench.machine.costs.preemption;
  (preempts ? requestAtOnce : requestLater)(bench);
}

interface Operation {
  readonly prepare: Perform;
  readonly perform: Perform;
  /** It can be done only once: there is no warm form of it. */
  readonly once?: boolean;
}

const nothing: Perform = () => {};

const operations: Readonly<Record<string, Operation>> = {
  hypercall: {
    prepare: nothing,
    perform: bench => {
      const { hypervisor } = bench.machine.levels[bench.guest - 1]!;
      act(bench, { kind: 'hypercall', number: [...hypervisor!.knownHypercalls][0]! });
    },
  },
  'unknown-hypercall': {
    prepare: nothing,
    perform: bench => act(bench, { kind: 'hypercall', number: UNKNOWN_HYPERCALL }),
  },
  cpuid: { prepare: nothing, perform: bench => act(bench, instruction('cpuid')) },
  // The traced VMM has no interrupt controller in the kernel, so a halt ends in its user space.
  hlt: { prepare: nothing, perform: bench => act(bench, instruction('hlt', null, true)) },
  pio: { prepare: atPort(served('user-space')), perform: writePort },
  'pio-eventfd': { prepare: atPort(served('ioeventfd')), perform: writePort },
  mmio: { prepare: atPage(served('user-space')), perform: store },
  'mmio-eventfd': { prepare: atPage(served('ioeventfd')), perform: store },
  notify: { prepare: atPage(sleeping), perform: store },
  timer: { prepare: nothing, perform: bench => act(bench, ARM_TIMER) },
  ipi: { prepare: nothing, perform: bench => act(bench, SEND_IPI) },
  'pio-reissue': { prepare: reissued('ports'), perform: writePort },
  'mmio-reissue': { prepare: reissued('memory'), perform: store },
  // The interrupt is raised while the VMM serves the write, so it rides on the entry that ends it.
  'pio-interrupt': {
    prepare: atPort(served('user-space')),
    perform: bench => {
      writePort(bench);
      bench.walk.endOfInterrupt(bench.guest);
    },
  },
  request: { prepare: withBackEnd('ioeventfd'), perform: request },
  'request-at-once': { prepare: withBackEnd('ioeventfd'), perform: requestAtOnce },
  'request-later': { prepare: withBackEnd('ioeventfd'), perform: requestLater },
  // The VMM's thread does the work itself before it lets the guest go on.
  'request-user-space': { prepare: withBackEnd('user-space'), perform: requestAtOnce },
  'assigned-mmio': { prepare: assigned('user-space'), perform: store },
  'assigned-mmio-eventfd': { prepare: assigned('ioeventfd'), perform: store },
  touch: {
    prepare: nothing,
    perform: bench => act(bench, { kind: 'store', address: bench.memoryStart, value: 0 }),
    once: true,
  },
};

export const operationNames: readonly string[] = Object.keys(operations);

/** Why a guest of this scenario cannot do it: the architecture has no such access. null: it can. */
export function whyNoOperation({ arch }: Scenario, name: string): string | null {
  const { title, exits, lacks } = architectures[arch];
  if ((name === 'timer' || name === 'ipi') && exits[name] === undefined)
    return `on ${title} it raises no exit`;
  // A request begins with a port write, a notification with a store.
  const [access] = /\b(?:pio|mmio)\b/.exec(name.replace('request', 'pio').replace('notify', 'mmio')) ?? [];
  return lacks[access as DoorbellKind] ?? null;
}

export interface OperationOptions {
  /** Level that emulates the page of an assigned-mmio operation (0 .. innermost - 1). */
  readonly owner: number;
  /** The first time; else the tables are full already. A touch is always cold. */
  readonly cold: boolean;
}

/** Walks one operation. `name` is one of `operationNames`; the stack must have a guest. */
export function walkOperation(scenario: Scenario, name: string, { owner, cold }: OperationOptions): Route {
  const operation = operations[name];
  if (operation === undefined) throw new RangeError(`no operation is called ${name}`);
  const layouts = layOutMemory(scenario, roomsFor(scenario.levels.map(() => 0)));
  const machine = buildLevels(scenario, layouts);
  const guest = machine.levels.length - 1;
  const bench: Bench = { machine, guest, owner, memoryStart: layouts[guest]!.start, walk: new Walk(machine) };
  operation.prepare(bench);
  operation.perform(bench);
  const once = cold || operation.once === true;
  if (!once) {
    bench.walk = new Walk(machine);
    operation.perform(bench);
  }
  const { hops, cycles } = bench.walk;
  return {
    guest: machine.levels[guest]!.name,
    level: guest,
    cause: { kind: 'operation', name },
    state: once ? 'cold' : 'warm',
    outcome: 'delivered',
    error: null,
    reached: null,
    hops,
    turn: null,
    cycles,
  };
}
