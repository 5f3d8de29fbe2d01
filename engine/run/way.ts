/**
 * The way a queue's kicks and interrupts take through the stack as it stands: which doorbells its driver found,
 * which it uses now, and the routes walked for them so far. An edit makes a new one; the queue itself lives on.
 */
import { walkInterrupt } from '../doorbell/interrupt.ts';
import { type Kick, walkKick } from '../doorbell/kick.ts';
import { type DmaPath, descend, FAULT } from '../memory/dma.ts';
import type { DoorbellKind, Scenario } from '../scenario/scenario.ts';
import { type Routes, SILENT } from './routes.ts';
import { dmaPath, type PlacedDevice, type Stack, spansBelow } from './stack.ts';

/** No route walked yet, or the last one was cold and changed what it went through. */
const UNWALKED = -1;
/** The driver has no doorbell left. */
export const NO_ROUTE = -1;

export interface WayOf {
  readonly scenario: Scenario;
  readonly stack: Stack;
  readonly routes: Routes;
  readonly guest: number;
  readonly device: PlacedDevice;
  readonly queue: number;
  /** In order of preference. */
  readonly doorbells: readonly DoorbellKind[];
  /** Address of the driver's buffers, as its guest addresses them. */
  readonly buffers: number;
  /** Index of a device's queue among the run's queues; -1 where no driver uses it. */
  readonly queueAt: (device: string, queue: number) => number;
}

export class Way {
  readonly dma: DmaPath;
  readonly #of: WayOf;
  readonly #kicks: Kick[];
  readonly #kickRoutes: Int32Array;
  /** Which of the doorbells that the driver found is in use; past the last one where all have failed. */
  #current = 0;
  #interruptRoute = UNWALKED;
  #pendingRoute = UNWALKED;

  constructor(of: WayOf) {
    this.#of = of;
    this.dma = dmaPath(of.scenario, of.stack, of.device, of.guest);
    const found = of.device.found.get(of.guest);
    const memory = this.#whereDmaEnds();
    const facts = { level: of.guest, owner: of.device.level, device: of.device.spec.id, queue: of.queue };
    const queueName = of.device.spec.queues[of.queue]!.name;
    this.#kicks =
      found === undefined
        ? []
        : of.doorbells
            .filter(doorbell => found[doorbell] !== null)
            .map(doorbell => ({ ...facts, queueName, doorbell, found, memory }));
    this.#kickRoutes = new Int32Array(this.#kicks.length).fill(UNWALKED);
  }

  /** The doorbell in use, null where none is left. */
  get doorbell(): DoorbellKind | null {
    return this.#kicks[this.#current]?.doorbell ?? null;
  }

  /** Every doorbell that the driver found, in its order. */
  get kicks(): readonly Kick[] {
    return this.#kicks;
  }

  /** Number of the route that a kick takes now, or NO_ROUTE. Walks it where the tables have changed. */
  kickRoute(): number {
    if (this.#current === this.#kicks.length) return NO_ROUTE;
    const known = this.#kickRoutes[this.#current]!;
    return known === UNWALKED ? this.#walk() : known;
  }

  /** The kick failed: the driver goes on to its next doorbell and stays with it. False: there is none. */
  fallBack(): boolean {
    if (this.#current < this.#kicks.length) this.#current++;
    return this.#current < this.#kicks.length;
  }

  /** `pending`: the vCPU is out of guest mode already, no exit announces the interrupt. */
  interruptRoute(pending: boolean): number {
    if (pending) {
      if (this.#pendingRoute === UNWALKED) this.#pendingRoute = this.#walkInterrupt(true);
      return this.#pendingRoute;
    }
    if (this.#interruptRoute === UNWALKED) this.#interruptRoute = this.#walkInterrupt(false);
    return this.#interruptRoute;
  }

  #walk(): number {
    const { stack, routes, scenario, queueAt } = this.#of;
    const walked = walkKick(stack.machine, this.#kicks[this.#current]!);
    // The list holds only what config space shows, so a doorbell is always found.
    if (walked === null) return NO_ROUTE;
    const { route, turn } = walked;
    const heard = walked.heard === null ? -1 : queueAt(walked.heard.device, walked.heard.queue);
    const rangAtCycles = turn?.atCycles ?? 0;
    const id = routes.add(route, { rangAtCycles, heard }, scenario.costs.hz);
    if (route.state === 'warm') this.#kickRoutes[this.#current] = id;
    return id;
  }

  #walkInterrupt(pending: boolean): number {
    const { stack, routes, scenario, device, guest, queue } = this.#of;
    const { route } = walkInterrupt(stack.machine, {
      device: device.spec.id,
      queue: device.spec.queues[queue]!.name,
      vector: queue,
      to: guest,
      innermost: guest,
      state: pending ? 'between' : 'running',
      completes: false,
    });
    return routes.add(route, SILENT, scenario.costs.hz);
  }

  #whereDmaEnds(): Kick['memory'] {
    const { stack, guest, buffers } = this.#of;
    const ends = this.dma.translate(buffers);
    this.dma.forget();
    if (ends === FAULT) return 'fault';
    return ends === descend(spansBelow(stack, guest), buffers) ? 'right' : 'wrong';
  }
}
