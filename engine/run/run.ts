/**
 * A run: the order of events. A request arrives, the driver submits it and kicks, the kick takes its route, the
 * device hears it, serves, completes, interrupts; the interrupt takes its route, the driver reaps.
 *
 * The loop allocates nothing; a kick costs the same at every depth, because its route was walked before.
 */
import { isWalkable } from '../doorbell/kick.ts';
import type { DoorbellKind, Scenario } from '../scenario/scenario.ts';
import { Spread } from '../sim/spread.ts';
import { Timeline } from '../sim/timeline.ts';
import { notificationData } from '../virtio/notification.ts';
import type { BackEnd } from './back-end.ts';
import type { World } from './devices.ts';
import { Happenings } from './happenings.ts';
import { backEnds, branches, placeQueues, queuePlaces, stackOf } from './places.ts';
import { drawNs, type Queue, type QueuePlace } from './queue.ts';
import { type RouteListener, Routes } from './routes.ts';
import type { Changes, Stack } from './stack.ts';
import { Vcpu } from './vcpu.ts';
import { type Executed, type Slots, Vcpus } from './vcpus.ts';
import { Way } from './way.ts';

export interface RunObserver {
  /** A route was walked; it is executed from now on under this number. */
  readonly route: RouteListener;
  /** A route was executed. Called in the hot loop. */
  readonly executed: Executed;
}

export class Run implements World {
  /** Events since the run was built. */
  events = 0;
  /** How many of the scenario's events have happened to the machine. */
  happened = 0;
  readonly queues: readonly Queue[];
  readonly behind: readonly (BackEnd | null)[];
  readonly before: readonly (BackEnd | null)[];
  readonly routes: Routes;
  readonly ways: Way[] = [];
  readonly timeline: Timeline;
  scenario: Scenario;
  spread: Spread;
  /** By branch: guests beside each other are in stacks of their own. */
  stacks: readonly Stack[];
  #iotlbBefore = { hits: 0, misses: 0 };
  readonly #vcpus: Vcpus;
  readonly #happenings = new Happenings();
  readonly #startNs: number;
  /** In order of priority at equal times: a device's service, a doorbell, a processor, an arrival. */
  readonly #slots: Slots & { readonly arrival: number; readonly event: number };

