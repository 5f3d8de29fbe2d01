/** One branch of the machine, guests in each other and what they drive: built new, or out of what it was before an edit. */
import { descend } from '../memory/dma.ts';
import { Ram } from '../memory/ram.ts';
import { MsixTable } from '../pci/msix.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { queueMemory } from '../virtio/ring.ts';
import { type GuestMemory, placeAll } from './guest-memory.ts';
import type { Rooms } from './levels.ts';
import type { Edited, Past } from './parts.ts';
import { Queue } from './queue.ts';
import type { QueuePlace } from './queue-place.ts';
import { buildStack, type Changes, type Stack, spansBelow } from './stack.ts';
import { keepTables } from './tables.ts';

export interface Branch {
  readonly name: string;
  /** By level. */
  readonly guests: readonly string[];
  readonly stack: Stack;
  readonly memory: GuestMemory;
}

interface PlacedQueue {
  readonly place: QueuePlace;
  readonly past: Past;
}

interface BranchOf {
  readonly name: string;
  /** Of this branch's levels only. */
  readonly scenario: Scenario;
  readonly queues: readonly PlacedQueue[];
  readonly seed: number;
  readonly happened: Changes;
  readonly edited: Edited | null;
}

/** null: a guest's memory is full and cannot grow. */
export function branchOf(of: BranchOf): { readonly branch: Branch; readonly queues: Queue[] } | null {
  const { name, scenario, queues: placed, edited } = of;
  const guests = scenario.levels.map(level => level.name);
  const last = edited?.parts.branches.find(branch => branch.name === name) ?? null;
  const lives = guests.map((guest, level) => last?.guests[level] === guest && !edited!.restarts(guest));
  const pieces = placed.map(pieceOf);
  const plan = placeAll(pieces, guests.length, last && { rooms: last.memory.rooms, lives });
  if (plan === null) return null;
  const stack = stackOf(of, last, plan.rooms, lives);
  const ram = last?.memory.ram ?? new Ram(stack.memory[0]!.size);
  ram.grow(stack.memory[0]!.size);
  const tables = vectorTables(placed);
  const queues = placed.map(({ place, past: { queue, fate } }, at) => {
    if (fate === 'kept') return queue!.movedTo(place);
    const offset = plan.offsets[at]!;
    const address = stack.memory[place.guest]!.start + offset;
    const host = descend(spansBelow(stack, place.guest), address);
    if (last !== null) ram.clear(host, pieces[at]!.bytes);
    const before = queue && { queue, submitsAgain: fate === 'reset' };
    return new Queue(place, { ram, offset, address, host }, tables.get(functionOf(place))!, of.seed, before);
  });
  return { branch: { name, guests, stack, memory: { ram, rooms: plan.rooms } }, queues };
}

function stackOf(
  { scenario, happened, edited }: BranchOf,
  last: Branch | null,
  rooms: Rooms,
  lives: readonly boolean[],
): Stack {
  if (last !== null && edited?.walksAnew === false) return last.stack;
  const stack = buildStack(scenario, rooms, happened);
  if (last !== null) keepTables(last.stack.machine, stack.machine, lives);
  return stack;
}

function pieceOf({ place, past }: PlacedQueue) {
  const { device, index, guest: level } = place;
  const { bytes } = queueMemory(device, device.queues[index]!.size);
  return { level, bytes, offset: past.fate === 'kept' ? past.queue!.memory.offset : null };
}

/** All queues of a function share its MSI-X table, which a reset of the device leaves as it is. */
function vectorTables(queues: readonly PlacedQueue[]): Map<string, MsixTable> {
  const tables = new Map<string, MsixTable>();
  for (const { place, past } of queues) {
    const vectors = place.device.queues.length + 1;
    const known = past.fate !== 'dropped' && past.queue!.msix.vectors === vectors ? past.queue!.msix : null;
    const table = tables.get(functionOf(place)) ?? known ?? new MsixTable(vectors);
    tables.set(functionOf(place), table);
  }
  return tables;
}

const functionOf = ({ guest, device }: QueuePlace): string => `${guest}/${device.id}`;
