/**
 * A run: the order of events. A request arrives, the driver submits it and kicks, the kick takes its route, the
 * device hears it, serves, completes, interrupts; the interrupt takes its route, the driver reaps.
 *
 * The loop allocates nothing; a kick costs the same at every depth, because its route was walked before.
 */
import { isWalkable } from '../doorbell/kick.ts';
import { type Change, difference } from '../scenario/difference.ts';
import type { DoorbellKind, Scenario } from '../scenario/scenario.ts';
import { arrivalsOf, carryOn } from './carry.ts';
import { type Consequence, consequencesOf, fateOf, isLedElsewhere } from './consequence.ts';
import { Happenings } from './happenings.ts';
import { assemble } from './parts.ts';
import { branches } from './places.ts';
import { drawNs, type Queue } from './queue.ts';
import type { QueuePlace } from './queue-place.ts';
import { type RouteListener, Routes } from './routes.ts';
import { buildStack, type Stack } from './stack.ts';
import { type Executed, Vcpus } from './vcpus.ts';
import type { Way } from './way.ts';
import { findWays } from './ways.ts';
import { type World, worldOf } from './world.ts';

export interface RunObserver {
  /** A route was walked; it is executed from now on under this number. */
  readonly route: RouteListener;
  /** A route was executed. Called in the hot loop. */
  readonly executed: Executed;
}

/** Since when something is counted: from which route's number on, and from which simulated time, in nanoseconds. */
export interface Since {
  readonly route: number;
  readonly ns: number;
}

export class Run {
  /** Events since the run was built. */
  events = 0;
  /** How many of the scenario's events have happened to the machine. */
  happened = 0;
  readonly routes: Routes;
  #world: World;
  #vcpus: Vcpus;
  #levels: readonly Since[];
  #iotlbBefore = { hits: 0, misses: 0 };
  readonly #executed: Executed;
  readonly #happenings = new Happenings();
  readonly #startNs: number;

  /** `startNs`: simulated time to start from; an engine that is built anew by an edit goes on with its clock. */
  constructor(scenario: Scenario, observer: RunObserver, startNs = 0) {
    this.routes = new Routes(observer.route);
    this.#executed = observer.executed;
    this.#startNs = startNs;
    // With nothing to be kept there is always room.
    this.#world = worldOf(scenario, assemble(scenario, this.#happenings, null)!, startNs);
    this.#vcpus = new Vcpus(this.#world, this.routes, observer.executed, null);
    this.#levels = scenario.levels.map(() => ({ route: 0, ns: startNs }));
    this.#findWays(this.queues.map(() => null));
    for (const index of this.queues.keys()) this.#scheduleArrival(index);
    this.#scheduleEvent();
  }

  /**
   * Puts an edited scenario into the running machine, which keeps all that no change takes away from it: rings,
   * buffers, what is under way, counters and time go on. null: all has to be built anew, as a change or the guests'
   * memory wants it, and this run is of no more use. `changes`: from the scenario that runs.
   */
  adopt(scenario: Scenario, changes = difference(this.scenario, scenario)): Consequence[] | null {
    if (changes.some(({ force }) => force === 'anew')) return null;
    const last = this.#world;
    const restarts = (guest: string) =>
      changes.some(({ force, whom }) => force === 'restart' && whom === guest);
    const walksAnew = changes.some(({ force }) => force !== 'nothing');
    this.#takeWhatIsUsed(changes);
    this.#happenings.forget(scenario, restarts);
    const came = last.queues.map(arrivalsOf);
    const fate = (place: QueuePlace) => fateOf(changes, place);
    const parts = assemble(scenario, this.#happenings, { parts: last, fateOf: fate, restarts, walksAnew });
    if (parts === null) return null;
    this.#world = worldOf(scenario, parts, last.timeline.now);
    carryOn(this.#world, last, came);
    this.#vcpus = new Vcpus(this.#world, this.routes, this.#executed, this.#vcpus);
    this.#levels = this.#levelsAfter(last.scenario, restarts);
    this.#world.ways = last.ways;
    const stays = this.queues.map(({ place }) => !isLedElsewhere(changes, place));
    const wayOf = (queue: Queue) => last.ways[last.queues.indexOf(queue)] ?? null;
    if (walksAnew) this.#findWays(this.queues.map((queue, at) => (stays[at] ? wayOf(queue) : null)));
    const consequences = consequencesOf(changes, last.queues, parts);
    this.#goOn(stays);
    return consequences;
  }

  #levelsAfter(before: Scenario, restarts: (guest: string) => boolean): Since[] {
    const anew = { route: this.routes.length, ns: this.now };
    return this.scenario.levels.map(({ name }, level) =>
      before.levels[level]?.name === name && !restarts(name) ? this.#levels[level]! : anew,
    );
  }

  /** Before a driver resets its device it takes what that is done with; a back end's requests are another's. */
  #takeWhatIsUsed(changes: readonly Change[]): void {
    const { queues, before, timeline } = this.#world;
    for (const [index, queue] of queues.entries())
      if (before[index] === null && fateOf(changes, queue.place) === 'reset') queue.reap(timeline.clock);
  }

