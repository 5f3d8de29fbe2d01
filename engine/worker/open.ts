/** Opens a live run: starts the engine's thread and reads what it shows. Types and promises: live.ts. */
import { Worker } from 'node:worker_threads';
import type { Route } from '../route/route.ts';
import type { DeviceView } from '../run/device-view.ts';
import { Totals } from '../run/totals.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { nameOf } from '../session/queue-name.ts';
import type {
  Applied,
  Ended,
  Executed,
  Latency,
  LiveRun,
  Recording,
  RecordTo,
  Snapshot,
  Speed,
} from './live.ts';
import { type Lockstep, Seat, takeSeat } from './lockstep.ts';
import type { Command, Notice, Start } from './messages.ts';
import { machineOf } from './numbers.ts';
import { type SeenMachine, snapshotOf } from './snapshot.ts';
import { TelemetryReader } from './telemetry.ts';

/** A thread that waits for its run. It keeps no program alive that has none for it. */
export type Thread = Worker;

/** Takes longer to come up than a scenario takes to be read: whoever wants a run soon begins with this. */
export function startThread(): Thread {
  // Built or not, the thread's entry stands beside this file, with this file's ending.
  const ending = import.meta.url.slice(import.meta.url.lastIndexOf('.'));
  // Its output is not the terminal's: one line there would spoil the screen for good.
  const thread = new Worker(new URL(`./thread${ending}`, import.meta.url), { stdout: true, stderr: true });
  thread.unref();
  return thread;
}

export interface OpenRun extends Omit<Start, 'seat'> {
  /** Of the runs that it shares a clock with; it takes the next seat. */
  readonly lockstep?: Lockstep;
  /** One that was started ahead. */
  readonly thread?: Thread;
}

/** Resolves once the first machine is built; rejects where the session log cannot be created. */
export async function openRun({ lockstep, thread = startThread(), ...of }: OpenRun): Promise<LiveRun> {
  const seat = lockstep === undefined ? null : takeSeat(lockstep);
  const run = new LiveWorker(thread, { ...of, seat });
  await Promise.race([run.ready, run.failed.then(error => Promise.reject(error))]);
  return run;
}

/** A machine of the other thread, as this one knows it. */
interface Machine extends SeenMachine {
  readonly scenario: Scenario;
  readonly telemetry: TelemetryReader;
  /** By route number. */
  readonly routes: Route[];
  devices: readonly DeviceView[];
}

class LiveWorker implements LiveRun {
  readonly ready: Promise<void>;
  readonly failed: Promise<Error>;
  readonly #worker: Worker;
  readonly #exited: Promise<void>;
  /** Why queues stand still, by number. */
  readonly #reasons = new Map<number, string>();
  readonly #applying = new Map<number, (applied: Applied) => void>();
  /** The one that is being written, or the last one where that stopped by itself. */
  #recording: Omit<Recording, 'bytes'> | null;
  #begun: (refused: string | null) => void = () => {};
  /** By file, who waits for its end. */
  readonly #ending = new Map<string, (ended: Ended | null) => void>();
  /** Since nobody waited for it. */
  readonly #ended: Ended[] = [];
  #machine: Machine | null = null;
  #closing = false;
  #built: () => void = () => {};

