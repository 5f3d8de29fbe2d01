/** The run that a session log tells of, simulated again: from what it began with, by the inputs that the log has. */
import type { Route } from '../route/route.ts';
import { edit } from '../run/edit.ts';
import { queueName } from '../run/queue-place.ts';
import { Run } from '../run/run.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { SessionInput } from '../session/payload.ts';
import { type MachineFacts, machineOf, type Numbers, numbersOf } from '../worker/numbers.ts';
import type { EditInput } from '../worker/scenarios-of.ts';

/** Told of every route that is executed: when, in whole nanoseconds, and the log's number of it. */
export type Executes = (atNs: number, route: number) => void;

/** What a session began with, and what its edits put in force. */
export interface Scenarios {
  readonly begun: Scenario;
  /** Throws a SessionError where this version does not understand the text. */
  after(edit: EditInput): Scenario;
}

/** A moment of the run: simulated nanoseconds, and events since its machine was built. */
export interface Stamp {
  readonly atNs: number;
  readonly events: number;
}

/** Events between two looks whether somebody has seen enough. */
const EVENTS_A_SLICE = 4096;

export class Again {
  #run: Run;
  readonly #scenarios: Scenarios;
  readonly #executes: Executes;
  /** The log's number of this machine's first route, and how often its routes were executed. */
  #firstRoute = 0;
  #executed = 0;
  #generation = 0;

  constructor(scenarios: Scenarios, executes: Executes) {
    this.#scenarios = scenarios;
    this.#executes = executes;
    this.#run = this.#build(scenarios.begun, 0);
  }

  get run(): Run {
    return this.#run;
  }

  /** By the log's number; undefined where none has been walked under that. */
  route(number: number): Route | undefined {
    const { routes } = this.#run;
    const id = number - this.#firstRoute;
    return id >= 0 && id < routes.length ? routes.at(id) : undefined;
  }

  /** What a layout says of the machine. */
  facts(): MachineFacts & { readonly generation: number; readonly firstRoute: number } {
    const { scenario, levels } = this.#run;
    return {
      ...machineOf(scenario, levels),
      ...{ generation: this.#generation, firstRoute: this.#firstRoute },
    };
  }

  /** What a look says, but for the reasons why queues stand still. */
  numbers(): Numbers {
    return numbersOf(this.#run, this.#executed);
  }

  /** Goes on by just as many events as the run had taken by then; gives up where `isEnough`. */
  goTo({ atNs, events }: Stamp, isEnough: () => boolean): void {
    const run = this.#run;
    while (run.events < events && !isEnough())
      if (run.advance(atNs, Math.min(EVENTS_A_SLICE, events - run.events))) break;
    // Where time has come further than the last event, nothing more was due until then.
    if (run.now < atNs && !isEnough()) run.advance(atNs, 1);
  }

  /** Goes on event by event until `isEnough`, or nothing more happens. */
  goOn(isEnough: () => boolean): void {
    while (!isEnough()) if (this.#run.advance(Number.MAX_SAFE_INTEGER, 1)) return;
  }

  /** False where this run can take no such input. Throws a SessionError where an edit's text is not understood. */
  take(input: SessionInput): boolean {
    if (input.kind === 'edit') this.#edit(this.#scenarios.after(input));
    return input.kind !== 'doorbell' || this.#switch(input.queue, input.doorbell);
  }

  #edit(scenario: Scenario): void {
    this.#run = edit(this.#run, scenario, (...of) => {
      this.#firstRoute += this.#run.routes.length;
      return this.#build(...of);
    }).run;
  }

  #switch(queue: string, doorbell: Extract<SessionInput, { kind: 'doorbell' }>['doorbell']): boolean {
    const { queues, ways } = this.#run;
    const index = queues.findIndex(({ place }) => queueName(place) === queue);
    if (!ways[index]?.doorbells.includes(doorbell)) return false;
    this.#run.switchDoorbell(index, doorbell);
    return true;
  }

  #build(scenario: Scenario, startNs: number): Run {
    this.#generation++;
    this.#executed = 0;
    const executed = (clock: Float64Array, afterNs: number, id: number) => {
      this.#executed++;
      this.#executes(Math.round(clock[0]! + afterNs), this.#firstRoute + id);
    };
    return new Run(scenario, { route: () => {}, executed }, startNs);
  }
}
