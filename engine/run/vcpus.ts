/**
 * The processors of a run: drivers submit and kick, interrupts come in, guests halt and are woken. What is under
 * way takes its route's time and is counted when it is over; until its turn has passed, a completion may join it.
 */

import { Cores } from './cores.ts';
import { Devices, type Processors } from './devices.ts';
import type { Queue } from './queue.ts';
import { nanoseconds, type Routes } from './routes.ts';
import type { Slots } from './slots.ts';
import { AT_BACK_END, HALT, INTERRUPT, KICK, NONE, ON, TIMER, TO_BACK_END, type Vcpu } from './vcpu.ts';
import { BETWEEN, HALTED, NO_ROUTE, RUNNING } from './way.ts';
import type { World } from './world.ts';

/** Told of every route that was executed; it began `afterNs` (mostly before: negative) after clock[0]. */
export type Executed = (clock: Float64Array, afterNs: number, route: number) => void;

export class Vcpus implements Processors {
  /** Kicks that are over, since the run was built. */
  kicks = 0;
  readonly devices: Devices;
  readonly #world: World;
  readonly #routes: Routes;
  readonly #executed: Executed;
  readonly #slots: Slots;
  readonly #vcpus: readonly Vcpu[];
  /** By queue: the processor that its driver runs on. */
  readonly #of: readonly Vcpu[];
  readonly #cores: Cores;