  /** `startNs`: simulated time to start from; an engine that is rebuilt by an edit goes on with its clock. */
  constructor(scenario: Scenario, observer: RunObserver, startNs = 0) {
    this.scenario = scenario;
    this.routes = new Routes(observer.route);
    this.spread = new Spread(scenario.costs.spread);
    const places = queuePlaces(scenario);
    this.stacks = stacksOf(scenario, places, this.#happenings);
    const queues = this.stacks.map((stack, branch) =>
      placeQueues(
        stack,
        places.filter(at => at.branch === branch),
        scenario.seed,
      ),
    );
    this.queues = places.map(({ branch }) => queues[branch]!.shift()!);
    this.behind = backEnds(this.queues);
    this.before = this.queues.map((_, index) => this.behind.find(each => each?.backIndex === index) ?? null);
    const vcpus = vcpusOf(this.queues);
    const { length } = this.queues;
    const cores = scenario.cores ?? Math.max(1, vcpus.length);
    const arrival = 2 * length + vcpus.length;
    this.#slots = {
      hear: length,
      vcpu: 2 * length,
      arrival,
      core: arrival + length,
      coalesce: arrival + length + cores,
      event: arrival + 2 * length + cores,
    };
    this.timeline = new Timeline(this.#slots.event + 1, startNs);
    this.#startNs = startNs;
    this.#vcpus = new Vcpus(this, this.routes, observer.executed, this.#slots, vcpus, cores);
    this.#findWays(false);
    for (let queue = 0; queue < length; queue++) this.#scheduleArrival(queue);
    this.#scheduleEvent();
  }

  /**
   * Puts an edited scenario with the same structure into the running machine: rings, buffers and time go on, every
   * route is walked anew. What became of a driver's last kick may have changed, so it kicks again if it waits.
   */
  adopt(scenario: Scenario): void {
    this.scenario = scenario;
    this.spread = new Spread(scenario.costs.spread);
    const places = queuePlaces(scenario);
    this.stacks = stacksOf(scenario, places, this.#happenings);
    for (const [index, place] of places.entries()) {
      const before = meanArrival(this.queues[index]!);
      this.queues[index]!.place = place;
      if (before !== meanArrival(this.queues[index]!)) this.#scheduleArrival(index);
    }
    this.#findWays(false);
    this.#happenings.skipTo(scenario.events, this.now - this.#startNs);
    this.#scheduleEvent();
    for (const queue of this.queues) queue.kickIfWaiting();
    this.#vcpus.lookAgain();
  }

  /**
   * The next of the doorbells that the driver of queue `index` could ring, after the last one the first; null where
   * it has none. One whose route is too long to be walked is passed over.
   */
  nextDoorbell(index: number): DoorbellKind | null {
    const { branch, owner } = this.queues[index]!.place;
    // The tables of the run's own machine stay as cold or warm as they are.
    const { machine } = stacksOf(this.scenario, queuePlaces(this.scenario), this.#happenings)[branch]!;
    const next = this.ways[index]!.inTurn.find(kick => isWalkable(machine, kick, owner));
    return next?.doorbell ?? null;
  }

  /** The driver of queue `index` rings this doorbell from now on, which its guest finds; it kicks if it waits. */
  switchDoorbell(index: number, doorbell: DoorbellKind): void {
    this.ways[index]!.switchTo(doorbell);
    this.queues[index]!.doorbell = doorbell;
    this.queues[index]!.kickIfWaiting();
    this.#vcpus.lookAgain();
  }

  /** The stack of the levels themselves. */
  get stack(): Stack {
    return this.stacks[0]!;
  }

  /** How long the processor that queue `index` is driven on has waited for a physical one, in nanoseconds. */
  stolenNs(index: number): number {
    return this.#vcpus.stolenNs(index);
  }

  /** Kicks that are over, since the run was built. */
  get kicks(): number {
    return this.#vcpus.kicks;
  }

  /** Simulated time, in whole nanoseconds. */
  get now(): number {
    return this.timeline.now;
  }

  /** Runs all events up to `untilNs`, at most `most` of them. True: it got there. */
  advance(untilNs: number, most: number): boolean {
    const { timeline } = this;
    timeline.limit = untilNs;
    for (let left = most; left > 0; left--) {
      const slot = timeline.advance();
      if (slot < 0) return true;
      this.#happen(slot);
    }
    return false;
  }

  /** Runs until one more kick is over, or nothing is pending; at most `most` events. */
  advanceOneKick(most: number): void {
    const { kicks } = this;
    this.timeline.limit = Number.POSITIVE_INFINITY;
    for (let left = most; left > 0 && this.kicks === kicks; left--) {
      const slot = this.timeline.advance();
      if (slot < 0) return;
      this.#happen(slot);
    }
  }

  /** Nothing is on its way that would make the queue move: not its device, its doorbell or its interrupt. */
  isStill(index: number): boolean {
    const { interruptWaits, serving } = this.queues[index]!;
    if (interruptWaits || serving >= 0 || this.#vcpus.isAbout(index)) return false;
    if (this.timeline.isPending(this.#slots.hear + index)) return false;
    const backEnd = this.behind[index]!;
    return backEnd === null || this.isStill(backEnd.backIndex);
  }

  #happen(slot: number): void {
    this.events++;
    const { hear, vcpu, arrival, core, coalesce, event } = this.#slots;
    if (slot < hear) this.#vcpus.devices.complete(slot);
    else if (slot < vcpu) this.#hear(slot - hear);
    else if (slot < arrival) this.#vcpus.due(slot - vcpu);
    else if (slot < core) this.#arrive(slot - arrival);
    else if (slot < coalesce) this.#vcpus.sliceOver(slot - core);
    else if (slot < event) this.#vcpus.devices.waitedLongEnough(slot - coalesce);
    else this.#takeEvent();
  }

  #hear(index: number): void {
    this.timeline.cancel(this.#slots.hear + index);
    this.#vcpus.devices.hear(index);
  }

  #arrive(index: number): void {
    const queue = this.queues[index]!;
    const { arrivals, batch } = queue.place.driver.workload;
    const requests = arrivals.kind === 'outstanding' ? arrivals.count : batch;
    for (let i = 0; i < requests; i++) queue.arrive(this.timeline.clock);
    // Arrivals see the queue as it is: a Poisson stream of them sees its time average.
    queue.occupancy.record(queue.device.occupancy);
    if (arrivals.kind === 'outstanding') this.timeline.cancel(this.#slots.arrival + index);
    else this.#scheduleArrival(index);
    this.#vcpus.arrived(index);
  }

  #scheduleArrival(index: number): void {
    const { place, random } = this.queues[index]!;
    const { arrivals } = place.driver.workload;
    if (arrivals.kind === 'handed-on') return;
    const delay = arrivals.kind === 'outstanding' ? 1 : drawNs(arrivals, random.exponential());
    this.timeline.schedule(this.#slots.arrival + index, delay);
  }

  #scheduleEvent(): void {
    const due = this.#happenings.untilNext(this.scenario.events, this.now - this.#startNs);
    if (due === null) this.timeline.cancel(this.#slots.event);
    else this.timeline.schedule(this.#slots.event, due);
  }

  /** Rings, buffers and what is under way go on; whoever kicks next finds the machine changed. */
  #takeEvent(): void {
    const event = this.#happenings.take(this.scenario.events);
    this.happened++;
    this.#scheduleEvent();
    if (event.kind === 'mask' || event.kind === 'unmask') this.#mask(event.kind, event.device, event.queue);
    else {
      this.stacks = stacksOf(this.scenario, queuePlaces(this.scenario), this.#happenings);
      this.#findWays(true);
    }
  }

  #mask(kind: 'mask' | 'unmask', device: string, name: string): void {
    for (const [index, { place, msix }] of this.queues.entries()) {
      if (place.device.id !== device || place.driver.workload.queue !== name) continue;
      if (kind === 'mask') msix.mask(place.index);
      else if (msix.unmask(place.index)) this.#vcpus.interrupt(index);
    }
  }

  /** IOTLB hits and misses of all devices. */
  get iotlb(): { readonly hits: number; readonly misses: number } {
    let { hits, misses } = this.#iotlbBefore;
    for (const { dma } of this.ways) {
      hits += dma.hits;
      misses += dma.misses;
    }
    return { hits, misses };
  }

  /** A change flushes what devices had cached of the tables. `stay`: drivers keep to the doorbells they are at. */
  #findWays(stay: boolean): void {
    const { scenario, stacks, routes } = this;
    this.#iotlbBefore = this.iotlb;
    const before = this.ways.splice(0);
    for (const [at, { place, buffers, driver: half }] of this.queues.entries()) {
      const { guest, innermost, branch, device, driver, index } = place;
      const stack = stacks[branch]!;
      const queueAt = (id: string, of: number) =>
        this.queues.findIndex(queue => queue.place.device.id === id && queue.place.index === of);
      const notification = device.features.includes('notification-data')
        ? () => notificationData(index, half.position)
        : null;
      const shared = { notification, scenario, stack, routes, guest, innermost, buffers, queueAt };
      const way = new Way({
        ...shared,
        device: stack.devices.get(device.id)!,
        queue: index,
        doorbells: driver.doorbells,
        before: stay ? before[at]! : null,
      });
      this.ways.push(way);
      this.queues[at]!.doorbell = way.doorbell;
    }
  }
}

function stacksOf(scenario: Scenario, places: readonly QueuePlace[], changes: Changes): Stack[] {
  return branches(scenario).map((each, branch) =>
    stackOf(
      each,
      places.filter(place => place.branch === branch),
      changes,
    ),
  );
}

/** The processors that drivers run on; each also runs the back ends behind its guest's devices. */
function vcpusOf(queues: readonly Queue[]): Vcpu[] {
  const vcpus = new Map<string, Vcpu>();
  for (const [index, { place }] of queues.entries()) {
    const { branch, innermost, vcpu: which } = place;
    const key = `${branch} ${innermost} ${which}`;
    const vcpu = vcpus.get(key) ?? new Vcpu(vcpus.size, innermost);
    vcpus.set(key, vcpu);
    vcpu.all.push(index);
    if (place.guest === innermost) vcpu.queues.push(index);
  }
  return [...vcpus.values()];
}

/** null where requests do not come by themselves. */
function meanArrival({ place }: Queue): string | null {
  const { arrivals } = place.driver.workload;
  return arrivals.kind === 'fixed' || arrivals.kind === 'exponential'
    ? `${arrivals.kind} ${arrivals.meanNs}`
    : null;
}
