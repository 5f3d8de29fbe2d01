/**
 * The way a queue's kicks and interrupts take through the stack as it stands: which doorbells its driver found,
 * which it uses now, and the routes walked for them so far. An edit makes a new one; the queue itself lives on.
 */
import { type VcpuState, walkHalt, walkInterrupt, walkTimerWake } from '../doorbell/interrupt.ts';
import { type Kick, walkKick } from '../doorbell/kick.ts';
import { DOORBELLS } from '../machine/architecture.ts';
import type { DmaPath } from '../memory/dma.ts';
import type { Turn } from '../route/nested.ts';
import type { Route } from '../route/route.ts';
import type { DoorbellKind, Scenario } from '../scenario/scenario.ts';
import { dmaPath, mapAddress } from './dma-map.ts';
import { type Routes, SILENT } from './routes.ts';
import type { PlacedDevice, Stack } from './stack.ts';

/** No route walked yet, or the last one was cold and changed what it went through. */
const UNWALKED = -1;
/** The driver has no doorbell left. */
export const NO_ROUTE = -1;
/** It has had none. */
const BEFORE_THE_FIRST = -1;

/** What a processor does when an interrupt comes. */
export const RUNNING = 0;
export const BETWEEN = 1;
export const HALTED = 2;
const STATES: readonly VcpuState[] = ['running', 'between', 'halted'];

export interface WayOf {
  readonly scenario: Scenario;
  readonly stack: Stack;
  readonly routes: Routes;
  readonly guest: number;
  /** The innermost guest of the processor that the driver runs on. */
  readonly innermost: number;
  readonly device: PlacedDevice;
  readonly queue: number;
  /** In order of preference. */
  readonly doorbells: readonly DoorbellKind[];
  /** The way before, where the driver stays with the doorbell that it is at; null where it begins with its first. */
  readonly before: Way | null;
  /** Address of the driver's buffers, as its guest addresses them. */
  readonly buffers: number;
  readonly notification: Kick['notification'];
  /** Index of a device's queue among the run's queues; -1 where no driver uses it. */
  readonly queueAt: (device: string, queue: number) => number;
}

export class Way {
  readonly dma: DmaPath;
  readonly #of: WayOf;
  readonly #kicks: Kick[];
  /** How many of them, from the first, are the driver's own preference: it falls back along these. */
  readonly #own: number;
  readonly #kickRoutes: Int32Array;
  /** Which of them is in use, or was the last to fail where none is left. */
  #current: number;
  #left: boolean;
  /** By doorbell and by level of the device whose interrupt comes along. */
  readonly #joinedRoutes: Int32Array;
  /** By state of the processor and by level of the driver that a back end then interrupts; 0 for none. */
  readonly #interruptRoutes: Int32Array;
  readonly #levels: number;
  #haltRoute = UNWALKED;
  #timerRoute = UNWALKED;

  constructor(of: WayOf) {
    this.#of = of;
    this.dma = dmaPath(of.scenario, of.stack, of.device, of.guest);
    const { found } = of.device.seen.get(of.guest)!;
    const { ends: memory } = mapAddress(of.scenario, of.stack, of.device, of.guest, of.buffers);
    const { notification } = of;
    const facts = {
      notification,
      level: of.guest,
      owner: of.device.level,
      device: of.device.spec.id,
      queue: of.queue,
    };
    const queueName = of.device.spec.queues[of.queue]!.name;
    const own = of.doorbells.filter(doorbell => found[doorbell] !== null);
    const others = DOORBELLS.filter(doorbell => found[doorbell] !== null && !own.includes(doorbell));
    this.#own = own.length;
    const { before } = of;
    const first = own.length > 0 ? 0 : BEFORE_THE_FIRST;
    this.#current = before === null ? first : before.#current;
    this.#left = before === null ? own.length > 0 : before.#left;
    this.#kicks = [...own, ...others].map(doorbell => ({ ...facts, queueName, doorbell, found, memory }));
    this.#levels = of.scenario.levels.length;
    this.#kickRoutes = new Int32Array(this.#kicks.length).fill(UNWALKED);
    this.#joinedRoutes = new Int32Array(this.#kicks.length * this.#levels).fill(UNWALKED);
    this.#interruptRoutes = new Int32Array(STATES.length * this.#levels).fill(UNWALKED);
  }

