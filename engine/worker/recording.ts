/** A session log that is being written: the recorder, its file, and what became of it. */
import { createHash } from 'node:crypto';
import type { Run } from '../run/run.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Layout } from '../session/payload.ts';
import { Recorder } from '../session/recorder.ts';
import { BUCKETS } from '../sim/histogram.ts';
import { LogFile } from './log-file.ts';
import { currentFields, machineOf } from './numbers.ts';
import type { TelemetryWriter } from './telemetry.ts';

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

  /** From here on looks show this memory, the first of them at once. */
  lookAt({ scenario, levels }: Run, of: Pick<Layout, 'generation' | 'routes' | 'firstRoute'>): void {
    this.recorder.layout({ ...machineOf(scenario, levels), ...currentFields, buckets: BUCKETS, ...of });
  }

  /** Everything that is published: what a screen shows, and what a replay has to meet. */
  look({ queues }: Run, { numbers }: TelemetryWriter): void {
    const histograms = queues.flatMap(({ latencies }) => [...latencies.values()]);
    const counted = histograms.map(({ usedCounts: counts }, index) => ({ index, counts }));
    this.recorder.look(
      numbers,
      counted.filter(({ counts }) => counts.length > 0),
    );
  }

  close(): void {
    this.recorder.end();
    this.#file.close();
  }
}