  /** `stays`: by queue, whether the edit has led its driver nowhere else. */
  #goOn(stays: readonly boolean[]): void {
    const { queues, behind, timeline, slots, scenario } = this.#world;
    for (const [index, queue] of queues.entries()) {
      if (!timeline.isPending(slots.arrival + index)) this.#scheduleArrival(index);
      if (!stays[index] || queue.isUnheard) queue.kickIfWaiting();
    }
    this.#happenings.skipTo(scenario.events, this.now - this.#startNs);
    this.#scheduleEvent();
    for (const backEnd of behind) if (backEnd?.hasFailed) this.#vcpus.devices.cameBack(backEnd);
    this.#vcpus.lookAgain();
  }

  /**
   * The next of the doorbells that the driver of queue `index` could ring, after the last one the first; null where
   * it has none. One whose route is too long to be walked is passed over.
   */
  nextDoorbell(index: number): DoorbellKind | null {
    const { branch, owner } = this.queues[index]!.place;
    // The tables of the run's own machine stay as cold or warm as they are.
    const { machine } = this.#stackNow(branch);
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

  get scenario(): Scenario {
    return this.#world.scenario;
  }

  /** Since when the exits of each level are counted: longer than it runs with what it has now. */
  get levels(): readonly Since[] {
    return this.#levels;
  }

  get queues(): readonly Queue[] {
    return this.#world.queues;
  }

  /** By queue: what stands behind its device. */
  get behind(): World['behind'] {
    return this.#world.behind;
  }

  /** By queue. */
  get ways(): readonly Way[] {
    return this.#world.ways;
  }

  /** By branch: guests beside each other are in stacks of their own. */
  get stacks(): readonly Stack[] {
    return this.#world.branches.map(({ stack }) => stack);
  }

  /** The stack of the levels themselves. */
  get stack(): Stack {
    return this.#world.branches[0]!.stack;
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
    return this.#world.timeline.now;
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

  /** Runs all events up to `untilNs`, at most `most` of them. True: it got there. */
  advance(untilNs: number, most: number): boolean {
    const { timeline } = this.#world;
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
    const { timeline } = this.#world;
    timeline.limit = Number.POSITIVE_INFINITY;
    for (let left = most; left > 0 && this.kicks === kicks; left--) {
      const slot = timeline.advance();
      if (slot < 0) return;
      this.#happen(slot);
    }
  }

  /** Nothing is on its way that would make the queue move: not its device, its doorbell or its interrupt. */
  isStill(index: number): boolean {
    const { timeline, slots } = this.#world;
    const { interruptWaits, serving } = this.queues[index]!;
    if (interruptWaits || serving >= 0 || this.#vcpus.isAbout(index)) return false;
    if (timeline.isPending(slots.hear + index) || timeline.isPending(slots.coalesce + index)) return false;
    const backEnd = this.behind[index]!;
    return backEnd === null || this.isStill(backEnd.backIndex);
  }

  #happen(slot: number): void {
    this.events++;
    const { hear, vcpu, arrival, core, coalesce, event } = this.#world.slots;
    if (slot < hear) this.#vcpus.devices.complete(slot);
    else if (slot < vcpu) this.#hear(slot - hear);
    else if (slot < arrival) this.#vcpus.due(slot - vcpu);
    else if (slot < core) this.#arrive(slot - arrival);
    else if (slot < coalesce) this.#vcpus.sliceOver(slot - core);
    else if (slot < event) this.#vcpus.devices.waitedLongEnough(slot - coalesce);
    else this.#takeEvent();
  }

  #hear(index: number): void {
    const { timeline, slots } = this.#world;
    timeline.cancel(slots.hear + index);
    this.#vcpus.devices.hear(index);
  }

  #arrive(index: number): void {
    const { timeline, slots, queues } = this.#world;
    const queue = queues[index]!;
    const { arrivals, batch } = queue.place.driver.workload;
    const requests = arrivals.kind === 'outstanding' ? arrivals.count - queue.underWay : batch;
    for (let i = 0; i < requests; i++) queue.arrive(timeline.clock);
    // Arrivals see the queue as it is: a Poisson stream of them sees its time average.
    queue.occupancy.record(queue.device.occupancy);
    if (arrivals.kind === 'outstanding') timeline.cancel(slots.arrival + index);
    else this.#scheduleArrival(index);
    this.#vcpus.arrived(index);
  }

  #scheduleArrival(index: number): void {
    const { timeline, slots, queues } = this.#world;
    const queue = queues[index]!;
    const { arrivals } = queue.place.driver.workload;
    if (arrivals.kind === 'handed-on') return;
    const delay = arrivals.kind === 'outstanding' ? 1 : drawNs(arrivals, queue.arrivals.exponential());
    timeline.schedule(slots.arrival + index, delay);
  }

  #scheduleEvent(): void {
    const { scenario, timeline, slots } = this.#world;
    const due = this.#happenings.untilNext(scenario.events, this.now - this.#startNs);
    if (due === null) timeline.cancel(slots.event);
    else timeline.schedule(slots.event, due);
  }

  /** The first `count` of the scenario's events happen now, whatever their time: for a look at the machine afterwards. */
  happenAtOnce(count: number): void {
    while (this.happened < Math.min(count, this.scenario.events.length)) this.#takeEvent();
  }

  /** Rings, buffers and what is under way go on; whoever kicks next finds the machine changed. */
  #takeEvent(): void {
    const event = this.#happenings.take(this.scenario.events);
    this.happened++;
    this.#scheduleEvent();
    if (event.kind === 'mask' || event.kind === 'unmask') this.#mask(event.kind, event.device, event.queue);
    else {
      const stacks = this.stacks.map((_, branch) => this.#stackNow(branch));
      this.#world.branches = this.#world.branches.map((each, at) => ({ ...each, stack: stacks[at]! }));
      this.#findWays(this.ways);
    }
  }

  #mask(kind: 'mask' | 'unmask', device: string, name: string): void {
    for (const [index, { place, msix }] of this.queues.entries()) {
      if (place.device.id !== device || place.driver.workload.queue !== name) continue;
      if (kind === 'mask') msix.mask(place.index);
      else if (msix.unmask(place.index)) this.#vcpus.interrupt(index);
    }
  }

  /** A branch's stack with all that has happened to it, its tables empty. */
  #stackNow(branch: number): Stack {
    const { rooms } = this.#world.branches[branch]!.memory;
    return buildStack(branches(this.scenario)[branch]!, rooms, this.#happenings);
  }

  /** A change flushes what devices had cached of the tables. `before`: by queue, null where a driver begins anew. */
  #findWays(before: readonly (Way | null)[]): void {
    const { scenario, queues } = this.#world;
    this.#iotlbBefore = this.iotlb;
    this.#world.ways = findWays({ scenario, routes: this.routes, queues, stacks: this.stacks, before });
  }
}
