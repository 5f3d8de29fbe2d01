/** The session logs of a run: the one that is being written, if any, and those that are being packed. */
import type { Recorder } from '../session/recorder.ts';
import type { RecordTo } from './live.ts';
import type { Notice } from './messages.ts';
import { type Moment, Recording } from './recording.ts';

export class Recordings {
  /** Of the log that is being written; null while none is. */
  recorder: Recorder | null = null;
  readonly #notify: (notice: Notice) => void;
  readonly #packing = new Set<Promise<void>>();
  readonly #enough = new AbortController();
  #current: Recording | null;

  /** `to`: the log that begins with the run. Throws where it cannot be created. */
  constructor(to: RecordTo | null, notify: (notice: Notice) => void) {
    this.#current = to && new Recording(to);
    this.#notify = notify;
  }

  /** Of the one that is being written; 0 while none is. */
  get bytes(): number {
    return this.#current?.bytes ?? 0;
  }

  /** A look is wanted, and a new file before it. */
  get isFull(): boolean {
    return this.#current?.isFull ?? false;
  }

  /** Begins another log; says why where it cannot. */
  open(to: RecordTo, moment: Moment): void {
    try {
      if (this.#current !== null) throw new Error(`${this.#current.file} is being recorded`);
      this.#current = new Recording(to);
    } catch (error) {
      this.#notify({ kind: 'recording-begun', file: to.file, refused: (error as Error).message });
      return;
    }
    this.begin(moment);
    this.#notify({ kind: 'recording-begun', file: to.file, refused: null });
  }

  begin(moment: Moment): void {
    this.#current?.begin(moment);
    this.recorder = this.#current?.recorder ?? null;
  }

  lookAt({ run, of, telemetry }: Moment): void {
    this.#current?.lookAt(run, of);
    this.#current?.look(run, telemetry);
  }

  look(moment: Moment): void {
    if (this.#current?.isFull) this.#current.rotate(moment);
    else this.#current?.look(moment.run, moment.telemetry);
    this.recorder = this.#current?.recorder ?? null;
  }

  /** One that has stopped by itself is closed, which is told. */
  checkFailure(): void {
    if (this.#current === null || this.#current.failed === null) return;
    const { file, failed } = this.#current;
    this.#close();
    this.#tellFailure(file, failed);
  }

  /** Ends the log and packs it, which is told, or why the end of it could not be written. */
  end(): void {
    const recording = this.#close();
    if (recording === null) return;
    if (recording.failed === null) this.#pack(recording);
    else this.#tellFailure(recording.file, recording.failed);
  }

  /** Logs that are not packed by now stay as they are. */
  leave(): void {
    this.#enough.abort();
  }

  /** Resolves once no log is being packed. */
  async packed(): Promise<void> {
    await Promise.all(this.#packing);
  }

  #pack(recording: Recording): void {
    const packing = recording.pack(this.#enough.signal).then(ended => {
      this.#notify({ kind: 'recording-ended', ended });
      this.#packing.delete(packing);
    });
    this.#packing.add(packing);
  }

  #tellFailure(file: string, reason: string): void {
    this.#notify({ kind: 'recording-failed', file, reason });
  }

  /** The one that was open; null where there was none. */
  #close(): Recording | null {
    const recording = this.#current;
    this.#current = null;
    this.recorder = null;
    recording?.end();
    return recording;
  }
}
