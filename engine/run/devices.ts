/** The devices of a run: each hears its doorbell, serves one request after the other, completes and interrupts. */
import type { Scenario } from '../scenario/scenario.ts';
import type { Random } from '../sim/random.ts';
import type { Spread } from '../sim/spread.ts';
import type { Timeline } from '../sim/timeline.ts';
import type { BackEnd } from './back-end.ts';
import { drawNs, type Queue } from './queue.ts';
import { nanoseconds } from './routes.ts';
import type { Way } from './way.ts';

/** What the devices and the processors of a run have in common. */
export interface World {
  readonly timeline: Timeline;
  readonly random: Random;
  readonly queues: readonly Queue[];
  readonly ways: readonly Way[];
  readonly scenario: Scenario;
  readonly spread: Spread;
  /** By queue: what stands behind its device, or what it is the back end of. */
  readonly behind: readonly (BackEnd | null)[];
  readonly before: readonly (BackEnd | null)[];
}

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

  constructor(world: World, processors: Processors) {
    this.#world = world;
    this.#processors = processors;
  }

  /** The doorbell rang. A device that is at work looks at its ring by itself. */
  hear(index: number): void {
    const { queues, behind } = this.#world;
    const backEnd = behind[index]!;
    const queue = queues[index]!;
    if (backEnd !== null) this.#handOn(backEnd);
    else if (queue.serving < 0) {
      queue.device.disableKicks();
      this.#serveNext(index, queue);
    }
  }

  /** The request that it works at is done. */
  complete(index: number): void {
    const queue = this.#world.queues[index]!;
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

  #used(index: number, queue: Queue): void {
    if (queue.device.needsInterrupt() && queue.msix.raise(queue.place.index))
      this.#processors.interrupt(index);
  }

  #serveNext(index: number, queue: Queue): void {
    const { timeline, random, ways, scenario } = this.#world;
    do queue.serving = queue.device.pop();
    while (queue.serving < 0 && queue.device.enableKicks());
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
    const service = drawNs(queue.place.device.service!, random.exponential());
    timeline.schedule(index, service + nanoseconds(cycles, costs.hz));
  }
}
