/**
 * One virtqueue of a run: both its halves, what waits for it, and what has become of its buffers. It lives from one
 * reset to the next; the queue after a reset goes on with its counters, its histograms and its random numbers.
 */
import { DOORBELLS, type DoorbellKind } from '../machine/architecture.ts';
import type { DmaPath } from '../memory/dma.ts';
import { FAULT } from '../memory/dma.ts';
import { pageOf } from '../memory/page.ts';
import type { Ram } from '../memory/ram.ts';
import type { MsixTable } from '../pci/msix.ts';
import type { Duration } from '../scenario/scenario.ts';
import { Histogram } from '../sim/histogram.ts';
import { Random } from '../sim/random.ts';
import { ADDRESS, END, LENGTH, PART, TABLE } from '../virtio/chain.ts';
import type { DeviceHalf, DriverHalf } from '../virtio/halves.ts';
import { type RequestShape, requestShape } from '../virtio/request.ts';
import { deviceHalf, driverHalf, queueMemory } from '../virtio/ring.ts';
import { Backlog } from './backlog.ts';
import { type QueuePlace, queueName } from './queue-place.ts';

/** What a driver may have in use; null where it has no doorbell left. */
export const IN_USE: readonly (DoorbellKind | null)[] = [null, ...DOORBELLS];

/** What became of the last kick, for the sentence that says why a queue stands still. */
export type LastKick = 'none' | 'delivered' | 'lost' | 'misdirected' | 'suppressed' | 'no-doorbell';

/** What goes on over a reset, by the names that session logs have. */
export const COUNTERS = [
  'submitted',
  'completed',
  'lost',
  'refused',
  'dropped',
  'kicks',
  'lostKicks',
  'misdirectedKicks',
  'suppressedKicks',
  'interrupts',
  'corruptions',
  'dmaFaults',
] as const;

/** The queue's piece of its guest's memory. */
export interface QueueMemoryAt {
  readonly ram: Ram;
  /** From the first byte of its guest's memory. */
  readonly offset: number;
  /** Of its first byte, as its guest addresses it and in host memory. */
  readonly address: number;
  readonly host: number;
}

/** A queue before the reset, and whether its driver submits again what it had out; else that is dropped. */
export interface BeforeReset {
  readonly queue: Queue;
  readonly submitsAgain: boolean;
}

export class Queue {
  place: QueuePlace;
  readonly size: number;
  readonly driver: DriverHalf;
  readonly device: DeviceHalf;
  readonly shape: RequestShape;
  readonly msix: MsixTable;
  readonly memory: QueueMemoryAt;
  /** What its driver and its device draw, and when requests come: its own, so that no other's edit changes them. */
  readonly random: Random;
  readonly arrivals: Random;
  /** Arrival to completion, by the doorbell in use at the completion; `latency` is that of the one in use now. */
  readonly latencies: ReadonlyMap<DoorbellKind | null, Histogram>;
  latency: Histogram;
  readonly occupancy: Histogram;

  /** Made available, and not taken back by a driver that has reset its device since. */
  submitted = 0;
  completed = 0;
  lost = 0;
  refused = 0;
  /** Under way when an edit took the ring away. */
  dropped = 0;
  kicks = 0;
  lostKicks = 0;
  misdirectedKicks = 0;
  suppressedKicks = 0;
  interrupts = 0;
  corruptions = 0;
  dmaFaults = 0;
  lastKick: LastKick = 'none';
  /** Who heard the last kick, `LEVEL:ID`. */
  lastReached: string | null = null;
  /** Error of the last lost kick, as the guest got it. */
  lastError = 0;
  /** Id of the buffer that the device works at, or -1. */
  serving = -1;
  /** Bytes of that buffer: all that were read or written, and those written. */
  moved = 0;
  written = 0;
  /** Used buffers that the device has not interrupted for, to do so for several at once. */
  heldBack = 0;
  /** Wrong on purpose: it has seen the ring empty and goes to ask for kicks, without looking once more. */
  dozing = false;
  /** Its interrupt waits for the vCPU, [0] of `raisedAt` is since when. */
  interruptWaits = false;
  readonly raisedAt = new Float64Array(1);
  /** The driver must kick for what it has made available before. */
  kickAgain = false;
  /** For a driver that is a back end: told of every buffer's id that goes out and that came back. */
  wentOut: ((id: number) => void) | null = null;
  finished: ((id: number) => void) | null = null;

