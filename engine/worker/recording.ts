/** A session log that is being written: the recorder, its file, and what became of it. */
import { createHash } from 'node:crypto';
import { queueName } from '../run/places.ts';
import type { Run } from '../run/run.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { Recorder } from '../session/recorder.ts';
import { LogFile } from './log-file.ts';

/** What a session log says at its head. */
export interface RecordingOf {
  readonly scenario: Scenario;
  /** The scenario as written. */
  readonly text: string;
  readonly engineVersion: string;
}

export class Recording {
  readonly recorder: Recorder;
  readonly #file: LogFile;
  #told = false;

  /** Creates the file and writes the header; throws where the file cannot be created. */
  constructor(path: string, { scenario, text, engineVersion }: RecordingOf) {
    this.#file = new LogFile(path);
    this.recorder = new Recorder(bytes => this.#file.write(bytes), {
      engine: engineVersion,
      scenario: text,
      scenarioSha256: createHash('sha256').update(text).digest('hex'),
      profiles: scenario.profiles,
      seed: scenario.seed,
      recordedAt: new Date().toISOString(),
    });
  }

  get bytes(): number {
    return this.#file.bytes;
  }

  /** Why it ended by itself: told once, null otherwise. */
  takeFailure(): string | null {
    if (this.#told || this.recorder.failed === null) return null;
    this.#told = true;
    return this.recorder.failed.message;
  }

  /** Every counter of every queue, and how often each route was executed: what a replay has to meet. */
  sample(run: Run): void {
    const counters: Record<string, number> = { events: run.events, kicks: run.kicks };
    for (const queue of run.queues) {
      const { submitted, completed, lost, refused, kicks, lostKicks } = queue;
      const { misdirectedKicks, suppressedKicks, interrupts, corruptions, dmaFaults } = queue;
      const numbers = {
        ...{ submitted, completed, lost, refused, kicks, lostKicks },
        ...{ misdirectedKicks, suppressedKicks, interrupts, corruptions, dmaFaults },
      };
      const name = queueName(queue.place);
      for (const [field, value] of Object.entries(numbers)) counters[`${name}.${field}`] = value;
    }
    this.recorder.sample(run.now, counters);
  }

  close(run: Run): void {
    this.sample(run);
    this.recorder.end();
    this.#file.close();
  }
}
