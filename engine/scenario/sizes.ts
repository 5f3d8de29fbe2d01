/**
 * How much of everything a machine may have. Memory and time grow with it, and with some of it faster than in
 * proportion; a scenario within these bounds stays below a gigabyte and a few seconds.
 */
import type { Complain } from './complain.ts';
import type { LevelText, ScenarioText } from './schema.ts';
import { guestsOf, type Topology } from './topology.ts';
import type { Path } from './yaml.ts';

/** In the whole stack: as many as fit into the addresses and ports that a guest's firmware places them at. */
const MOST_DEVICES = 64;
/** In the whole stack: each is in a stack of its own. */
const MOST_BESIDE = 64;
const MOST_DRIVEN_QUEUES = 256;
/** Each has a buffer of 2 KiB, and every level has room for all of them, below its devices at 4064 MiB. */
const MOST_DESCRIPTORS = 65_536;

/** An event that moves something has every stack built anew, and every queue finds its way again. */
const MOST_PLACED_ANEW = 30_000;

export function checkSizes(text: ScenarioText, topology: Topology, complain: Complain): void {
  const { levels, events } = text;
  const devices = new Tally('devices', MOST_DEVICES, complain);
  const beside = new Tally('guests beside others', MOST_BESIDE, complain);
  const queues = new Tally('queues that are driven', MOST_DRIVEN_QUEUES, complain);
  const descriptors = new Tally('descriptors in the queues that are driven', MOST_DESCRIPTORS, complain);
  for (const [i, level] of levels.entries()) {
    for (const j of level.devices.keys()) devices.add(1, ['levels', i, 'devices', j, 'id']);
    for (const j of level.beside.keys()) beside.add(1, ['levels', i, 'beside', j, 'name']);
  }
  for (const { device, queue, at } of drivenQueues(levels)) {
    const size = topology.get(device)?.device.queues.find(({ name }) => name === queue)?.size ?? 0;
    queues.add(1, at);
    descriptors.add(size, at);
  }
  const anew = new Tally('devices and queues that its events place anew', MOST_PLACED_ANEW, complain);
  const atOnce = devices.count * (1 + beside.count) + queues.count;
  for (const [i, event] of events.entries())
    if (event['move-bar'] !== undefined || event.swap !== undefined) anew.add(atOnce, ['events', i]);
  checkRates(levels, complain);
}

/** Complains where the count goes past the most, once. */
class Tally {
  count = 0;
  readonly #what: string;
  readonly #most: number;
  readonly #complain: Complain;

  constructor(what: string, most: number, complain: Complain) {
    this.#what = what;
    this.#most = most;
    this.#complain = complain;
  }

  add(count: number, at: Path): void {
    const before = this.count;
    this.count += count;
    if (before <= this.#most && this.count > this.#most)
      this.#complain(
        at,
        'too-much',
        `more than ${this.#most} ${this.#what}, the most that a machine can have`,
      );
  }
}

interface DrivenQueue {
  readonly device: string;
  readonly queue: string;
  readonly at: Path;
}

function drivenQueues(levels: readonly LevelText[]): DrivenQueue[] {
  const byDrivers = guestsOf(levels).flatMap(({ at, guest }) =>
    guest.drivers.map(({ device, workload: { queue } }, j) => ({
      device,
      queue,
      at: [...at, 'drivers', j, 'workload', 'queue'],
    })),
  );
  const byBackEnds = levels.flatMap(({ devices }, i) =>
    devices.flatMap(({ 'back-end': backEnd }, j) =>
      backEnd === undefined ? [] : [{ ...backEnd, at: ['levels', i, 'devices', j, 'back-end', 'queue'] }],
    ),
  );
  return [...byDrivers, ...byBackEnds];
}

/** Time is counted in nanoseconds: requests may come one in each, a batch of them as seldom in proportion. */
function checkRates(levels: readonly LevelText[], complain: Complain): void {
  for (const { at, guest } of guestsOf(levels))
    for (const [j, { workload }] of guest.drivers.entries()) {
      const { arrivals, batch } = workload;
      if (arrivals.kind !== 'outstanding' && batch > arrivals.meanNs)
        complain(
          [...at, 'drivers', j, 'workload', 'batch'],
          'too-much',
          `${batch} requests every ${arrivals.meanNs} ns`,
          {
            expected: 'one request a nanosecond at most',
          },
        );
    }
}