  /** Where the buffers are, as the driver addresses them. */
  readonly buffers: number;
  readonly #ram: Ram;
  readonly #buffersHost: number;
  /** From an address of its memory, as its guest has it, to the same byte in host memory. */
  readonly #shift: number;
  /** The buffer that is served led to other memory than the driver's. */
  #astray = false;
  readonly #backlog: Backlog;
  /** By a buffer's id: when the request arrived, and whether the device could not serve it. */
  readonly #arrivedAt: Float64Array;
  readonly #failed: Uint8Array;

  /** `memory`: zeroed, as much as `queueMemory` says. `seed`: the run's. */
  constructor(
    place: QueuePlace,
    memory: QueueMemoryAt,
    msix: MsixTable,
    seed: number,
    before: BeforeReset | null = null,
  ) {
    const { ram, address, host } = memory;
    this.place = place;
    this.memory = memory;
    this.msix = msix;
    this.#ram = ram;
    this.size = place.device.queues[place.index]!.size;
    this.shape = requestShape(place.device.type);
    const { buffers } = queueMemory(place.device, this.size);
    this.driver = driverHalf(ram, place.device, this.size, address, host);
    this.device = deviceHalf(ram, place.device, this.size, host);
    this.buffers = address + buffers;
    this.#buffersHost = host + buffers;
    this.#shift = host - address;
    this.#arrivedAt = new Float64Array(this.size);
    this.#failed = new Uint8Array(this.size);
    this.random = before?.queue.random ?? Random.named(seed, queueName(place));
    this.arrivals = before?.queue.arrivals ?? Random.named(seed, `${queueName(place)} arrivals`);
    this.latencies = before?.queue.latencies ?? new Map(IN_USE.map(doorbell => [doorbell, new Histogram()]));
    this.latency = before?.queue.latency ?? this.latencies.get(null)!;
    this.occupancy = before?.queue.occupancy ?? new Histogram();
    this.#backlog = new Backlog(before?.submitsAgain ? before.queue.#underWay : []);
    if (before !== null) this.#goOn(before);
  }