  /** The doorbell in use, null where none is left. */
  get doorbell(): DoorbellKind | null {
    return this.#left ? this.#kicks[this.#current]!.doorbell : null;
  }

  get doorbells(): DoorbellKind[] {
    return this.#kicks.map(({ doorbell }) => doorbell);
  }

  /** Every doorbell that the driver's guest finds: the driver's own first, in its order, then the others. */
  get kicks(): readonly Kick[] {
    return this.#kicks;
  }

  /** Number of the route that a kick takes now, or NO_ROUTE. Walks it where the tables have changed. */
  kickRoute(): number {
    if (!this.#left) return NO_ROUTE;
    const known = this.#kickRoutes[this.#current]!;
    return known === UNWALKED ? this.#walk() : known;
  }

  /** The kick failed: the driver goes on to its next doorbell and stays with it. False: there is none. */
  fallBack(): boolean {
    this.#left = this.#current + 1 < this.#own;
    if (this.#left) this.#current++;
    return this.#left;
  }

  /** All of them in turn, from the one behind that in use, or behind the last to fail. */
  get inTurn(): Kick[] {
    const from = this.#current + 1;
    return [...this.#kicks.slice(from), ...this.#kicks.slice(0, from)];
  }

  /** The driver rings this one from now on; it must be one that its guest finds. */
  switchTo(doorbell: DoorbellKind): void {
    this.#current = this.#kicks.findIndex(kick => kick.doorbell === doorbell);
    this.#left = true;
  }

  /** The same kick, with an interrupt of a device of level `owner` that came before the driver went on. */
  kickRouteWith(owner: number): number {
    const at = this.#current * this.#levels + owner;
    if (this.#joinedRoutes[at] === UNWALKED) {
      const walked = walkKick(this.#of.stack.machine, this.#kicks[this.#current]!, owner)!;
      this.#joinedRoutes[at] = this.#add(walked.route, walked.turn);
    }
    return this.#joinedRoutes[at]!;
  }

  /** `next`: level of the driver that the back end, whose interrupt it is, interrupts in its turn; 0 for none. */
  interruptRoute(state: number, next: number): number {
    const at = state * this.#levels + next;
    if (this.#interruptRoutes[at] === UNWALKED)
      this.#interruptRoutes[at] = this.#walkInterrupt(STATES[state]!, next === 0 ? null : next);
    return this.#interruptRoutes[at]!;
  }

  /** Every route that it may come to take; the queue's device is of level `owner`. */
  walkAll(owner: number): void {
    if (this.kickRoute() !== NO_ROUTE) this.kickRouteWith(owner);
    for (const state of [RUNNING, BETWEEN, HALTED]) this.interruptRoute(state, 0);
    this.haltRoute();
    this.timerRoute();
  }

  haltRoute(): number {
    const { stack, guest } = this.#of;
    if (this.#haltRoute === UNWALKED) this.#haltRoute = this.#add(walkHalt(stack.machine, guest), null);
    return this.#haltRoute;
  }

  timerRoute(): number {
    const { stack, guest } = this.#of;
    if (this.#timerRoute === UNWALKED)
      this.#timerRoute = this.#add(walkTimerWake(stack.machine, guest), null);
    return this.#timerRoute;
  }

  #walk(): number {
    const { stack, queueAt } = this.#of;
    const walked = walkKick(stack.machine, this.#kicks[this.#current]!);
    // The list holds only what config space shows, so a doorbell is always found.
    if (walked === null) return NO_ROUTE;
    const { route, turn, heard } = walked;
    const id = this.#add(route, turn, heard === null ? SILENT : queueAt(heard.device, heard.queue));
    if (route.state === 'warm') this.#kickRoutes[this.#current] = id;
    return id;
  }

  #walkInterrupt(state: VcpuState, next: number | null): number {
    const { stack, device, guest, innermost, queue } = this.#of;
    const { route, turn } = walkInterrupt(stack.machine, {
      device: device.spec.id,
      queue: device.spec.queues[queue]!.name,
      vector: queue,
      to: guest,
      innermost,
      state,
      next,
    });
    return this.#add(route, turn);
  }

  #add(route: Route, turn: Turn | null, heard = SILENT): number {
    return this.#of.routes.add(route, { turn, heard }, this.#of.scenario.costs.hz);
  }
}
