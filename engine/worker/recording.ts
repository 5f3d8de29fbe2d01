/**
 * A session log that is being written: the recorder, its file, and what became of it. Where the disk it may take is
 * bounded there are two files: FILE, and what came before it as FILE.1.
 */
import { existsSync, renameSync } from 'node:fs';
import type { Run } from '../run/run.ts';
import type { Layout } from '../session/payload.ts';
import { Recorder } from '../session/recorder.ts';
import { BUCKETS } from '../sim/histogram.ts';
import type { Ended, RecordTo } from './live.ts';
import { existing, LogFile } from './log-file.ts';
import { currentFields, machineOf } from './numbers.ts';
import { Packing } from './packing.ts';
import type { Past } from './past.ts';
import type { Reasons } from './reasons.ts';
import type { TelemetryWriter } from './telemetry.ts';

/** So that FILE's last eighth holds what may come between two looks at how full it is. */
export const LEAST_SIZE = 4e6;

/** The run at a moment when nothing is half done: all that a log says first which begins here. */
export interface Moment {
  readonly run: Run;
  /** What of it was published just now. */
  readonly telemetry: TelemetryWriter;
  readonly past: Past;
  readonly reasons: Reasons;
  readonly of: Pick<Layout, 'generation' | 'routes' | 'firstRoute'>;
  readonly engineVersion: string;
}

export class Recording {
  readonly file: string;
  readonly #mostBytes: number;
  #log: LogFile;
  #recorder: Recorder | null = null;
  /** Of FILE.1; null as long as there is none. */
  #before: Packing | null = null;
  #stopped: string | null = null;

  /** Creates the file; throws where it cannot, and where it would overwrite anything. */
  constructor({ file, mostBytes }: RecordTo) {
    this.file = file;
    this.#mostBytes = mostBytes ?? Number.POSITIVE_INFINITY;
    if (mostBytes !== null && existsSync(this.#fileBefore)) throw existing(this.#fileBefore);
    this.#log = new LogFile(file, this.#mostBytes / 2);
  }

  /** null before it has begun. */
  get recorder(): Recorder | null {
    return this.#recorder;
  }

  /** On the disk, with FILE.1 and what that is being packed to. */
  get bytes(): number {
    return this.#log.bytes + (this.#before?.bytes ?? 0);
  }

  /** Why it stopped by itself, null as long as it did not. */
  get failed(): string | null {
    return this.#stopped ?? this.#recorder?.failed?.message ?? null;
  }

  /** An eighth of FILE is left: it is to be rotated before more is written. */
  get isFull(): boolean {
    return this.#log.bytes > (7 / 16) * this.#mostBytes;
  }

  /** Writes what the log says first, and a look. */
  begin({ run, telemetry, past, reasons, of, engineVersion }: Moment): void {
    const { inputs, ...began } = past.beginning(this.#mostBytes / 16);
    const recorder = new Recorder(bytes => this.#log.write(bytes), {
      ...began,
      engine: engineVersion,
      scenarioSha256: sha256(began.scenario),
      recordedAt: new Date().toISOString(),
    });
    for (const input of inputs) recorder.input(input);
    for (let id = 0; id < run.routes.length; id++) recorder.route(of.firstRoute + id, run.routes.at(id));
    for (const [id, text] of reasons) recorder.reason(id, text);
    this.#recorder = recorder;
    this.lookAt(run, of);
    this.look(run, telemetry);
    if (this.isFull && this.failed === null)
      this.#stopped = `what a log of this run begins with fills half of what ${this.file} may have: give it more by --max-size`;
  }

  /** Ends FILE, which becomes FILE.1 in the place of an earlier one, and begins FILE anew. */
  rotate(moment: Moment): void {
    this.#before?.giveUp('it was replaced');
    this.end();
    if (this.failed !== null) return;
    try {
      renameSync(this.file, this.#fileBefore);
      this.#log = new LogFile(this.file, this.#mostBytes / 2);
      this.#before = new Packing(this.#fileBefore, () => this.#room >= 0);
    } catch (error) {
      this.#stopped = (error as Error).message;
      return;
    }
    this.begin(moment);
  }

  /** From here on looks show this memory, the first of them at once. */
  lookAt({ scenario, levels }: Run, of: Moment['of']): void {
    this.#recorder?.layout({ ...machineOf(scenario, levels), ...currentFields, buckets: BUCKETS, ...of });
  }

  /** Everything that is published: what a screen shows, and what a replay has to meet. */
  look({ queues }: Run, { numbers }: TelemetryWriter): void {
    const histograms = queues.flatMap(({ latencies }) => [...latencies.values()]);
    const counted = histograms.map(({ usedCounts: counts }, index) => ({ index, counts }));
    this.#recorder?.look(
      numbers,
      counted.filter(({ counts }) => counts.length > 0),
    );
    if (this.failed === null) this.#stopped = this.#log.lost;
    if (this.#room < 0) this.#before?.giveUp('there is no room for it');
  }

  /** Nothing may be recorded afterwards. */
  end(): void {
    this.#recorder?.end();
    try {
      this.#log.close();
    } catch (error) {
      this.#stopped ??= (error as Error).message;
    }
  }

  /** Packs what has ended, until that is `enough`. Never rejects. */
  async pack(enough: AbortSignal): Promise<Ended> {
    const before = this.#before;
    const fits = (packing: Packing) => packing.bytes + (before?.bytes ?? 0) <= this.#mostBytes;
    await finished(before, enough);
    const packing = this.failed === null ? new Packing(this.file, fits) : null;
    const unpacked = this.failed ?? (await finished(packing, enough));
    const bytes = (packing?.bytes ?? this.#log.bytes) + (before?.bytes ?? 0);
    return { file: this.file, bytes, unpacked };
  }

  get #fileBefore(): string {
    return `${this.file}.1`;
  }

  /** What may be taken of the disk besides, with a rest for what FILE gets before anybody asks again. */
  get #room(): number {
    return (15 / 16) * this.#mostBytes - this.bytes;
  }
}

/** Why it was not packed; null where it was, or there is none. */
async function finished(packing: Packing | null, enough: AbortSignal): Promise<string | null> {
  if (packing === null) return null;
  const leave = () => packing.giveUp('packing it would take too long');
  if (enough.aborted) leave();
  enough.addEventListener('abort', leave);
  const why = await packing.done;
  enough.removeEventListener('abort', leave);
  return why;
}

/** In hexadecimal, of the text in UTF-8. */
function sha256(text: string): string {
  // Loaded as late as this: most runs write no log.
  return process.getBuiltinModule('node:crypto').hash('sha256', text);
}