  constructor(thread: Thread, start: Start) {
    this.#recording = start.record && { file: start.record.file, failed: null };
    this.#worker = thread;
    this.#worker.ref();
    this.ready = new Promise(resolve => {
      this.#built = resolve;
    });
    this.failed = new Promise(resolve => this.#worker.once('error', error => resolve(asError(error))));
    this.#exited = new Promise(resolve => this.#worker.once('exit', () => resolve()));
    // However the thread has ended, nobody waits for it.
    const seat = start.seat && new Seat(start.seat);
    this.#exited.then(() => seat?.leave());
    this.#worker.on('message', (notice: Notice) => this.#hear(notice));
    this.#worker.postMessage(start);
  }

  snapshot(): Snapshot {
    const { telemetry, ...machine } = this.#current();
    const numbers = telemetry.read();
    const recording = this.#recording && { ...this.#recording, bytes: numbers.run.recorded };
    return { ...snapshotOf(machine, numbers, this.#reasons), executed: telemetry.executed, recording };
  }

  tail(limit: number, wanted: (route: Route) => boolean = () => true): Executed[] {
    const { telemetry, routes } = this.#current();
    // A route is announced by a message, which may come after its first record. Asked once each: records are many.
    return telemetry.tail(
      limit,
      routes.map(route => (wanted(route) ? route : undefined)),
    );
  }

  latencies(): Latency[] {
    return this.#current().telemetry.latencies();
  }

  devices(): readonly DeviceView[] {
    return this.#current().devices;
  }

  get scenario(): Scenario {
    return this.#current().scenario;
  }

  pause(): void {
    this.#say({ kind: 'pause' });
  }

  resume(): void {
    this.#say({ kind: 'resume' });
  }

  step(): void {
    this.#say({ kind: 'step' });
  }

  setSpeed(speed: Speed): void {
    this.#say({ kind: 'speed', speed });
  }

  nextDoorbell(queue: number): void {
    const shown = this.#current().queues[queue];
    if (shown !== undefined) this.#say({ kind: 'next-doorbell', queue: nameOf(shown) });
  }

  apply(scenario: Scenario, text: string): Promise<Applied> {
    const id = this.#applying.size === 0 ? 1 : Math.max(...this.#applying.keys()) + 1;
    const applied = new Promise<Applied>(resolve => this.#applying.set(id, resolve));
    this.#say({ kind: 'apply', id, scenario, text });
    return applied;
  }

  record(to: RecordTo): Promise<string | null> {
    const begun = new Promise<string | null>(resolve => {
      this.#begun = resolve;
    });
    this.#say({ kind: 'record', to });
    return begun;
  }

  endRecording(): Promise<Ended | null> {
    if (this.#recording?.failed !== null) return Promise.resolve(null);
    const { file } = this.#recording;
    this.#recording = null;
    const ended = new Promise<Ended | null>(resolve => this.#ending.set(file, resolve));
    this.#say({ kind: 'end-recording' });
    return ended;
  }

  async close(enough?: AbortSignal): Promise<readonly Ended[]> {
    const leave = () => this.#say({ kind: 'enough' });
    if (!this.#closing) this.#say({ kind: 'close' });
    this.#closing = true;
    if (enough?.aborted) leave();
    enough?.addEventListener('abort', leave);
    await this.#exited;
    enough?.removeEventListener('abort', leave);
    return this.#ended;
  }

  #say(command: Command): void {
    this.#worker.postMessage(command);
  }

  #hear(notice: Notice): void {
    switch (notice.kind) {
      case 'route':
        this.#current().routes[notice.id] = notice.route;
        this.#current().totals.add(notice.route);
        break;
      case 'machine':
        this.#adopt(notice);
        this.#built();
        break;
      case 'devices':
        this.#current().devices = notice.devices;
        break;
      case 'reason':
        this.#reasons.set(notice.id, notice.text);
        break;
      case 'applied':
        this.#applying.get(notice.id)?.(notice.applied);
        this.#applying.delete(notice.id);
        break;
      case 'recording-begun':
        if (notice.refused === null) this.#recording = { file: notice.file, failed: null };
        this.#begun(notice.refused);
        break;
      case 'recording-failed':
        this.#recording = { file: notice.file, failed: notice.reason };
        this.#tellEnd(notice.file, null);
        break;
      case 'recording-ended':
        this.#tellEnd(notice.ended.file, notice.ended);
    }
  }

  #tellEnd(file: string, ended: Ended | null): void {
    const waiting = this.#ending.get(file);
    this.#ending.delete(file);
    if (waiting !== undefined) waiting(ended);
    else if (ended !== null) this.#ended.push(ended);
  }

  #adopt({ generation, scenario, memory, devices, levels }: Extract<Notice, { kind: 'machine' }>): void {
    // The same machine, edited or in other memory, keeps the routes that it had announced.
    const { routes, totals } =
      this.#machine?.generation === generation ? this.#machine : { routes: [], totals: new Totals() };
    const telemetry = new TelemetryReader(memory);
    this.#machine = {
      ...machineOf(scenario, levels),
      generation,
      scenario,
      telemetry,
      routes,
      totals,
      devices,
    };
  }

  #current(): Machine {
    if (this.#machine === null) throw new Error('the run is not built yet');
    return this.#machine;
  }
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
