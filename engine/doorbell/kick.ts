/** One kick: what the driver does, walked to its end, and what that end means. */
import type { Machine } from '../machine/machine.ts';
import type { Discovered } from '../pci/virtio-function.ts';
import { type Ending, Walk } from '../route/nested.ts';
import type { Outcome, Route } from '../route/route.ts';
import type { DoorbellKind } from '../scenario/scenario.ts';
import { doorbells } from './doorbell.ts';

export interface Kick {
  /** The guest whose driver kicks. */
  readonly level: number;
  /** Level of the hypervisor that emulates the device. */
  readonly owner: number;
  readonly device: string;
  readonly queue: number;
  readonly queueName: string;
  readonly doorbell: DoorbellKind;
  readonly found: Discovered;
  /** Where the device's reads and writes of this driver's buffers end up. */
  readonly memory: 'right' | 'wrong' | 'fault';
}

/** A walked kick: its route, and when within it the doorbell rang, in cycles from its start. */
export interface WalkedKick {
  readonly route: Route;
  readonly rangAtCycles: number;
  /** The queue that heard it; null where none did. */
  readonly heard: { readonly device: string; readonly queue: number } | null;
}

/** null: the driver finds no such doorbell in what it is shown. The walk fills tables as a first touch does. */
export function walkKick(machine: Machine, kick: Kick): WalkedKick | null {
  const action = doorbells[kick.doorbell].ring(kick.found, kick.queue);
  if (action === null) return null;
  const before = tableChanges(machine);
  const walk = new Walk(machine);
  const ending = walk.act(kick.level, action);
  const outcome = outcomeOf(kick, ending);
  const { bell } = ending;
  return {
    rangAtCycles: walk.rangAtCycles,
    heard: bell,
    route: {
      guest: machine.levels[kick.level]!.name,
      level: kick.level,
      cause: { kind: 'kick', device: kick.device, queue: kick.queueName, doorbell: kick.doorbell },
      state: tableChanges(machine) === before ? 'warm' : 'cold',
      outcome,
      error: outcome === 'error' ? ending.returned : null,
      reached: bell === null ? null : `${machine.levels[bell.level]!.name}:${bell.device}`,
      hops: walk.hops,
      cycles: walk.cycles,
    },
  };
}

function outcomeOf(kick: Kick, { bell }: Ending): Outcome {
  if (bell === null) return 'error';
  // A token of another hypervisor's namespace rings whatever that number means there, without any error.
  if (bell.level !== kick.owner || bell.device !== kick.device || bell.queue !== kick.queue)
    return 'wrong-device';
  if (kick.memory === 'right') return 'delivered';
  return kick.memory === 'wrong' ? 'corrupt' : 'dma-fault';
}

/** What an interrupt is for: the vector that its device raised, and the queue behind it. */
export interface Vector {
  readonly device: string;
  readonly queue: string;
  readonly vector: number;
}

/** An interrupt for the driver at `level`. `pending`: it came while the vCPU was out of guest mode anyway. */
export function walkInterrupt(machine: Machine, level: number, vector: Vector, pending: boolean): Route {
  const walk = new Walk(machine);
  walk.interrupt(level, pending);
  return {
    guest: machine.levels[level]!.name,
    level,
    cause: { kind: 'interrupt', ...vector },
    state: 'warm',
    outcome: 'delivered',
    error: null,
    reached: null,
    hops: walk.hops,
    cycles: walk.cycles,
  };
}

function tableChanges(machine: Machine): number {
  let changes = 0;
  for (const level of machine.levels) for (const table of level.tables.values()) changes += table.changes;
  return changes;
}
