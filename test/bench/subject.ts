/** A program in a pty, and what it costs: bytes and frames as they are read, processor time and memory as Linux has them. */
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import * as pty from '@lydell/node-pty';

export interface Program {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  readonly env?: Readonly<Record<string, string>>;
  /** Whose processor time is its screen's: the main thread's, or that of all threads. */
  readonly threads: 'main' | 'all';
  /** Stands in the first frame that has data. */
  readonly data: string;
  readonly pause?: string;
  /** Keys that are pressed in turn, and what each brings to the screen. */
  readonly keys?: readonly (readonly [key: string, shows: string])[];
}

export interface Cost {
  /** Per cent of a core. */
  readonly share: number;
  readonly framesPerSecond: number;
  readonly msPerFrame: number;
  readonly bytesPerFrame: number;
}

export const size = { cols: 120, rows: 40 };

/** Shorter than the time between two frames, longer than any within one. */
const QUIET_MS = 20;

/** sysconf(_SC_CLK_TCK), which is 100 wherever Node runs. */
const MS_PER_TICK = 10;

export class Subject {
  readonly #program: Program;
  readonly #pty: pty.IPty;
  readonly #begun = performance.now();
  readonly #ended: Promise<void>;
  #bytes = 0;
  #frames = 0;
  #readAt = 0;
  /** What has been read since somebody began to wait for something. */
  #text = '';
  #onText = () => {};

  constructor(program: Program) {
    this.#program = program;
    const { CI: _ci, NO_COLOR: _noColor, ...inherited } = process.env;
    const env = {
      ...inherited,
      TERM: 'xterm-256color',
      COLORTERM: 'truecolor',
      LANG: 'C.UTF-8',
      ...program.env,
    };
    const [file, ...args] = program.command;
    this.#pty = pty.spawn(file, args, { ...size, env });
    this.#pty.onData(data => this.#read(data));
    this.#ended = new Promise(resolve => this.#pty.onExit(() => resolve()));
  }

  #read(data: string): void {
    const now = performance.now();
    if (now - this.#readAt > QUIET_MS) this.#frames++;
    this.#readAt = now;
    this.#bytes += Buffer.byteLength(data);
    this.#text += data;
    this.#onText();
  }

  /** Milliseconds from the start to the first data. */
  async firstData(): Promise<number> {
    await this.#shown(this.#program.data);
    return performance.now() - this.#begun;
  }

  /** Milliseconds from a key to what it brings. */
  async press(key: string, shows: string): Promise<number> {
    this.#text = '';
    const pressed = performance.now();
    this.#pty.write(key);
    await this.#shown(shows);
    return performance.now() - pressed;
  }

  type(keys: string): void {
    this.#pty.write(keys);
  }

  async cost(milliseconds: number): Promise<Cost> {
    const before = { cpu: this.#cpuMs(), bytes: this.#bytes, frames: this.#frames, at: performance.now() };
    await delay(milliseconds);
    const took = performance.now() - before.at;
    const cpu = this.#cpuMs() - before.cpu;
    const frames = this.#frames - before.frames;
    return {
      share: (100 * cpu) / took,
      framesPerSecond: (1000 * frames) / took,
      msPerFrame: cpu / frames,
      bytesPerFrame: (this.#bytes - before.bytes) / frames,
    };
  }

  residentMb(): number {
    const status = readFileSync(`/proc/${this.#pty.pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+) kB/.exec(status)![1]) / 1024;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // What Node has compiled it keeps when it ends, not when it is killed: the next start is a person's second one.
    this.#pty.kill('SIGTERM');
    await this.#ended;
  }

  /** proc_pid_stat(5): utime and stime are the 12th and 13th field after the name, which may have blanks. */
  #cpuMs(): number {
    const { pid } = this.#pty;
    const file = this.#program.threads === 'main' ? `/proc/${pid}/task/${pid}/stat` : `/proc/${pid}/stat`;
    const text = readFileSync(file, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) * MS_PER_TICK;
  }

  async #shown(text: string): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#onText = () => this.#text.includes(text) && resolve();
    this.#onText();
    const { name } = this.#program;
    const deadline = setTimeout(() => reject(new Error(`${name} shows no ${JSON.stringify(text)}`)), 10_000);
    await promise.finally(() => clearTimeout(deadline));
    this.#onText = () => {};
  }
}
