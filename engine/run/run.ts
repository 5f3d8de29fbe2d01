/**
 * A run: the order of events. A request arrives, the driver submits it and kicks, the kick takes its route, the
 * device hears it, serves, completes, interrupts; the interrupt takes its route, the driver reaps.
 *
 * The loop allocates nothing; a kick costs the same at every depth, because its route was walked before.
 */
import type { Scenario } from '../scenario/scenario.ts';
import { Random } from '../sim/random.ts';
import { Timeline } from '../sim/timeline.ts';
import { driverBytes, placeQueues, queuePlaces } from './places.ts';
import { drawNs, type Queue } from './queue.ts';
import { nanoseconds, type RouteListener, Routes } from './routes.ts';
import { buildStack, type Stack } from './stack.ts';
import { NO_ROUTE, Way } from './way.ts';

export interface RunObserver {
  /** A route was walked; it is executed from now on under this number. */
  readonly route: RouteListener;
  /** A route was executed; it began `afterNs` after clock[0]. Called in the hot loop. */
  readonly executed: (clock: Float64Array, afterNs: number, route: number) => void;
}

/** A guest's processor: it does one thing at a time, and while hypervisors work for it, it does nothing else. */
interface Vcpu {
  readonly index: number;
  readonly guest: number;
  /** Indices of the queues whose drivers run on it. */
  readonly queues: number[];
  busy: boolean;
  /** Queue whose completions are taken once the interrupt's way is over; -1 for a kick. */
  reaping: number;
  /** Whose turn it is next. */
  turn: number;
}

export class Run {
  /** Events and kicks since the run was built. */
  events = 0;
  kicks = 0;
  readonly queues: readonly Queue[];
  readonly routes: Routes;
  readonly ways: Way[] = [];
  scenario: Scenario;
  stack: Stack;
  #iotlbBefore = { hits: 0, misses: 0 };
  readonly #observer: RunObserver;
  readonly #random: Random;
  readonly #timeline: Timeline;
  readonly #vcpus: Vcpu[] = [];
  readonly #vcpuOf: Vcpu[] = [];
  /** Slots of the timeline, in order of priority at equal times: service, hear, vCPU, arrival. */
  readonly #hearSlots: number;
  readonly #vcpuSlots: number;
  readonly #arrivalSlots: number;

  /** `startNs`: simulated time to start from; an engine that is rebuilt by an edit goes on with its clock. */
  constructor(scenario: Scenario, observer: RunObserver, startNs = 0) {
    this.scenario = scenario;
    this.#observer = observer;
    this.routes = new Routes(observer.route);
    this.#random = new Random(scenario.seed);
    const places = queuePlaces(scenario);
    this.stack = buildStack(scenario, driverBytes(scenario, places));
    this.queues = placeQueues(this.stack, places);
    for (const [index, { place }] of this.queues.entries()) this.#vcpuOfGuest(place.guest).queues.push(index);
    this.#hearSlots = this.queues.length;
    this.#vcpuSlots = 2 * this.queues.length;
    this.#arrivalSlots = this.#vcpuSlots + this.#vcpus.length;
    this.#timeline = new Timeline(this.#arrivalSlots + this.queues.length, startNs);
    this.#findWays();
    for (let queue = 0; queue < this.queues.length; queue++) this.#scheduleArrival(queue);
  }

  /**
   * Puts an edited scenario with the same structure into the running machine: rings, buffers and time go on, every
   * route is walked anew. What became of a driver's last kick may have changed, so it kicks again if it waits.
   */
  adopt(scenario: Scenario): void {
    this.scenario = scenario;
    const places = queuePlaces(scenario);
    this.stack = buildStack(scenario, driverBytes(scenario, places));
    for (const [index, place] of places.entries()) {
      const before = this.queues[index]!.place.driver.workload.arrivals;
      const { arrivals } = place.driver.workload;
      this.queues[index]!.place = place;
      if (before.kind !== arrivals.kind || before.meanNs !== arrivals.meanNs) this.#scheduleArrival(index);
    }
    this.#findWays();
    for (const [index, queue] of this.queues.entries()) {
      queue.kickAgain = queue.device.occupancy > 0 && queue.serving < 0;
      const vcpu = this.#vcpuOf[index]!;
      if (!vcpu.busy) this.#work(vcpu);
    }
  }

  /** Simulated time, in whole nanoseconds. */
  get now(): number {
    return this.#timeline.now;
  }

