/** One kick: what the driver does, walked to its end, and what that end means. */
import type { Machine } from '../machine/machine.ts';
import type { Discovered } from '../pci/virtio-function.ts';
import type { Ending } from '../route/action.ts';
import { type Turn, Walk } from '../route/nested.ts';
import type { Outcome, Route } from '../route/route.ts';
import { RouteTooLong } from '../route/trail.ts';
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
  /** What the driver tells its device besides the queue's index; null without VIRTIO_F_NOTIFICATION_DATA. */
  readonly notification: (() => number) | null;
  /** Where the device's reads and writes of this driver's buffers end up. */
  readonly memory: 'right' | 'wrong' | 'fault';
}

/** A walked kick: its route, its turn if it rang a doorbell, and the queue that heard it. */
export interface WalkedKick {
  readonly route: Route;
  readonly turn: Turn | null;
  readonly heard: { readonly device: string; readonly queue: number } | null;
}

/**
 * null: the driver finds no such doorbell in what it is shown. The walk fills tables as a first touch does.
 * `completes`: level of a hypervisor whose device interrupts the driver before it goes on; null for none.
 */
export function walkKick(machine: Machine, kick: Kick, completes: number | null = null): WalkedKick | null {
  const action = doorbells[kick.doorbell].ring(kick.found, kick.queue, kick.notification?.() ?? kick.queue);
  if (action === null) return null;
  const before = tableChanges(machine);
  const walk = new Walk(machine, completes === null ? null : { from: completes, to: kick.level });
  const ending = walk.act(kick.level, action);
  const outcome = outcomeOf(kick, ending);
  const { bell } = ending;
  return {
    turn: walk.turn,
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
      turn: walk.turn?.hops ?? null,
      cycles: walk.cycles,
    },
  };
}

/** Whether its route, with and without an interrupt of `completes`, is one that can be walked. Fills the tables. */
export function isWalkable(machine: Machine, kick: Kick, completes: number): boolean {
  try {
    walkKick(machine, kick);
    walkKick(machine, kick, completes);
    return true;
  } catch (error) {
    if (error instanceof RouteTooLong) return false;
    throw error;
  }
}

function outcomeOf(kick: Kick, { bell }: Ending): Outcome {
  if (bell === null) return 'error';
  // A token of another hypervisor's namespace rings whatever that number means there, without any error.
  if (bell.level !== kick.owner || bell.device !== kick.device || bell.queue !== kick.queue)
    return 'wrong-device';
  if (kick.memory === 'right') return 'delivered';
  return kick.memory === 'wrong' ? 'corrupt' : 'dma-fault';
}

function tableChanges(machine: Machine): number {
  let changes = 0;
  for (const { tables, cookies } of machine.levels) {
    changes += cookies.size;
    for (const table of tables.values()) changes += table.changes;
  }
  return changes;
}