  /** `before`: who ran before an edit, whose kicks and whose line for the physical processors go on. */
  constructor(world: World, routes: Routes, executed: Executed, before: Vcpus | null) {
    const { vcpus, slots } = world;
    this.#world = world;
    this.#routes = routes;
    this.#executed = executed;
    this.#slots = slots;
    this.#vcpus = vcpus;
    this.#of = world.queues.map((_, index) => vcpus.find(vcpu => vcpu.all.includes(index))!);
    const line = before === null ? [] : before.#cores.line.filter(vcpu => vcpus.includes(vcpu));
    this.#cores = new Cores(world, line);
    this.kicks = before?.kicks ?? 0;
    this.devices = new Devices(world, this, slots.coalesce);
    for (const vcpu of vcpus) if (before === null || !before.#vcpus.includes(vcpu)) this.#cores.has(vcpu);
  }

  /** How long the processor of queue `index` has waited for a physical one, in nanoseconds. */
  stolenNs(index: number): number {
    const vcpu = this.#of[index]!;
    return vcpu.stolenNs + (vcpu.inLine ? this.#world.timeline.clock[0]! - vcpu.inLineSince : 0);
  }

  /** Requests have arrived at the driver of queue `index`. */
  arrived(index: number): void {
    const vcpu = this.#of[index]!;
    if (vcpu.busy || !this.#cores.has(vcpu)) return;
    if (vcpu.halted) this.#wakeByTimer(vcpu);
    // A processor that is idle has submitted all that it could for the others.
    else if (!this.#submit(vcpu, index)) this.#rest(vcpu);
  }

  interrupt(index: number): void {
    const queue = this.#world.queues[index]!;
    // One that waits already stands for both.
    if (queue.interruptWaits) return;
    queue.interruptWaits = true;
    queue.raisedAt[0] = this.#world.timeline.clock[0]!;
    const vcpu = this.#of[index]!;
    vcpu.interrupts++;
    if (!vcpu.busy && this.#cores.has(vcpu)) this.#take(vcpu, index, vcpu.halted ? HALTED : RUNNING);
  }

  made(index: number, cycles: number): void {
    const vcpu = this.#of[index]!;
    this.#delay(vcpu, nanoseconds(cycles, this.#world.scenario.costs.hz));
    this.#notify(vcpu, index);
  }

  /** What was under way on processor `index` has come to its next step. */
  due(index: number): void {
    const vcpu = this.#vcpus[index]!;
    this.#world.timeline.cancel(this.#slots.vcpu + index);
    const { top } = vcpu;
    if (vcpu.kind[top] === KICK && this.#joins(vcpu)) return;
    if (vcpu.kind[top] === INTERRUPT && vcpu.stage[top] !== ON && this.#passBackEnd(vcpu)) return;
    this.#end(vcpu);
  }

  /** The machine has changed: whoever has nothing under way, and something to do, begins. */
  lookAgain(): void {
    for (let next = this.#cores.fill(); next !== null; next = this.#cores.fill()) this.#goOn(next);
    for (const vcpu of this.#vcpus) {
      const idles = !vcpu.yields && vcpu.interrupts === 0 && !this.#hasWork(vcpu);
      if (vcpu.busy || vcpu.inLine || idles || !this.#cores.has(vcpu)) continue;
      if (vcpu.halted) this.#wakeIfWaiting(vcpu);
      else this.#work(vcpu);
    }
  }

  /** The slice of physical processor `core` is over. */
  sliceOver(core: number): void {
    const vcpu = this.#cores.expire(core);
    if (!vcpu.busy) this.#yield(vcpu);
  }

  /** The queue's kick or interrupt is on its way, or its processor waits for a physical one. */
  isAbout(index: number): boolean {
    const vcpu = this.#of[index]!;
    return vcpu.inLine || vcpu.isAbout(index);
  }

  /** The guest runs: interrupts come first, then back ends and drivers in turn submit what waits, then it rests. */
  #work(vcpu: Vcpu): void {
    if (vcpu.yields) this.#yield(vcpu);
    else if (vcpu.interrupts > 0) this.#take(vcpu, this.#interrupted(vcpu), BETWEEN);
    else this.#submitAll(vcpu);
  }

  /** Others wait for its physical processor. */
  #yield(vcpu: Vcpu): void {
    const next = this.#cores.yield(vcpu);
    if (next !== null) this.#goOn(next);
  }

  /** It has a physical processor again, or for the first time. */
  #goOn(vcpu: Vcpu): void {
    if (vcpu.halted) this.#wakeIfWaiting(vcpu);
    else this.#work(vcpu);
  }

  #submitAll(vcpu: Vcpu): void {
    const { all } = vcpu;
    for (let tried = 0; tried < all.length; tried++) {
      const index = all[vcpu.turn]!;
      vcpu.turn = vcpu.turn + 1 === all.length ? 0 : vcpu.turn + 1;
      if (this.#submit(vcpu, index)) return;
    }
    this.#rest(vcpu);
  }

  /** A queue whose interrupt waits for a driver on this processor. */
  #interrupted({ all }: Vcpu): number {
    for (let i = 0; i < all.length; i++) if (this.#world.queues[all[i]!]!.interruptWaits) return all[i]!;
    return NONE;
  }

  #hasWork({ all }: Vcpu): boolean {
    for (let i = 0; i < all.length; i++) if (this.#world.queues[all[i]!]!.hasWork) return true;
    return false;
  }

  /** True: a kick is on its way. */
  #submit(vcpu: Vcpu, index: number): boolean {
    const queue = this.#world.queues[index]!;
    return (queue.submit() > 0 || queue.kickAgain) && this.#notify(vcpu, index);
  }

  /** The driver kicks if its device wants to know. True: a kick is on its way. */
  #notify(vcpu: Vcpu, index: number): boolean {
    const queue = this.#world.queues[index]!;
    if (!queue.driver.needsKick() && !queue.kickAgain) {
      queue.suppressedKicks++;
      if (queue.lastKick === 'delivered') queue.lastKick = 'suppressed';
      return false;
    }
    queue.kickAgain = false;
    return this.#kick(vcpu, index, queue);
  }

  /** Rings one doorbell after the other until one does not return an error. True: some hypervisor had work. */
  #kick(vcpu: Vcpu, index: number, queue: Queue): boolean {
    const way = this.#world.ways[index]!;
    const { spread } = this.#world;
    let afterNs = 0;
    for (;;) {
      const route = way.kickRoute();
      if (route === NO_ROUTE) {
        if (queue.lastKick !== 'lost') queue.lastKick = 'no-doorbell';
        queue.lostKicks++;
        break;
      }
      const factor = spread.draw(queue.random);
      if (this.#rang(queue, route)) {
        const at = this.#begin(vcpu, KICK, index, route, factor, afterNs);
        this.#ring(vcpu, at);
        return true;
      }
      this.#count(route, afterNs);
      afterNs += Math.round(this.#routes.durations[route]! * factor);
      const another = way.fallBack();
      queue.doorbell = way.doorbell;
      if (another) continue;
      queue.lostKicks++;
      break;
    }
    this.#kicked(index);
    if (afterNs === 0) return false;
    this.#begin(vcpu, KICK, index, NONE, 1, afterNs);
    return true;
  }

  /** False: the guest got an error back. */
  #rang(queue: Queue, route: number): boolean {
    const { outcome, error, reached } = this.#routes.at(route);
    if (outcome === 'error') {
      queue.lastKick = 'lost';
      queue.lastError = error ?? 0;
      return false;
    }
    queue.lastKick = outcome === 'wrong-device' ? 'misdirected' : 'delivered';
    queue.lastReached = reached;
    return true;
  }

  /** The device hears it while the kick is still on its way back. */
  #ring(vcpu: Vcpu, at: number): void {
    const { timeline } = this.#world;
    const route = vcpu.route[at]!;
    const { heard, turnAfter } = this.#routes;
    if (heard[route]! < 0) return;
    const rings = vcpu.began[at]! + Math.round(turnAfter[route]! * vcpu.spread[at]!);
    timeline.schedule(this.#slots.hear + heard[route]!, rings - timeline.clock[0]!);
  }

  /** `afterNs`: how long it is until it begins, busy with what failed before. */
  #begin(vcpu: Vcpu, kind: number, queue: number, route: number, factor: number, afterNs: number): number {
    const at = vcpu.begin(kind, queue, route, this.#world.timeline.clock);
    const began = vcpu.began[at]! + afterNs;
    vcpu.began[at] = began;
    vcpu.spread[at] = factor;
    vcpu.closes[at] = began;
    vcpu.due[at] = began;
    if (route !== NONE) {
      vcpu.closes[at] = began + Math.round(this.#routes.closesAfter[route]! * factor);
      vcpu.due[at] = began + Math.round(this.#routes.durations[route]! * factor);
    }
    this.#await(vcpu);
    return at;
  }

  #await(vcpu: Vcpu): void {
    const { timeline } = this.#world;
    timeline.schedule(this.#slots.vcpu + vcpu.index, vcpu.due[vcpu.top]! - timeline.clock[0]!);
  }

  /** A completion came before it was too late: the way back of the kick takes its interrupt along. */
  #joins(vcpu: Vcpu): boolean {
    const { top } = vcpu;
    const route = vcpu.route[top]!;
    if (vcpu.interrupts === 0 || route === NONE || vcpu.rides[top] !== NONE) return false;
    const kicker = vcpu.queue[top]!;
    // Without an exit there is no way back to join.
    if (this.#routes.closesAfter[route] === 0) return false;
    const index = this.#waiting(vcpu, kicker);
    if (index === NONE || this.#routes.at(route).state === 'cold') return false;
    const { ways, queues } = this.#world;
    const joined = ways[kicker]!.kickRouteWith(queues[index]!.place.owner);
    this.#join(vcpu, index, joined);
    const { durations } = this.#routes;
    const longer = (durations[joined]! - durations[route]!) * vcpu.spread[top]!;
    vcpu.due[top] = vcpu.due[top]! + Math.round(longer);
    this.#await(vcpu);
    return true;
  }

  /** A queue whose interrupt waits for the same guest as `kicker` is driven by, and came in time. */
  #waiting(vcpu: Vcpu, kicker: number): number {
    const { queues } = this.#world;
    for (let i = 0; i < vcpu.all.length; i++) {
      const index = vcpu.all[i]!;
      const queue = queues[index]!;
      if (!queue.interruptWaits || queue.place.guest !== queues[kicker]!.place.guest) continue;
      if (queue.raisedAt[0]! <= vcpu.closes[vcpu.top]!) return index;
    }
    return NONE;
  }

  #join(vcpu: Vcpu, index: number, route: number): void {
    const queue = this.#world.queues[index]!;
    queue.interruptWaits = false;
    vcpu.interrupts--;
    queue.interrupts++;
    vcpu.rides[vcpu.top] = index;
    vcpu.route[vcpu.top] = route;
  }

  /** The interrupt of queue `index` comes to a processor that is in `state`. */
  #take(vcpu: Vcpu, index: number, state: number): void {
    const queue = this.#world.queues[index]!;
    queue.interruptWaits = false;
    queue.interrupts++;
    vcpu.interrupts--;
    vcpu.halted = false;
    const route = this.#world.ways[index]!.interruptRoute(state, 0);
    const at = this.#begin(vcpu, INTERRUPT, index, route, 1, 0);
    vcpu.state[at] = state;
    if (this.#world.before[index] === null) return;
    vcpu.stage[at] = TO_BACK_END;
    vcpu.due[at] = vcpu.began[at]! + this.#routes.turnAfter[route]!;
    this.#await(vcpu);
  }

  /** An interrupt for a back end: it takes what came back and may kick or complete before its guest goes on. */
  #passBackEnd(vcpu: Vcpu): boolean {
    const { top } = vcpu;
    const { ways, queues, before } = this.#world;
    const index = vcpu.queue[top]!;
    const backEnd = before[index]!;
    if (vcpu.stage[top] === TO_BACK_END) {
      vcpu.stage[top] = AT_BACK_END;
      this.#reap(index);
      if (vcpu.top !== top) return true;
    }
    vcpu.stage[top] = ON;
    const front = backEnd.frontIndex;
    if (queues[front]!.interruptWaits)
      this.#join(vcpu, front, ways[index]!.interruptRoute(vcpu.state[top]!, queues[front]!.place.guest));
    const route = vcpu.route[top]!;
    const { durations, turnAfter } = this.#routes;
    vcpu.due[top] = vcpu.due[top]! + durations[route]! - turnAfter[route]!;
    this.#await(vcpu);
    return true;
  }

  #end(vcpu: Vcpu): void {
    const { clock } = this.#world.timeline;
    const { top } = vcpu;
    const kind = vcpu.kind[top]!;
    const route = vcpu.route[top]!;
    const rides = vcpu.rides[top]!;
    // An interrupt for a back end was taken when it got there.
    const passed = kind === INTERRUPT && this.#inBackEnd(vcpu.queue[top]!);
    const taken = kind === INTERRUPT && !passed ? vcpu.queue[top]! : rides;
    // Nothing woke the innermost guest: its hypervisors halted again.
    const rests = kind === HALT || (passed && rides === NONE && vcpu.state[top] === HALTED);
    if (route !== NONE) {
      this.#count(route, vcpu.began[top]! - clock[0]!);
      if (kind === KICK) this.#kicked(vcpu.queue[top]!);
    }
    vcpu.end(clock);
    if (vcpu.busy) this.#await(vcpu);
    if (taken !== NONE) this.#reap(taken);
    if (vcpu.busy) return;
    vcpu.halted = rests;
    if (rests) this.#wakeIfWaiting(vcpu);
    else this.#work(vcpu);
  }

  /** The driver of queue `index` is a back end. */
  #inBackEnd(index: number): boolean {
    return this.#world.before[index] !== null;
  }

  /** The driver takes what was used; a back end gives it to its guest. */
  #reap(index: number): void {
    const { queues, timeline, before } = this.#world;
    queues[index]!.reap(timeline.clock);
    const backEnd = before[index];
    if (backEnd) this.devices.cameBack(backEnd);
  }

