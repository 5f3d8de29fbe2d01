/** The only door of the screen: opens it over a run or several, and restores the terminal on every way out. */
import { type Instance, type RenderOptions, render } from 'ink';
import type { ReactElement } from 'react';
import { App, type Suspend } from './App.tsx';
import { type GlyphName, glyphSets } from './drawing/glyphs.ts';
import type { Theme } from './drawing/text.ts';
import { type ThemeName, themes } from './drawing/themes.ts';
import { type Binding, bindingOf, type Command } from './keys.ts';
import { type Applied, control, type LiveRun, look, sample } from './run.ts';
import { Spoken } from './Spoken.tsx';
import { isNews } from './sentences.ts';
import { divide, type Size } from './state/layout.ts';
import { now } from './state/rates.ts';
import { initialState, reduce } from './state/reduce.ts';
import { queueLines } from './state/scroll.ts';
import type { Event, State } from './state/state.ts';
import { trapsOf, wantedRoutes } from './state/trap-rows.ts';

/** A run, and its scenario's file as the user named it, for the header. */
export interface Shown {
  readonly run: LiveRun;
  readonly file: string;
}

export interface DashboardOptions {
  /** Several stand side by side. */
  readonly runs: readonly [Shown, ...Shown[]];
  readonly glyphs: GlyphName;
  /** null: without any colour or weight. */
  readonly theme: ThemeName | null;
  /** Sentences for a screen reader, in the ordinary screen's scrollback, in place of panels. */
  readonly spoken: boolean;
  /** Names of keys that are pressed before anybody else presses one. */
  readonly press?: readonly string[];
  /** Both must be terminals: raw mode and the alternate screen are used without asking. */
  readonly stdin?: NodeJS.ReadStream;
  readonly stdout?: NodeJS.WriteStream;
}

export interface Exit {
  /** `quit` also where the program itself closed the dashboard. */
  readonly reason: 'quit' | 'interrupt' | 'error';
  /** What was thrown while drawing or looking, or what a run failed with; null for the other reasons. */
  readonly error: Error | null;
}

/** `of`: index of the run that is meant. */
export interface Dashboard {
  /** The header says what the reload did; diagnostics go. */
  reloaded(of: number, applied: Applied): void;
  /** Shows formatted diagnostics until the next reload or Esc; none takes them away. */
  diagnostics(of: number, texts: readonly string[]): void;
  /** Something else for the header: why a recording stopped. */
  note(of: number, text: string): void;
  /** Restores the terminal before it returns; a second call does nothing. */
  close(): void;
  /** Resolves once, when the terminal is restored. */
  readonly exited: Promise<Exit>;
}

const screenOptions: RenderOptions = {
  incrementalRendering: true,
  // Data comes ten times a second and a run of keys is drawn once: what Ink holds back would only be seen later.
  maxFps: 1000,
  // Ctrl-C is in the key table. The caller has seen a terminal, so CI=true in the environment is no matter.
  exitOnCtrlC: false,
  interactive: true,
};

/**
 * Alternate scroll (xterm, DECSET 1007): on the alternate screen the mouse wheel sends arrow keys, and the mouse still
 * selects text, which it would not where the program asked for the mouse itself. Some terminals begin with it on: they
 * are told to save it first and to restore it at last (XTSAVE, XTRESTORE), for the programs that come after.
 */
const wheel = { on: '\u001b[?1007s\u001b[?1007h', off: '\u001b[?1007l\u001b[?1007r' };

export function openDashboard(options: DashboardOptions): Dashboard {
  return new InkDashboard(options);
}

class InkDashboard implements Dashboard {
  readonly exited: Promise<Exit>;
  private readonly runs: readonly LiveRun[];
  private readonly theme: Theme;
  private readonly spoken: boolean;
  private readonly stdout: NodeJS.WriteStream;
  private readonly screen: Instance;
  private readonly stopSampling: () => void;
  private size: Size;
  private states: [State, ...State[]];
  private chosen = 0;
  private open = true;
  /** While a run of keys is obeyed nothing is drawn; and whether something is to be drawn after it. */
  private holding = false;
  private wanted = false;
  /** Since the last SIGWINCH. */
  private isResized = false;
  private ending: Exit = { reason: 'quit', error: null };

  constructor(options: DashboardOptions) {
    const { runs, theme, spoken, stdin = process.stdin, stdout = process.stdout } = options;
    const glyphs = glyphSets[options.glyphs];
    this.runs = runs.map(({ run }) => run);
    this.theme = { glyphs, palette: theme === null ? null : themes[theme] };
    this.spoken = spoken;
    this.stdout = stdout;
    this.size = sizeOf(stdout);
    const { pane: size } = divide(this.size, runs.length);
    const begin = ({ run, file }: Shown) => initialState({ file, size, glyphs }, look(run));
    this.states = [begin(runs[0]), ...runs.slice(1).map(begin)];
    // Ink does so only after its first frame: what is typed until then would be echoed onto it.
    stdin.setRawMode(true);
    const how = { ...screenOptions, alternateScreen: !spoken, isScreenReaderEnabled: spoken };
    this.screen = render(this.app(), { ...how, stdin, stdout });
    stdout.write(wheel.on);
    this.exited = this.untilExit();
    this.stopSampling = sample(this.runs, {
      wants: of => this.wants(of),
      one: (of, seen) => this.dispatch(of, { type: 'sampled', sample: seen }),
      news: () => this.draw(),
      failed: this.fail,
    });
    for (const name of options.press ?? []) this.press(name);
    // Before Ink's own listener, which draws: it would draw the old division of the screen once more.
    stdout.prependListener('resize', this.resized);
    // After Node's own, which has told of a resize by then, if there was one.
    process.on('SIGWINCH', this.signalled);
    for (const run of this.runs) run.failed.then(this.fail, this.fail);
  }

