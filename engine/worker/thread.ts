/** The engine's thread: runs slices of the simulation, and between two of them publishes, records and listens. */
import { parentPort } from 'node:worker_threads';
import type { Route } from '../route/route.ts';
import { deviceViews } from '../run/device-view.ts';
import { queueName } from '../run/places.ts';
import { Run } from '../run/run.ts';
import { stallReason } from '../run/stall.ts';
import { difference } from '../scenario/difference.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Control } from '../session/payload.ts';
import type { Applied } from './live.ts';
import { Seat } from './lockstep.ts';
import type { Command, Notice, Start } from './messages.ts';
import { Pace, SLICE_NS } from './pace.ts';
import { Recording } from './recording.ts';
import { allocate, TelemetryWriter } from './telemetry.ts';

/** Events between two looks at the clock. */
const EVENTS_A_LOOK = 4096;
/** Simulated time that one look may cross: a stack without any event would leap to the end of time at once. */
const LEAP_NS = 1e9;
/** Events that a single step waits for a kick. */
const STEP_EVENTS = 1_000_000;
/** The log loses at most this much wall time to a kill; samples come more rarely. */
const FLUSH_NS = 200e6;
const SAMPLE_NS = 1e9;
/** Route numbers that edits may add before the shared memory is laid out anew. */
const SPARE_ROUTES = 1024;

const port = parentPort!;
const notify = (notice: Notice): void => port.postMessage(notice);
const wallNs = (): number => performance.now() * 1e6;

class EngineThread {
  #run: Run;
  #telemetry: TelemetryWriter;
  #generation = 0;
  /** Route numbers are unique in a session log, over all machines: this machine's start here. */
  #routeBase = 0;
  #stalled: (string | null)[] = [];
  /** Events of the scenario that the other thread has seen the devices after. */
  #happened = 0;
  /** Simulated time that the run should have reached; it may be between two nanoseconds. */
  #dueNs = 0;
  #looping = false;
  /** It has come as far as the runs beside it let it. */
  #held = false;
  #flushedAt = wallNs();
  #sampledAt = wallNs();
  readonly #pace: Pace;
  readonly #seat: Seat | null;
  readonly #recording: Recording | null;

  constructor(start: Start) {
    this.#pace = new Pace(start.speed, wallNs);
    this.#seat = start.seat && new Seat(start.seat);
    this.#recording = start.record === null ? null : new Recording(start.record, start);
    this.#telemetry = new TelemetryWriter(allocate(0, 0));
    this.#run = this.#build(start.scenario, 0);
    port.on('message', (command: Command) => this.#obey(command));
    this.#loop();
  }

  /** A machine that goes on with the clock at `startNs`; its counters begin at zero. */
  #build(scenario: Scenario, startNs: number): Run {
    this.#generation++;
    const observer = {
      route: (id: number, route: Route) => {
        notify({ kind: 'route', id, route });
        this.#recording?.recorder.route(this.#routeBase + id, route);
      },
      executed: (clock: Float64Array, afterNs: number, id: number) => {
        this.#telemetry.executed(clock, afterNs, id);
        this.#recording?.recorder.executed(clock[0]! + afterNs, this.#routeBase + id);
      },
    };
    const run = new Run(scenario, observer, startNs);
    this.#stalled = run.queues.map(() => null);
    this.#layOut(run);
    return run;
  }