  /** Runs all events up to `untilNs`, at most `most` of them. True: it got there. */
  advance(untilNs: number, most: number): boolean {
    const timeline = this.#timeline;
    timeline.limit = untilNs;
    for (let left = most; left > 0; left--) {
      const slot = timeline.advance();
      if (slot < 0) return true;
      this.#happen(slot);
    }
    return false;
  }

  /** Runs until one more kick has been executed, or nothing is pending; at most `most` events. */
  advanceOneKick(most: number): void {
    const kicks = this.kicks;
    this.#timeline.limit = Number.POSITIVE_INFINITY;
    for (let left = most; left > 0 && this.kicks === kicks; left--) {
      const slot = this.#timeline.advance();
      if (slot < 0) return;
      this.#happen(slot);
    }
  }

  /** Nothing is on its way that would make the queue move: not its device, its doorbell or its interrupt. */
  isStill(index: number): boolean {
    const { interruptWaits, serving } = this.queues[index]!;
    const heard = this.#timeline.isPending(this.#hearSlots + index);
    return !interruptWaits && serving < 0 && !heard && this.#vcpuOf[index]!.reaping !== index;
  }

  #happen(slot: number): void {
    this.events++;
    if (slot < this.#hearSlots) this.#complete(slot);
    else if (slot < this.#vcpuSlots) this.#hear(slot - this.#hearSlots);
    else if (slot < this.#arrivalSlots) this.#vcpuFree(slot - this.#vcpuSlots);
    else this.#arrive(slot - this.#arrivalSlots);
  }

  #arrive(index: number): void {
    const queue = this.queues[index]!;
    const { batch } = queue.place.driver.workload;
    for (let i = 0; i < batch; i++) queue.arrive(this.#timeline.clock);
    // Arrivals see the queue as it is: a Poisson stream of them sees its time average.
    queue.occupancy.record(queue.device.occupancy);
    this.#scheduleArrival(index);
    const vcpu = this.#vcpuOf[index]!;
    // An idle vCPU has submitted all that it could for the others.
    if (!vcpu.busy) this.#submit(vcpu, index);
  }

  #scheduleArrival(index: number): void {
    const { arrivals } = this.queues[index]!.place.driver.workload;
    this.#timeline.schedule(this.#arrivalSlots + index, drawNs(arrivals, this.#random.exponential()));
  }

  /** The guest runs: interrupts come first, then its drivers in turn submit what waits. */
  #work(vcpu: Vcpu): void {
    const { queues } = vcpu;
    for (let i = 0; i < queues.length; i++) if (this.#interrupted(vcpu, queues[i]!, true)) return;
    for (let i = 0; i < queues.length; i++) {
      const index = queues[(vcpu.turn + i) % queues.length]!;
      if (this.#submit(vcpu, index)) {
        vcpu.turn = (vcpu.turn + i + 1) % queues.length;
        return;
      }
    }
  }

  /** `pending`: the vCPU was out of guest mode when the interrupt came. True: it is on the way. */
  #interrupted(vcpu: Vcpu, index: number, pending: boolean): boolean {
    const queue = this.queues[index]!;
    if (!queue.interruptWaits) return false;
    queue.interruptWaits = false;
    queue.interrupts++;
    vcpu.reaping = index;
    const route = this.ways[index]!.interruptRoute(pending);
    this.#execute(route, 0);
    this.#occupy(vcpu, this.routes.durations[route]!);
    return true;
  }

  /** True: a kick is on its way. */
  #submit(vcpu: Vcpu, index: number): boolean {
    const queue = this.queues[index]!;
    const added = queue.submit();
    if (added === 0 && !queue.kickAgain) return false;
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
    const way = this.ways[index]!;
    let afterNs = 0;
    queue.kicks++;
    this.kicks++;
    for (;;) {
      const route = way.kickRoute();
      if (route === NO_ROUTE) {
        if (queue.lastKick !== 'lost') queue.lastKick = 'no-doorbell';
        queue.lostKicks++;
        break;
      }
      this.#execute(route, afterNs);
      const began = afterNs;
      afterNs += this.routes.durations[route]!;
      if (this.#rang(queue, route, began)) break;
      if (!way.fallBack()) {
        queue.lostKicks++;
        break;
      }
    }
    if (afterNs === 0) return false;
    vcpu.reaping = -1;
    this.#occupy(vcpu, afterNs);
    return true;
  }