  /** Nothing to do. */
  #rest(vcpu: Vcpu): void {
    if (this.#world.queues[vcpu.queues[0]!]!.place.spec.idle === 'poll') return;
    this.#begin(vcpu, HALT, NONE, this.#world.ways[vcpu.queues[0]!]!.haltRoute(), 1, 0);
  }

  /** Something came while it was on its way to the halt. */
  #wakeIfWaiting(vcpu: Vcpu): void {
    const waiting = this.#interrupted(vcpu);
    if (waiting !== NONE) this.#take(vcpu, waiting, HALTED);
    else if (this.#hasWork(vcpu)) this.#wakeByTimer(vcpu);
    else {
      const next = this.#cores.release(vcpu);
      if (next !== null) this.#goOn(next);
    }
  }

  #wakeByTimer(vcpu: Vcpu): void {
    vcpu.halted = false;
    this.#begin(vcpu, TIMER, NONE, this.#world.ways[vcpu.queues[0]!]!.timerRoute(), 1, 0);
  }

  /** Its processor copies, in the middle of something. */
  #delay(vcpu: Vcpu, ns: number): void {
    if (!vcpu.busy) return;
    const { top } = vcpu;
    vcpu.due[top] = vcpu.due[top]! + ns;
    vcpu.closes[top] = vcpu.closes[top]! + ns;
    this.#await(vcpu);
  }

  #kicked(index: number): void {
    const queue = this.#world.queues[index]!;
    if (queue.lastKick === 'misdirected') queue.misdirectedKicks++;
    queue.kicks++;
    this.kicks++;
  }

  #count(route: number, afterNs: number): void {
    const { counts } = this.#routes;
    counts[route] = counts[route]! + 1;
    this.#executed(this.#world.timeline.clock, afterNs, route);
  }
}