  reloaded(of: number, applied: Applied): void {
    this.dispatch(of, { type: 'reloaded', applied });
    // What it comes to is not left to the next look.
    this.dispatch(of, { type: 'sampled', sample: look(this.runs[of]!, this.wants(of)) });
    this.draw();
  }

  diagnostics(of: number, texts: readonly string[]): void {
    this.happened(of, { type: 'diagnosed', texts });
  }

  note(of: number, text: string): void {
    this.happened(of, { type: 'noted', text });
  }

  close(): void {
    this.leave({ reason: 'quit', error: null });
  }

  private app(): ReactElement {
    const { size, states, chosen, theme } = this;
    if (this.spoken) return <Spoken states={states} theme={theme} onPress={this.pressed} />;
    return <App size={size} states={states} chosen={chosen} theme={theme} onPress={this.pressed} />;
  }

  private draw(): void {
    this.wanted = this.holding;
    if (this.holding || !this.open) return;
    const lines = Math.max(...this.states.map(state => queueLines(now(state))));
    for (const of of this.states.keys()) this.dispatch(of, { type: 'aligned', queueLines: lines });
    this.screen.rerender(this.app());
  }

  private wants(of: number) {
    return wantedRoutes(trapsOf(this.states[of]!));
  }

  private happened(of: number, event: Event): void {
    if (this.dispatch(of, event)) this.draw();
  }

  /** What the user does to the view is done to every run's. */
  private happenedToAll(event: Event): void {
    for (const of of this.states.keys()) this.dispatch(of, event);
    this.draw();
  }

  /** Whether there is something new to draw: a paused run is looked at and not drawn. */
  private dispatch(of: number, event: Event): boolean {
    const before = this.states[of]!;
    const after = reduce(before, event);
    this.states = this.states.with(of, after) as [State, ...State[]];
    return this.spoken ? isNews(before, after) : after !== before;
  }

  private readonly resized = (): void => {
    this.size = sizeOf(this.stdout);
    this.isResized = true;
    this.happenedToAll({ type: 'resized', size: divide(this.size, this.runs.length).pane });
  };

  /** A terminal that is as large as before, but was smaller for a moment, has lost what did not fit: Node says nothing. */
  private readonly signalled = (): void => {
    if (!this.isResized) this.stdout.emit('resize');
    this.isResized = false;
  };

  private readonly pressed = (names: readonly string[], suspend: Suspend): void => {
    this.holding = true;
    try {
      for (const name of names) this.press(name, suspend);
    } catch (error) {
      this.fail(error);
    } finally {
      this.holding = false;
    }
    if (this.wanted) this.draw();
  };

  private press(name: string, suspend?: Suspend): void {
    const { editing } = this.states[0].filter;
    if (editing && name !== 'ctrl-c') this.happenedToAll({ type: 'typed', key: name });
    else this.obey(bindingOf(name), suspend);
  }

  private obey(binding: Binding | undefined, suspend?: Suspend): void {
    if (!binding || !this.open) return;
    if (binding.to === 'view') this.happenedToAll({ type: 'pressed', command: binding.command });
    else if (binding.to === 'run') this.control(binding);
    else if (binding.to === 'choice') this.choose(binding.command === 'right' ? 1 : -1);
    else if (binding.command === 'redraw') this.redraw();
    else if (binding.command === 'suspend') suspend?.(this.stop).catch(this.fail);
    else this.leave({ reason: binding.command, error: null });
  }

  /** Time is one for all runs; a driver is one run's. */
  private control({ command }: Extract<Command, { to: 'run' }>): void {
    const queue = this.states[this.chosen]!.scroll.queues;
    if (command === 'doorbell') control([this.runs[this.chosen]!], command, queue);
    else control(this.runs, command, queue);
  }

  private choose(step: 1 | -1): void {
    const { length } = this.runs;
    this.chosen = (this.chosen + step + length) % length;
    this.draw();
  }

  private redraw(): void {
    this.screen.clear();
    this.draw();
  }

  /** Stops the whole job, as the terminal's own Ctrl-Z would, and returns when the shell continues it. */
  private readonly stop = (): void => {
    const running = this.runs.filter(run => run.snapshot().state === 'running');
    for (const run of running) run.pause();
    this.stdout.write(wheel.off);
    process.kill(0, 'SIGTSTP');
    this.stdout.write(wheel.on);
    for (const run of running) run.resume();
  };

  private readonly fail = (error: unknown): void => {
    this.leave({ reason: 'error', error: error instanceof Error ? error : new Error(String(error)) });
  };

  private leave(ending: Exit): void {
    if (!this.open) return;
    this.ending = ending;
    this.release();
    this.screen.unmount();
  }

  /** A throw while drawing ends Ink without us, and rejects. */
  private async untilExit(): Promise<Exit> {
    try {
      await this.screen.waitUntilExit();
      return this.ending;
    } catch (error) {
      return { reason: 'error', error: error as Error };
    } finally {
      this.release();
    }
  }

  private release(): void {
    if (this.open) this.stdout.write(wheel.off);
    this.open = false;
    this.stopSampling();
    this.stdout.off('resize', this.resized);
    process.off('SIGWINCH', this.signalled);
  }
}

/** A pty may say 0 by 0 before its size is known. */
function sizeOf({ columns, rows }: NodeJS.WriteStream): Size {
  return { columns: columns || 80, rows: rows || 24 };
}
