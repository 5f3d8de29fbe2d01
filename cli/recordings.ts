/** What the key for recording does: a session log of each run, in a file of its own in the current directory. */
import { existsSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { type Ended, formatSize, type LiveRun, printable } from '../engine/index.ts';
import type { Dashboard } from '../tui/index.ts';

export class Recordings {
  readonly #runs: readonly LiveRun[];
  readonly #scenarios: readonly string[];
  readonly #mostBytes: number | null;
  readonly #note: Dashboard['note'];
  /** One thing at a time, in the order in which it was asked for. */
  #last: Promise<void> = Promise.resolve();

  /** `scenarios`: of each run the file; `mostBytes`: that a log may take of the disk. */
  constructor(
    runs: readonly LiveRun[],
    scenarios: readonly string[],
    mostBytes: number | null,
    note: Dashboard['note'],
  ) {
    this.#runs = runs;
    this.#scenarios = scenarios;
    this.#mostBytes = mostBytes;
    this.#note = note;
  }

  /** Ends what is being recorded; where nothing is, begins a log of every run. */
  toggle(): void {
    this.#last = this.#last.then(() => (this.#runs.some(isRecorded) ? this.#end() : this.#begin()));
  }

  async #begin(): Promise<void> {
    const now = new Date();
    for (const [of, run] of this.#runs.entries()) {
      // One after the other: the next one's name is another one once this file is there.
      const file = freeName(this.#scenarios[of]!, now);
      const refused = await run.record({ file, mostBytes: this.#mostBytes });
      this.#note(of, refused === null ? `recording to ${file}` : `not recording: ${refused}`);
    }
  }

  async #end(): Promise<void> {
    for (const [of, run] of this.#runs.entries()) {
      const { recording } = run.snapshot();
      if (!isRecorded(run) || recording === null) continue;
      this.#note(of, `packing ${recording.file}`);
      // Not waited for: meanwhile another log may begin.
      run.endRecording().then(ended => ended && this.#note(of, endedText(ended)));
    }
  }
}

const isRecorded = (run: LiveRun): boolean => run.snapshot().recording?.failed === null;

/** `three-doorbells-20261129-1402.traplog 1.2MB`. */
export function endedText({ file, bytes, unpacked }: Ended): string {
  const text = `recorded ${file}, ${formatSize(bytes)}`;
  return printable(unpacked === null ? text : `${text}, not packed: ${unpacked}`);
}

/** `three-doorbells-20261129-1402.traplog`, or with -2 behind the minute and so on, where there is nothing as yet. */
function freeName(scenario: string, now: Date): string {
  const name = printable(basename(scenario, extname(scenario))).replaceAll(/[^\w.-]+/g, '-');
  for (let count = 1; ; count++) {
    const file = `${name}-${minuteOf(now)}${count === 1 ? '' : `-${count}`}.traplog`;
    if (!existsSync(file) && !existsSync(`${file}.1`)) return file;
  }
}

/** `20261129-1402`, local time. */
function minuteOf(moment: Date): string {
  const two = (part: number) => String(part).padStart(2, '0');
  const day = `${moment.getFullYear()}${two(moment.getMonth() + 1)}${two(moment.getDate())}`;
  return `${day}-${two(moment.getHours())}${two(moment.getMinutes())}`;
}