  #goOn({ queue, submitsAgain }: BeforeReset): void {
    for (const counter of COUNTERS) this[counter] = queue[counter];
    this.submitted -= queue.driver.outstanding;
    if (!submitsAgain) this.dropped += queue.underWay;
  }

  /** An edit has left it as it was; what is said of it may differ. */
  movedTo(place: QueuePlace): this {
    this.place = place;
    return this;
  }

  /** When what the driver has out and what waits arrived, in the order in which it would be submitted again. */
  get #underWay(): number[] {
    return [...this.out.map(id => this.#arrivedAt[id]!), ...this.#backlog.times];
  }

  /** The buffers that the driver has out, the first to arrive first. */
  get out(): number[] {
    const ids = Array.from({ length: this.size }, (_, id) => id).filter(id => this.driver.isOut(id));
    return ids.sort((a, b) => this.#arrivedAt[a]! - this.#arrivedAt[b]!);
  }

  /** Requests that have arrived and are not done. */
  get underWay(): number {
    return this.driver.outstanding + this.#backlog.length;
  }

  /** In the ring and not in the device's hands: available and not popped, or used and not taken yet. */
  get inRing(): number {
    return this.driver.outstanding - this.device.inUse;
  }

  get backlog(): number {
    return this.#backlog.length;
  }

  /** The driver has something to submit, or to kick for. */
  get hasWork(): boolean {
    return this.kickAgain || (this.backlog > 0 && this.driver.hasRoom(this.shape));
  }

  /** Its last kick did not come to its device. */
  get isUnheard(): boolean {
    return this.lastKick === 'lost' || this.lastKick === 'misdirected' || this.lastKick === 'no-doorbell';
  }

  /** What its driver rings from now on. */
  set doorbell(doorbell: DoorbellKind | null) {
    this.latency = this.latencies.get(doorbell)!;
  }

  /** The way to the device has changed: a driver whose buffers nobody works at tells of them again. */
  kickIfWaiting(): void {
    this.kickAgain = this.device.occupancy > 0 && this.serving < 0;
  }

  /** Of all that completed, by whichever doorbell, in nanoseconds; NaN before the first. */
  get meanLatencyNs(): number {
    let [sum, count] = [0, 0];
    for (const latency of this.latencies.values()) {
      sum += latency.sum;
      count += latency.count;
    }
    return sum / count;
  }

  /** `clock`: [0] is now. */
  arrive(clock: Float64Array): void {
    if (this.#backlog.isFull) this.refused++;
    else this.#backlog.arrive(clock);
  }

  /** The driver makes as much of the backlog available as there is room for. Returns how many requests. */
  submit(): number {
    let added = 0;
    while (this.backlog > 0 && this.driver.hasRoom(this.shape)) {
      const id = this.driver.nextId;
      const offset = id * this.shape.bytes;
      this.#backlog.take(this.#arrivedAt, id);
      this.#ram.write32(this.#buffersHost + offset, this.submitted);
      this.driver.add(this.shape, this.buffers + offset);
      this.wentOut?.(id);
      this.submitted++;
      added++;
    }
    if (added > 0) this.driver.publish();
    return added;
  }

  /**
   * The device reads and writes the buffer it serves, wherever the addresses in it lead. False: it cannot, since some
   * part leads to no memory at all, or its descriptors, which may have been read from wrong memory, break the rules.
   */
  moveData(dma: DmaPath): boolean {
    const { chain } = this.device;
    this.moved = 0;
    this.written = 0;
    this.#astray = false;
    let step = chain.next();
    for (; step === PART || step === TABLE; step = chain.next()) {
      const host = this.#reach(dma);
      if (host === FAULT) break;
      if (step === TABLE) chain.enterTable(host);
      else this.#movePart(host);
    }
    if (this.#astray) this.corruptions++;
    return step === END;
  }

  /** Where in host memory the part, or the table, is that the chain has come to; FAULT unless all of it is there. */
  #reach(dma: DmaPath): number {
    const { part } = this.device.chain;
    const address = part[ADDRESS]!;
    const last = address + part[LENGTH]! - 1;
    const host = dma.translate(address);
    // Memory is one piece at every level: between two ends that are there, all is.
    if (host === FAULT || (pageOf(last) !== pageOf(address) && dma.translate(last) === FAULT)) {
      this.dmaFaults++;
      return FAULT;
    }
    if (host - address !== this.#shift) this.#astray = true;
    return host;
  }

  #movePart(host: number): void {
    const { part, writable } = this.device.chain;
    const length = part[LENGTH]!;
    this.moved += length;
    if (writable) {
      this.#ram.write8(host, this.completed & 0xff);
      this.written += length;
    } else this.#ram.read8(host);
  }

  /** The device could not serve the buffer: it goes back to the driver, which finds it undone. */
  fail(): void {
    this.#failed[this.serving] = 1;
  }

  /** The driver takes everything that has been used. */
  reap(clock: Float64Array): void {
    this.driver.disableInterrupts();
    do {
      for (let id = this.driver.takeUsed(); id >= 0; id = this.driver.takeUsed()) this.#finish(id, clock);
    } while (this.driver.enableInterrupts());
  }

  #finish(id: number, clock: Float64Array): void {
    this.finished?.(id);
    const { arrivals } = this.place.driver.workload;
    if (arrivals.kind === 'outstanding' && this.underWay < arrivals.count) this.arrive(clock);
    if (this.#failed[id] === 1) {
      this.#failed[id] = 0;
      this.lost++;
      return;
    }
    this.completed++;
    this.latency.record(clock[0]! - this.#arrivedAt[id]!);
  }
}

/** Fixed, or exponential with one draw of mean 1. In whole nanoseconds, at least 1, so that time moves on. */
export function drawNs(duration: Duration, exponential: number): number {
  return Math.max(1, Math.round(duration.kind === 'fixed' ? duration.meanNs : duration.meanNs * exponential));
}
