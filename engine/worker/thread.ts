/** The engine's thread: runs slices of the simulation, and between two of them publishes, records and listens. */
import { parentPort } from 'node:worker_threads';
import type { Route } from '../route/route.ts';
import { deviceViews } from '../run/device-view.ts';
import { edit } from '../run/edit.ts';
import { queueName } from '../run/queue-place.ts';
import { Run } from '../run/run.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Control, Edit } from '../session/payload.ts';
import type { Applied } from './live.ts';
import { Seat } from './lockstep.ts';
import type { Command, Notice, Start } from './messages.ts';
import { Pace, SLICE_NS } from './pace.ts';
import { Past } from './past.ts';
import { Reasons } from './reasons.ts';
import type { Moment } from './recording.ts';
import { Recordings } from './recordings.ts';
import { allocate, SPARE_ROUTES, type TelemetryMemory, TelemetryWriter } from './telemetry.ts';

/** Events between two looks at the clock. */
const EVENTS_A_LOOK = 4096;
/** Simulated time that one look may cross: a stack without any event would leap to the end of time at once. */
const LEAP_NS = 1e9;
/** Events that a single step waits for a kick. */
const STEP_EVENTS = 1_000_000;
/** Wall time between two looks in the log, as between two of the screen's: the most that is lost to a kill. */
const LOOK_NS = 100e6;

const port = parentPort!;
const notify = (notice: Notice): void => port.postMessage(notice);
const wallNs = (): number => performance.now() * 1e6;