  #layOut(run: Run): void {
    this.#telemetry = new TelemetryWriter(allocate(run.queues.length, run.routes.length + SPARE_ROUTES));
    this.#announce(run);
  }

  /** There is something to be seen in the memory before somebody looks. */
  #announce(run: Run): void {
    this.#show(run);
    const { memory } = this.#telemetry;
    this.#happened = run.happened;
    const devices = deviceViews(run);
    notify({ kind: 'machine', generation: this.#generation, scenario: run.scenario, memory, devices });
  }

  #obey(command: Command): void {
    switch (command.kind) {
      case 'pause':
      case 'resume':
        this.#pace.paused = command.kind === 'pause';
        this.#record({ kind: command.kind });
        break;
      case 'step':
        this.#record({ kind: 'step' });
        this.#run.advanceOneKick(STEP_EVENTS);
        this.#dueNs = this.#run.now;
        break;
      case 'speed':
        this.#pace.speed = command.speed;
        this.#dueNs = this.#run.now;
        this.#record({ kind: 'speed', speed: command.speed });
        break;
      case 'next-doorbell':
        // What it counts may be other queues by now.
        if (command.generation === this.#generation) this.#nextDoorbell(command.queue);
        break;
      case 'apply':
        notify({ kind: 'applied', id: command.id, applied: this.#apply(command.scenario, command.text) });
        break;
      case 'close':
        this.#recording?.close(this.#run);
        port.close();
        this.#pace.paused = true;
    }
    this.#publish();
    if (!this.#looping) this.#loop();
  }

  #nextDoorbell(index: number): void {
    const queue = this.#run.queues[index];
    const doorbell = queue === undefined ? null : this.#run.nextDoorbell(index);
    if (doorbell === null) return;
    this.#record({ kind: 'doorbell', queue: queueName(queue!.place), doorbell });
    this.#run.switchDoorbell(index, doorbell);
  }

  #record(change: Control): void {
    this.#recording?.recorder.control(this.#run.now, this.#run.events, change);
  }

  #apply(scenario: Scenario, text: string): Applied {
    const { structural, changes } = difference(this.#run.scenario, scenario);
    const { now, events } = this.#run;
    this.#recording?.recorder.edit(now, events, text, scenario.profiles);
    if (structural) {
      this.#routeBase += this.#run.routes.length;
      this.#run = this.#build(scenario, now);
    } else {
      this.#run.adopt(scenario);
      if (this.#run.routes.length + SPARE_ROUTES / 2 > this.#telemetry.memory.routes) this.#layOut(this.#run);
      else this.#announce(this.#run);
    }
    return { atNs: now, rebuilt: structural, changes };
  }

  #loop = (): void => {
    this.#looping = !this.#pace.paused;
    if (!this.#looping) return;
    const free = this.#pace.speed === 'max';
    const reached = free ? this.#runFreely() : this.#runPaced(this.#pace.due());
    this.#afterSlice();
    if (this.#held) this.#seat!.mayGoOn(this.#run.now).then(() => setImmediate(this.#loop));
    else if (free || !reached) setImmediate(this.#loop);
    else setTimeout(this.#loop, SLICE_NS / 1e6);
  };

  #runFreely(): boolean {
    const until = wallNs() + SLICE_NS;
    do this.#look(this.#run.now + LEAP_NS);
    while (!this.#held && wallNs() < until);
    this.#pace.due();
    return false;
  }

  /** False where the slice was over first: such a run is late and stays late. One that is held catches up a little. */
  #runPaced(owedNs: number): boolean {
    const until = wallNs() + SLICE_NS;
    this.#dueNs += owedNs;
    const target = Math.floor(this.#dueNs);
    for (;;) {
      if (this.#look(target)) return true;
      if (!this.#held && wallNs() < until) continue;
      this.#dueNs = Math.min(this.#dueNs, this.#run.now + (this.#held ? this.#pace.mostOwed : 0));
      return false;
    }
  }

  /** Goes on for a while, to `untilNs` at most and not beyond its reach. True: it got there. */
  #look(untilNs: number): boolean {
    // After a pause it may be beyond it already, and time does not go back.
    const reach = Math.max(this.#run.now, this.#seat?.reach ?? Number.POSITIVE_INFINITY);
    const reached = this.#run.advance(Math.min(untilNs, reach), EVENTS_A_LOOK);
    this.#held = reached && reach < untilNs;
    return reached && !this.#held;
  }

  #afterSlice(): void {
    const now = wallNs();
    if (now - this.#flushedAt >= FLUSH_NS) {
      this.#recording?.recorder.flush();
      this.#flushedAt = now;
    }
    if (now - this.#sampledAt >= SAMPLE_NS) {
      this.#recording?.sample(this.#run);
      this.#sampledAt = now;
    }
    this.#publish();
  }

  #show(run: Run): void {
    const { paused, speed, ranNs } = this.#pace;
    this.#telemetry.publish(run, {
      wallNs: ranNs,
      speed: speed === 'max' ? Number.POSITIVE_INFINITY : speed,
      paused: paused ? 1 : 0,
      recorded: this.#recording?.bytes ?? 0,
    });
  }

  #publish(): void {
    this.#show(this.#run);
    if (this.#pace.paused) this.#seat?.leave();
    else this.#seat?.stand(this.#run.now);
    if (this.#happened !== this.#run.happened) {
      this.#happened = this.#run.happened;
      notify({ kind: 'devices', devices: deviceViews(this.#run) });
    }
    for (const [queue, before] of this.#stalled.entries()) {
      const reason = stallReason(this.#run, queue);
      if (reason === before) continue;
      this.#stalled[queue] = reason;
      notify({ kind: 'stalled', queue, reason });
    }
    const failure = this.#recording?.takeFailure() ?? null;
    if (failure !== null) notify({ kind: 'recording-failed', reason: failure });
  }
}

port.once('message', (start: Start) => new EngineThread(start));
