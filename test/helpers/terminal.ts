/** A program in a real pty with a real terminal emulator: its screen as a grid, keys, resize, signals. */
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import * as pty from '@lydell/node-pty';
import xterm from '@xterm/headless';
import { DEADLINE_MS } from './deadline.ts';

/**
 * The program runs under a small shell that stays: node-pty drops output it has not read 200 ms after its own
 * child ends. The shell also says with what code the program ended and whether it left the terminal raw.
 */
const wrapper = `"$@"; code=$?; mode=cooked; stty -a | grep -q -- -icanon && mode=raw
printf '\\n[[exit %s %s]]\\n' $code $mode; read _`;
/** Synchronized output (DECSET 2026): the terminal shows what is between only when all of it has come. */
export const frame = { begin: '\u001b[?2026h', end: '\u001b[?2026l' };

const ending = /\[\[exit (\d+) (\w+)\]\]/;

export interface TerminalOptions {
  readonly columns?: number;
  readonly rows?: number;
  /** Added to the environment, from which CI and NO_COLOR are taken out. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

export interface Ending {
  /** Exit code; 128 and the signal's number where a signal ended the program. */
  readonly code: number;
  readonly mode: 'cooked' | 'raw';
}

/** One character cell; colours are palette numbers or 0xRRGGBB, null for the terminal's own. */
export interface ScreenCell {
  readonly text: string;
  readonly foreground: number | null;
  readonly background: number | null;
  readonly bold: boolean;
}

export class Terminal {
  readonly emulator: xterm.Terminal;
  /** Everything the program wrote, escape sequences included. */
  raw = '';
  private readonly shell: pty.IPty;
  private readonly ended: Promise<void>;
  private alive = true;
  private unparsed = 0;

  constructor(command: readonly [string, ...string[]], options: TerminalOptions = {}) {
    const { columns: cols = 120, rows = 40, env = {}, cwd = process.cwd() } = options;
    this.emulator = new xterm.Terminal({ cols, rows, allowProposedApi: true, scrollback: 1000 });
    this.shell = pty.spawn('sh', ['-c', wrapper, 'sh', ...command], {
      cols,
      rows,
      cwd,
      env: environment(env),
    });
    this.shell.onData(data => this.receive(data));
    // Answers to the program's queries: device attributes, cursor position.
    this.emulator.onData(data => this.shell.write(data));
    this.ended = new Promise(resolve => this.shell.onExit(() => resolve()));
    this.shell.onExit(() => (this.alive = false));
  }

  /** The visible rows, blanks at their ends cut off. */
  lines(): string[] {
    return Array.from(
      { length: this.emulator.rows },
      (_, row) => this.line(row)?.translateToString(true, 0, this.emulator.cols) ?? '',
    );
  }

  text(): string {
    return this.lines().join('\n');
  }

  cell(column: number, row: number): ScreenCell | null {
    const cell = this.line(row)?.getCell(column);
    if (!cell) return null;
    return {
      text: cell.getChars() || ' ',
      foreground: cell.isFgDefault() ? null : cell.getFgColor(),
      background: cell.isBgDefault() ? null : cell.getBgColor(),
      bold: cell.isBold() !== 0,
    };
  }

  get onAlternateScreen(): boolean {
    return this.emulator.buffer.active.type === 'alternate';
  }

  get cursorVisible(): boolean {
    return this.raw.lastIndexOf('\u001b[?25h') >= this.raw.lastIndexOf('\u001b[?25l');
  }

  press(keys: string): void {
    this.shell.write(keys);
  }

  resize(columns: number, rows: number): void {
    this.emulator.resize(columns, rows);
    this.shell.resize(columns, rows);
  }

  signal(signal: NodeJS.Signals): void {
    process.kill(this.programId(), signal);
  }

  /** Reads nothing more, as a terminal does after Ctrl-S, until `readOn`. */
  stopReading(): void {
    this.shell.pause();
  }

  readOn(): void {
    this.shell.resume();
  }

  /** Goes away, as a window that is closed or a connection that breaks. */
  hangUp(): void {
    // node-pty's types keep it back.
    (this.shell as pty.IPty & { destroy(): void }).destroy();
  }

  /** Polls until the screen satisfies the condition; throws with the screen in its message at the deadline. */
  async waitFor(condition: RegExp | (() => boolean), deadlineMs = DEADLINE_MS): Promise<void> {
    const holds =
      condition instanceof RegExp ? this.onceAChange(() => condition.test(this.text())) : condition;
    const deadline = performance.now() + deadlineMs;
    while (!this.settled() || !holds()) {
      if (performance.now() > deadline) throw new Error(`no ${condition} on the screen:\n${this.text()}`);
      await delay(10);
    }
  }

  /** Waits until the program has ended, and says how it left the terminal. */
  async exit(deadlineMs = DEADLINE_MS): Promise<Ending> {
    await this.waitFor(ending, deadlineMs);
    const [, code, mode] = ending.exec(this.text())!;
    return { code: Number(code), mode: mode === 'raw' ? 'raw' : 'cooked' };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // The group, so that a program which hangs goes with its shell.
    if (this.alive) process.kill(-this.shell.pid, 'SIGKILL');
    await this.ended;
    this.emulator.dispose();
  }

  /** Not in the midst of a frame: a read of the pty may end in one. What is killed never ends its last. */
  private settled(): boolean {
    const begun = this.raw.lastIndexOf(frame.begin);
    const whole = this.raw.includes(frame.end, begun + 1) || this.raw.includes('[[exit ', begun + 1);
    return this.unparsed === 0 && (begun < 0 || whole);
  }

  /** The same, asked only where more has been received than the last time. */
  private onceAChange(holds: () => boolean): () => boolean {
    let received = -1;
    return () => {
      if (this.raw.length === received) return false;
      received = this.raw.length;
      return holds();
    };
  }

  private receive(data: string): void {
    this.raw += data;
    this.unparsed++;
    this.emulator.write(data, () => this.unparsed--);
  }

  private line(row: number) {
    const { active } = this.emulator.buffer;
    return active.getLine(active.viewportY + row);
  }

  /** Of the program itself, not of its shell. */
  programId(): number {
    const { pid } = this.shell;
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
    if (!children) throw new Error(`the program has ended:\n${this.text()}`);
    return Number(children.split(' ')[0]);
  }
}

/** As on a person's terminal: Ink draws no frames under CI=true. */
function environment(extra: Readonly<Record<string, string>>): Record<string, string> {
  const { CI: _ci, NO_COLOR: _noColor, FORCE_COLOR: _forceColor, ...inherited } = process.env;
  const terminal = { TERM: 'xterm-256color', COLORTERM: 'truecolor', LANG: 'C.UTF-8' };
  return { ...(inherited as Record<string, string>), ...terminal, ...extra };
}
