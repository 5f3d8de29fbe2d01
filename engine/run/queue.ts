/** One virtqueue of a run: both its halves, what waits for it, and what has become of its buffers. */
import type { DmaPath } from '../memory/dma.ts';
import { FAULT } from '../memory/dma.ts';
import { roundUpToPage } from '../memory/page.ts';
import type { Ram } from '../memory/ram.ts';
import type { MsixTable } from '../pci/msix.ts';
import type { DeviceSpec, DriverSpec, Duration } from '../scenario/scenario.ts';
import { Histogram } from '../sim/histogram.ts';
import { SplitDevice } from '../virtio/device.ts';
import { SplitDriver } from '../virtio/driver.ts';
import { type RequestShape, requestShape } from '../virtio/request.ts';
import { splitLayout } from '../virtio/split-layout.ts';

/** Requests that may wait for a free descriptor; one that finds the place full is turned away. */
const BACKLOG = 4096;

/** What became of the last kick, for the sentence that says why a queue stands still. */
export type LastKick = 'none' | 'delivered' | 'lost' | 'misdirected' | 'suppressed' | 'no-doorbell';

export interface QueuePlace {
  /** Level of the driver. */
  readonly guest: number;
  /** Level of the innermost guest of the processor that the driver runs on: its own, but for a back end's. */
  readonly innermost: number;
  /** Level of the hypervisor that emulates the device. */
  readonly owner: number;
  readonly device: DeviceSpec;
  readonly driver: DriverSpec;
  /** Index of the queue in its device, and so also of its MSI-X vector. */
  readonly index: number;
}

/** Bytes a queue needs in its driver's memory: the rings, then a buffer for every descriptor. */
export function queueBytes(device: DeviceSpec, index: number): number {
  const { size } = device.queues[index]!;
  return roundUpToPage(splitLayout(size).bytes) + roundUpToPage(size * requestShape(device.type).bytes);
}

export class Queue {
  place: QueuePlace;
  readonly size: number;
  readonly driver: SplitDriver;
  readonly device: SplitDevice;
  readonly shape: RequestShape;
  readonly msix: MsixTable;
  readonly latency = new Histogram();
  readonly occupancy = new Histogram();

  submitted = 0;
  completed = 0;
  lost = 0;
  refused = 0;
  kicks = 0;
  lostKicks = 0;
  misdirectedKicks = 0;
  suppressedKicks = 0;
  interrupts = 0;
  corruptions = 0;
  dmaFaults = 0;
  lastKick: LastKick = 'none';
  /** Error of the last lost kick, as the guest got it. */
  lastError = 0;
  /** The device works at a chain; its head, or -1. */
  serving = -1;
  /** Bytes of that chain: all that were read or written, and those written. */
  moved = 0;
  written = 0;
  /** Its interrupt waits for the vCPU. */
  interruptWaits = false;
  /** The driver must kick for what it has made available before. */
  kickAgain = false;
  /** Told of every chain's head that came back; for a driver that is a back end. */
  finished: ((head: number) => void) | null = null;

  readonly #ram: Ram;
  /** Where the buffers are: as the driver addresses them, and in host memory. */
  readonly buffers: number;
  readonly #buffersHost: number;
  readonly #arrivals = new Float64Array(BACKLOG);
  #arrived = 0;
  #taken = 0;
  /** By chain head: when the request arrived, and whether the device could not serve it. */
  readonly #arrivedAt: Float64Array;
  readonly #failed: Uint8Array;

  /** `address` and `host`: the queue's memory, as its guest addresses it and in host memory. */
  constructor(ram: Ram, place: QueuePlace, msix: MsixTable, address: number, host: number) {
    this.place = place;
    this.msix = msix;
    this.#ram = ram;
    this.size = place.device.queues[place.index]!.size;
    this.shape = requestShape(place.device.type);
    const eventIdx = place.device.features.includes('event-idx');
    this.driver = new SplitDriver(ram, host, this.size, eventIdx);
    this.device = new SplitDevice(ram, host, this.size, eventIdx);
    const rings = roundUpToPage(splitLayout(this.size).bytes);
    this.buffers = address + rings;
    this.#buffersHost = host + rings;
    this.#arrivedAt = new Float64Array(this.size);
    this.#failed = new Uint8Array(this.size);
  }

  /** In the ring and not in the device's hands: available and not popped, or used and not taken yet. */
  get inRing(): number {
    return this.driver.outstanding - this.device.inUse;
  }

  get backlog(): number {
    return this.#arrived - this.#taken;
  }

  /** The driver has something to submit, or to kick for. */
  get hasWork(): boolean {
    return this.kickAgain || (this.backlog > 0 && this.driver.hasRoom(this.shape));
  }

  /** `clock`: [0] is now. */
  arrive(clock: Float64Array): void {
    if (this.backlog === BACKLOG) this.refused++;
    else this.#arrivals[this.#arrived++ % BACKLOG] = clock[0]!;
  }

  /** The driver makes as much of the backlog available as there is room for. Returns how many requests. */
  submit(): number {
    let added = 0;
    while (this.backlog > 0 && this.driver.hasRoom(this.shape)) {
      const head = this.driver.nextHead;
      const offset = head * this.shape.bytes;
      this.#arrivedAt[head] = this.#arrivals[this.#taken++ % BACKLOG]!;
      this.#ram.write32(this.#buffersHost + offset, this.submitted);
      this.driver.add(this.shape, this.buffers + offset);
      this.submitted++;
      added++;
    }
    if (added > 0) this.driver.publish();
    return added;
  }

  /**
   * The device reads and writes the chain it serves, wherever the addresses in it lead. False: some part leads to
   * no memory at all.
   */
  moveData(dma: DmaPath): boolean {
    let wrong = false;
    this.moved = 0;
    this.written = 0;
    let left = this.size;
    // 2.7.5.1: a chain is never longer than the queue; one that is runs in a circle.
    for (let part = this.serving; part >= 0 && left > 0; part = this.device.nextPart(part), left--) {
      const address = this.device.partAddress(part);
      const host = dma.translate(address);
      if (host === FAULT) return false;
      if (host - this.#buffersHost !== address - this.buffers) wrong = true;
      const length = this.device.partLength(part);
      this.moved += length;
      if (this.device.isWritable(part)) {
        this.#ram.write8(host, this.completed & 0xff);
        this.written += length;
      } else this.#ram.read32(host);
    }
    if (wrong) this.corruptions++;
    return true;
  }

  /** The device could not serve the chain: it goes back to the driver, which finds it undone. */
  fail(): void {
    this.dmaFaults++;
    this.#failed[this.serving] = 1;
  }

  /** The driver takes everything that has been used. */
  reap(clock: Float64Array): void {
    this.driver.disableInterrupts();
    do {
      for (let head = this.driver.takeUsed(); head >= 0; head = this.driver.takeUsed())
        this.#finish(head, clock);
    } while (this.driver.enableInterrupts());
  }

  #finish(head: number, clock: Float64Array): void {
    this.finished?.(head);
    if (this.place.driver.workload.arrivals.kind === 'outstanding') this.arrive(clock);
    if (this.#failed[head] === 1) {
      this.#failed[head] = 0;
      this.lost++;
      return;
    }
    this.completed++;
    this.latency.record(clock[0]! - this.#arrivedAt[head]!);
  }
}

/** Fixed, or exponential with one draw of mean 1. In whole nanoseconds, at least 1, so that time moves on. */
export function drawNs(duration: Duration, exponential: number): number {
  return Math.max(1, Math.round(duration.kind === 'fixed' ? duration.meanNs : duration.meanNs * exponential));
}
