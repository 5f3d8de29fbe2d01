/** Session logs as a live run would write them, at a look every 100 ms, but without waiting: the same log each time. */
import type { Route } from '../../engine/route/route.ts';
import { edit } from '../../engine/run/edit.ts';
import { queueName } from '../../engine/run/queue-place.ts';
import { Run } from '../../engine/run/run.ts';
import type { Scenario } from '../../engine/scenario/scenario.ts';
import type { SessionInput } from '../../engine/session/payload.ts';
import { Past } from '../../engine/worker/past.ts';
import { Reasons } from '../../engine/worker/reasons.ts';
import { Recording } from '../../engine/worker/recording.ts';
import {
  allocate,
  SPARE_ROUTES,
  type TelemetryMemory,
  TelemetryWriter,
} from '../../engine/worker/telemetry.ts';
import { bundledText, scenarioOf } from './scenarios.ts';

export interface SessionLogOf {
  readonly looks: number;
  /** Simulated time from look to look. */
  readonly everyNs?: number;
  /** The looks before which somebody edits: a rate; a guest's name, for which the machine is built anew. */
  readonly edits?: readonly number[];
  readonly rebuilds?: readonly number[];
  /** The looks before which V2's driver is sent on to its next doorbell. */
  readonly switches?: readonly number[];
}

/** Wall time from look to look. */
const WALL_NS = 100e6;
const BEGUN = new Date(2026, 10, 28, 14).getTime();
const AS_SHOWN = { speed: 0.01, paused: 0, recorded: 0 };

/** Writes it to this new file. */
export function writeSessionLog(path: string, of: SessionLogOf): void {
  const text = bundledText('three-doorbells.yaml');
  const writer = new SessionWriter(path, text);
  for (let look = 1; look < of.looks; look++) {
    if (of.switches?.includes(look)) writer.nextDoorbell(1);
    if (of.edits?.includes(look)) writer.edit(now => swapped(now, '20k/s', '40k/s'));
    if (of.rebuilds?.includes(look)) writer.edit(now => swapped(now, 'name: G2', 'name: G2a'));
    writer.goOn(of.everyNs ?? 1e6);
  }
  writer.close();
}

const swapped = (text: string, a: string, b: string): string =>
  text.includes(b) ? text.replace(b, a) : text.replace(a, b);

/** What engine/worker/thread.ts does, with a clock of its own. */
class SessionWriter {
  readonly #recording: Recording;
  readonly #reasons: Reasons;
  #text: string;
  #run: Run;
  #telemetry = new TelemetryWriter(allocate(0, 0));
  #generation = 0;
  #routeBase = 0;
  #looks = 0;

  constructor(path: string, text: string) {
    const scenario = scenarioOf(text);
    this.#text = text;
    this.#recording = new Recording({ file: path, mostBytes: null });
    this.#reasons = new Reasons((id, reason) => this.#recording.recorder?.reason(id, reason));
    this.#run = this.#build(scenario, 0);
    const [past, reasons] = [new Past(scenario, text), this.#reasons];
    const of = this.#of(this.#telemetry.memory);
    const moment = { run: this.#run, telemetry: this.#telemetry, past, reasons, of };
    this.#recording.begin({ ...moment, engineVersion: '0.1.0' });
  }

  goOn(ns: number): void {
    const until = this.#run.now + ns;
    while (!this.#run.advance(until, 100_000));
    this.#looks++;
    this.#look();
  }

  edit(change: (text: string) => string): void {
    const { now, events } = this.#run;
    this.#text = change(this.#text);
    const scenario = scenarioOf(this.#text);
    const { profiles, seed } = scenario;
    this.#record({ kind: 'edit', atNs: now, events, text: this.#text, profiles, seed });
    const { run } = edit(this.#run, scenario, (...as) => {
      this.#routeBase += this.#run.routes.length;
      return this.#build(...as);
    });
    if (run === this.#run) this.#layOut(run, this.#telemetry.memory);
    this.#run = run;
  }

  nextDoorbell(index: number): void {
    const doorbell = this.#run.nextDoorbell(index)!;
    const queue = queueName(this.#run.queues[index]!.place);
    const { now: atNs, events } = this.#run;
    this.#record({ kind: 'doorbell', atNs, events, queue, doorbell });
    this.#run.switchDoorbell(index, doorbell);
  }

  close(): void {
    this.#recording.end();
  }

  #record(input: SessionInput): void {
    this.#recording.recorder?.input(input);
  }

  #of({ routes }: TelemetryMemory) {
    return { generation: this.#generation, routes, firstRoute: this.#routeBase };
  }

  #build(scenario: Scenario, startNs: number): Run {
    this.#generation++;
    const observer = {
      route: (id: number, route: Route) => this.#recording.recorder?.route(this.#routeBase + id, route),
      executed: (clock: Float64Array, afterNs: number, id: number) => {
        this.#telemetry.executed(clock, afterNs, id);
        this.#recording.recorder?.executed(clock[0]! + afterNs, this.#routeBase + id);
      },
    };
    const run = new Run(scenario, observer, startNs);
    this.#layOut(run, null);
    return run;
  }

  #layOut(run: Run, before: TelemetryMemory | null): void {
    const memory = allocate(run.queues.length, run.routes.length + SPARE_ROUTES, before);
    this.#telemetry = new TelemetryWriter(memory);
    this.#recording.lookAt(run, this.#of(memory));
    this.#look(run);
  }

  #look(run = this.#run): void {
    const wallNs = this.#looks * WALL_NS;
    const unixMs = BEGUN + wallNs / 1e6;
    this.#telemetry.publish(run, { ...AS_SHOWN, wallNs, unixMs }, this.#reasons.of(run));
    this.#recording.look(run, this.#telemetry);
  }
}