class EngineThread {
  #run: Run;
  #telemetry: TelemetryWriter;
  #generation = 0;
  /** Route numbers are unique in a session log, over all machines: this machine's start here. */
  #routeBase = 0;
  readonly #reasons = new Reasons((id, text) => {
    notify({ kind: 'reason', id, text });
    this.#recordings.recorder?.reason(id, text);
  });
  /** Events of the scenario that the other thread has seen the devices after. */
  #happened = 0;
  /** Simulated time that the run should have reached; it may be between two nanoseconds. */
  #dueNs = 0;
  #looping = false;
  /** It has come as far as the runs beside it let it. */
  #held = false;
  #lookedAt = wallNs();
  readonly #pace: Pace;
  readonly #seat: Seat | null;
  readonly #past: Past;
  readonly #recordings: Recordings;
  readonly #engineVersion: string;

  constructor(start: Start) {
    this.#pace = new Pace(start.speed, wallNs);
    this.#seat = start.seat && new Seat(start.seat);
    this.#past = new Past(start.scenario, start.text);
    this.#engineVersion = start.engineVersion;
    this.#recordings = new Recordings(start.record, notify);
    this.#telemetry = new TelemetryWriter(allocate(0, 0));
    this.#run = this.#build(start.scenario, 0);
    this.#recordings.begin(this.#moment());
    port.on('message', (command: Command) => this.#obey(command));
    this.#loop();
  }

  /** A machine that goes on with the clock at `startNs`; its counters begin at zero. */
  #build(scenario: Scenario, startNs: number): Run {
    this.#generation++;
    const observer = {
      route: (id: number, route: Route) => {
        notify({ kind: 'route', id, route });
        this.#recordings.recorder?.route(this.#routeBase + id, route);
      },
      executed: (clock: Float64Array, afterNs: number, id: number) => {
        this.#telemetry.executed(clock, afterNs, id);
        this.#recordings.recorder?.executed(clock[0]! + afterNs, this.#routeBase + id);
      },
    };
    const run = new Run(scenario, observer, startNs);
    this.#layOut(run, null);
    return run;
  }

  /** `before`: the machine's memory until now. */
  #layOut(run: Run, before: TelemetryMemory | null): void {
    const memory = allocate(run.queues.length, run.routes.length + SPARE_ROUTES, before);
    this.#telemetry = new TelemetryWriter(memory);
    this.#announce(run);
  }

  /** There is something to be seen in the memory before somebody looks. */
  #announce(run: Run): void {
    this.#show(run);
    this.#recordings.lookAt(this.#moment(run));
    this.#happened = run.happened;
    const { scenario, levels } = run;
    const { memory } = this.#telemetry;
    const shown = { memory, scenario, levels, devices: deviceViews(run) };
    notify({ kind: 'machine', generation: this.#generation, ...shown });
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
        this.#nextDoorbell(command.queue);
        break;
      case 'apply':
        notify({ kind: 'applied', id: command.id, applied: this.#apply(command.scenario, command.text) });
        break;
      case 'record':
        this.#show(this.#run);
        this.#recordings.open(command.to, this.#moment());
        break;
      case 'enough':
        this.#recordings.leave();
        break;
      case 'close':
        this.#pace.paused = true;
    }
    this.#publish();
    this.#recordLook();
    if (command.kind === 'end-recording' || command.kind === 'close') this.#recordings.end();
    if (command.kind === 'close') this.#recordings.packed().then(() => port.close());
    if (!this.#looping) this.#loop();
  }

  #recordLook(): void {
    this.#recordings.look(this.#moment());
    this.#lookedAt = wallNs();
  }

  /** Good as soon as the numbers have been published. */
  #moment(run = this.#run): Moment {
    const of = { generation: this.#generation, routes: this.#telemetry.memory.routes };
    return {
      ...{ run, telemetry: this.#telemetry, past: this.#past, reasons: this.#reasons },
      ...{ of: { ...of, firstRoute: this.#routeBase }, engineVersion: this.#engineVersion },
    };
  }

  #nextDoorbell(queue: string): void {
    const index = this.#run.queues.findIndex(({ place }) => queueName(place) === queue);
    const doorbell = index < 0 ? null : this.#run.nextDoorbell(index);
    if (doorbell === null) return;
    this.#record({ kind: 'doorbell', queue, doorbell });
    this.#run.switchDoorbell(index, doorbell);
  }

  #record(input: Control | Edit): void {
    const { now: atNs, events } = this.#run;
    const stamped = { ...input, atNs, events };
    this.#past.take(stamped);
    this.#recordings.recorder?.input(stamped);
  }

  #apply(scenario: Scenario, text: string): Applied {
    // What a machine, or a queue, has counted at its end is nowhere else once the edit takes it away.
    this.#show(this.#run);
    this.#recordLook();
    const { now } = this.#run;
    const { profiles, seed } = scenario;
    this.#record({ kind: 'edit', text, profiles, seed });
    const { run, consequences } = edit(this.#run, scenario, (...of) => {
      this.#routeBase += this.#run.routes.length;
      return this.#build(...of);
    });
    if (run === this.#run) this.#takeOver();
    this.#run = run;
    return { atNs: now, consequences };
  }

  /** The same machine with an edit in it: what was laid out for it may be too small, or of other queues. */
  #takeOver(): void {
    const { routes, queues } = this.#run;
    const { memory } = this.#telemetry;
    const fits = queues.length === memory.queues && routes.length + SPARE_ROUTES / 2 <= memory.routes;
    if (fits) this.#announce(this.#run);
    else this.#layOut(this.#run, memory);
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
    this.#publish();
    if (this.#recordings.isFull || wallNs() - this.#lookedAt >= LOOK_NS) this.#recordLook();
  }

  #show(run: Run): void {
    const { paused, speed, ranNs } = this.#pace;
    this.#telemetry.publish(
      run,
      {
        wallNs: ranNs,
        speed: speed === 'max' ? Number.POSITIVE_INFINITY : speed,
        paused: paused ? 1 : 0,
        recorded: this.#recordings.bytes,
        unixMs: Date.now(),
      },
      this.#reasons.of(run),
    );
  }

  #publish(): void {
    this.#show(this.#run);
    if (this.#pace.paused) this.#seat?.leave();
    else this.#seat?.stand(this.#run.now);
    if (this.#happened !== this.#run.happened) {
      this.#happened = this.#run.happened;
      notify({ kind: 'devices', devices: deviceViews(this.#run) });
    }
    this.#recordings.checkFailure();
  }
}

port.once('message', (start: Start) => new EngineThread(start));