  /** False: the guest got an error back. */
  #rang(queue: Queue, route: number, beganNs: number): boolean {
    const { outcome, error } = this.routes.at(route);
    if (outcome === 'error') {
      queue.lastKick = 'lost';
      queue.lastError = error ?? 0;
      return false;
    }
    queue.lastKick = outcome === 'wrong-device' ? 'misdirected' : 'delivered';
    if (outcome === 'wrong-device') queue.misdirectedKicks++;
    const heard = this.routes.heard[route]!;
    if (heard >= 0) this.#timeline.schedule(this.#hearSlots + heard, beganNs + this.routes.rangAfter[route]!);
    return true;
  }

  #execute(route: number, afterNs: number): void {
    const { counts } = this.routes;
    counts[route] = counts[route]! + 1;
    this.#observer.executed(this.#timeline.clock, afterNs, route);
  }

  #occupy(vcpu: Vcpu, forNs: number): void {
    vcpu.busy = true;
    this.#timeline.schedule(this.#vcpuSlots + vcpu.index, forNs);
  }

  #vcpuFree(index: number): void {
    const vcpu = this.#vcpus[index]!;
    this.#timeline.cancel(this.#vcpuSlots + index);
    vcpu.busy = false;
    if (vcpu.reaping >= 0) this.queues[vcpu.reaping]!.reap(this.#timeline.clock);
    vcpu.reaping = -1;
    this.#work(vcpu);
  }

  /** The doorbell rang. A device that is at work looks at its ring by itself. */
  #hear(index: number): void {
    this.#timeline.cancel(this.#hearSlots + index);
    const queue = this.queues[index]!;
    if (queue.serving >= 0) return;
    queue.device.disableKicks();
    this.#serveNext(index, queue);
  }

  #serveNext(index: number, queue: Queue): void {
    do queue.serving = queue.device.pop();
    while (queue.serving < 0 && queue.device.enableKicks());
    if (queue.serving < 0) {
      this.#timeline.cancel(index);
      return;
    }
    const { dma } = this.ways[index]!;
    const { costs } = this.scenario;
    const { hits, misses } = dma;
    if (!queue.moveData(dma)) queue.fail();
    const cycles =
      (dma.hits - hits) * costs.iotlbHit +
      (dma.misses - misses) * costs.iotlbMiss +
      queue.moved * costs.dmaPerByte;
    const service = drawNs(queue.place.device.service, this.#random.exponential());
    this.#timeline.schedule(index, service + nanoseconds(cycles, costs.hz));
  }

  #complete(index: number): void {
    const queue = this.queues[index]!;
    queue.device.push(queue.serving, queue.written);
    queue.serving = -1;
    if (queue.device.needsInterrupt() && queue.msix.raise(queue.place.index)) {
      queue.interruptWaits = true;
      const vcpu = this.#vcpuOf[index]!;
      if (!vcpu.busy) this.#interrupted(vcpu, index, false);
    }
    this.#serveNext(index, queue);
  }

  /** One vCPU a guest. */
  #vcpuOfGuest(guest: number): Vcpu {
    let vcpu = this.#vcpus.find(({ guest: of }) => of === guest);
    if (vcpu === undefined) {
      vcpu = { index: this.#vcpus.length, guest, queues: [], busy: false, reaping: -1, turn: 0 };
      this.#vcpus.push(vcpu);
    }
    this.#vcpuOf.push(vcpu);
    return vcpu;
  }

  /** IOTLB hits and misses of all devices. */
  get iotlb(): { readonly hits: number; readonly misses: number } {
    const { hits, misses } = this.#iotlbBefore;
    return this.ways.reduce(
      (sum, { dma }) => ({ hits: sum.hits + dma.hits, misses: sum.misses + dma.misses }),
      {
        hits,
        misses,
      },
    );
  }

  /** An edit flushes what devices had cached of the tables. */
  #findWays(): void {
    const { scenario, stack, routes } = this;
    this.#iotlbBefore = this.iotlb;
    this.ways.length = 0;
    for (const queue of this.queues) {
      const { guest, device, driver, index } = queue.place;
      this.ways.push(
        new Way({
          scenario,
          stack,
          routes,
          guest,
          device: stack.devices.get(device.id)!,
          queue: index,
          doorbells: driver.doorbells,
          buffers: queue.buffers,
          queueAt: (id, of) =>
            this.queues.findIndex(({ place }) => place.device.id === id && place.index === of),
        }),
      );
    }
  }
}
