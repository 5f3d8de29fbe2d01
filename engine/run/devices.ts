/** The devices of a run: each hears its doorbell, serves one request after the other, completes and interrupts. */
import type { BackEnd } from './back-end.ts';
import { drawNs, type Queue } from './queue.ts';
import { nanoseconds } from './routes.ts';
import type { World } from './world.ts';

/** The processors, as the devices know them. */
export interface Processors {
  /** The device interrupts the driver of queue `index`. */
  interrupt(index: number): void;
  /** A back end has made requests available in its queue `index`; copying them took so many cycles. */
  made(index: number, cycles: number): void;
}

export class Devices {
  readonly #world: World;
  readonly #processors: Processors;
  readonly #coalesceSlots: number;

  /** `coalesceSlots`: first of the timeline's slots for interrupts that are held back, by queue. */
  constructor(world: World, processors: Processors, coalesceSlots: number) {
    this.#coalesceSlots = coalesceSlots;
    this.#world = world;
    this.#processors = processors;
  }

  /** The doorbell rang. A device that is at work looks at its ring by itself. */
  hear(index: number): void {
    const { queues, behind } = this.#world;
    const backEnd = behind[index]!;
    const queue = queues[index]!;
    if (backEnd !== null) this.#handOn(backEnd);
    else if (queue.serving < 0 && !queue.dozing) {
      queue.device.disableKicks();
      this.#serveNext(index, queue);
    }
  }

  /** The request that it works at is done. */
  complete(index: number): void {
    const queue = this.#world.queues[index]!;
    if (queue.dozing) {
      this.#fallAsleep(index, queue);
      return;
    }
    queue.device.push(queue.serving, queue.written);
    queue.serving = -1;
    this.#used(index, queue);
    this.#serveNext(index, queue);
  }

  /** A back end has taken what came back from its device, and so its front end's requests are done. */
  cameBack(backEnd: BackEnd): void {
    this.#used(backEnd.frontIndex, backEnd.front);
    this.#handOn(backEnd);
  }

  #handOn(backEnd: BackEnd): void {
    const { ways, timeline, scenario } = this.#world;
    const { frontIndex, front, backIndex } = backEnd;
    const { dmaFaults } = front;
    const handed = backEnd.handOn(ways[frontIndex]!.dma, timeline.clock);
    if (front.dmaFaults > dmaFaults) this.#used(frontIndex, front);
    if (handed > 0) this.#processors.made(backIndex, backEnd.copied * scenario.costs.dmaPerByte);
  }

  /** An interrupt has been held back for as long as it may be. */
  waitedLongEnough(index: number): void {
    this.#world.timeline.cancel(this.#coalesceSlots + index);
    this.#interrupt(index, this.#world.queues[index]!);
  }

  #used(index: number, queue: Queue): void {
    const { coalesce } = queue.place.device;
    if (coalesce === null || ++queue.heldBack >= coalesce.count) this.#interrupt(index, queue);
    else if (queue.heldBack === 1)
      this.#world.timeline.schedule(this.#coalesceSlots + index, coalesce.timeNs);
  }

  #interrupt(index: number, queue: Queue): void {
    if (queue.place.device.coalesce !== null) this.#world.timeline.cancel(this.#coalesceSlots + index);
    queue.heldBack = 0;
    if (queue.device.needsInterrupt() && queue.msix.raise(queue.place.index))
      this.#processors.interrupt(index);
  }

  /** 2.7.10: it should look at the ring once more after this, and does not. */
  #fallAsleep(index: number, queue: Queue): void {
    queue.dozing = false;
    queue.device.enableKicks();
    this.#world.timeline.cancel(index);
  }

  #serveNext(index: number, queue: Queue): void {
    const { timeline, ways, scenario } = this.#world;
    queue.serving = queue.device.pop();
    if (queue.serving < 0 && queue.place.device.bug === 'no-recheck') {
      // It has seen the ring empty; asking for kicks takes it as long as a request does.
      queue.dozing = true;
      timeline.schedule(index, drawNs(queue.place.device.service!, queue.random.exponential()));
      return;
    }
    while (queue.serving < 0 && queue.device.enableKicks()) queue.serving = queue.device.pop();
    if (queue.serving < 0) {
      timeline.cancel(index);
      return;
    }
    const { dma } = ways[index]!;
    const { costs } = scenario;
    const { hits, misses } = dma;
    if (!queue.moveData(dma)) queue.fail();
    const cycles =
      (dma.hits - hits) * costs.iotlbHit +
      (dma.misses - misses) * costs.iotlbMiss +
      queue.moved * costs.dmaPerByte;
    const service = drawNs(queue.place.device.service!, queue.random.exponential());
    timeline.schedule(index, service + nanoseconds(cycles, costs.hz));
  }
}
