/** The only door of the screen: opens it over a run, and restores the terminal on every way out. */
import { type Instance, type RenderOptions, render } from 'ink';
import type { ReactElement } from 'react';
import { App, type Suspend } from './App.tsx';
import { type GlyphName, glyphSets } from './glyphs.ts';
import { type Binding, bindingOf } from './keys.ts';
import type { Size } from './layout.ts';
import { type Applied, control, type LiveRun, look, sample } from './run.ts';
import { type Event, initialState, reduce, type State } from './state.ts';
import type { Theme } from './text.ts';
import { type ThemeName, themes } from './themes.ts';

export { type GlyphName, glyphNames } from './glyphs.ts';
export { type ThemeName, themeNames } from './themes.ts';

export interface DashboardOptions {
  readonly run: LiveRun;
  /** The scenario's file as the user named it, for the header. */
  readonly file: string;
  readonly glyphs: GlyphName;
  /** null: without any colour or weight. */
  readonly theme: ThemeName | null;
  /** Both must be terminals: raw mode and the alternate screen are used without asking. */
  readonly stdin?: NodeJS.ReadStream;
  readonly stdout?: NodeJS.WriteStream;
}

export interface Exit {
  /** `quit` also where the program itself closed the dashboard. */
  readonly reason: 'quit' | 'interrupt' | 'error';
  /** What was thrown while drawing or looking, or what the run failed with; null for the other reasons. */
  readonly error: Error | null;
}

export interface Dashboard {
  /** The header says what the reload did; diagnostics go. */
  reloaded(applied: Applied): void;
  /** Shows formatted diagnostics in the trap log's place until the next reload or Esc; none takes them away. */
  diagnostics(texts: readonly string[]): void;
  /** Something else for the header: why a recording stopped. */
  note(text: string): void;
  /** Restores the terminal before it returns; a second call does nothing. */
  close(): void;
  /** Resolves once, when the terminal is restored. */
  readonly exited: Promise<Exit>;
}

const screenOptions: RenderOptions = {
  alternateScreen: true,
  incrementalRendering: true,
  // Data comes ten times a second; the rest is there so that a key is seen at once.
  maxFps: 60,
  // Ctrl-C is in the key table. The caller has seen a terminal, so CI=true in the environment is no matter.
  exitOnCtrlC: false,
  interactive: true,
};

/** Clears the terminal itself, for whatever another program wrote onto it. */
const wipe = '\u001b[2J\u001b[H';

/**
 * Alternate scroll (xterm, DECSET 1007): on the alternate screen the mouse wheel sends arrow keys, and the mouse still
 * selects text, which it would not where the program asked for the mouse itself.
 */
const wheel = { on: '\u001b[?1007h', off: '\u001b[?1007l' };

export function openDashboard(options: DashboardOptions): Dashboard {
  return new InkDashboard(options);
}

class InkDashboard implements Dashboard {
  readonly exited: Promise<Exit>;
  private readonly run: LiveRun;
  private readonly theme: Theme;
  private readonly stdout: NodeJS.WriteStream;
  private readonly screen: Instance;
  private readonly stopSampling: () => void;
  private state: State;
  private open = true;
  private ending: Exit = { reason: 'quit', error: null };

  constructor(options: DashboardOptions) {
    const { run, file, theme, stdin = process.stdin, stdout = process.stdout } = options;
    const glyphs = glyphSets[options.glyphs];
    this.run = run;
    this.theme = { glyphs, palette: theme === null ? null : themes[theme] };
    this.stdout = stdout;
    this.state = initialState({ file, size: sizeOf(stdout), glyphs }, look(run));
    this.screen = render(this.app(), { ...screenOptions, stdin, stdout });
    stdout.write(wheel.on);
    this.exited = this.untilExit();
    this.stopSampling = sample(run, one => this.dispatch({ type: 'sampled', sample: one }), this.fail);
    // Before Ink's own listener, which draws: it would draw the old division of the screen once more.
    stdout.prependListener('resize', this.resized);
    run.failed.then(this.fail, this.fail);
  }

  reloaded(applied: Applied): void {
    this.dispatch({ type: 'reloaded', applied });
  }

  diagnostics(texts: readonly string[]): void {
    this.dispatch({ type: 'diagnosed', texts });
  }

  note(text: string): void {
    this.dispatch({ type: 'noted', text });
  }

  close(): void {
    this.leave({ reason: 'quit', error: null });
  }

  private app(): ReactElement {
    return <App state={this.state} theme={this.theme} onPress={this.pressed} />;
  }

  private dispatch(event: Event): void {
    if (!this.open) return;
    const before = this.state;
    this.state = reduce(before, event);
    // A paused run is looked at and not drawn.
    if (this.state !== before) this.screen.rerender(this.app());
  }

  private readonly resized = (): void => {
    this.dispatch({ type: 'resized', size: sizeOf(this.stdout) });
  };

  private readonly pressed = (names: readonly string[], suspend: Suspend): void => {
    try {
      for (const name of names) {
        if (this.state.filter.editing && name !== 'ctrl-c') this.dispatch({ type: 'typed', key: name });
        else this.obey(bindingOf(name), suspend);
      }
    } catch (error) {
      this.fail(error);
    }
  };

  private obey(binding: Binding | undefined, suspend: Suspend): void {
    if (!binding || !this.open) return;
    if (binding.to === 'view') this.dispatch({ type: 'pressed', command: binding.command });
    else if (binding.to === 'run') control(this.run, binding.command, this.state.scroll.queues);
    else if (binding.command === 'redraw') this.redraw();
    else if (binding.command === 'suspend') suspend(this.stop).catch(this.fail);
    else this.leave({ reason: binding.command, error: null });
  }

  private redraw(): void {
    this.stdout.write(wipe);
    this.screen.clear();
    this.screen.rerender(this.app());
  }

  /** Stops the whole job, as the terminal's own Ctrl-Z would, and returns when the shell continues it. */
  private readonly stop = (): void => {
    const wasRunning = this.run.snapshot().state === 'running';
    if (wasRunning) this.run.pause();
    this.stdout.write(wheel.off);
    process.kill(0, 'SIGTSTP');
    this.stdout.write(wheel.on);
    if (wasRunning) this.run.resume();
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
  }
}

/** A pty may say 0 by 0 before its size is known. */
function sizeOf({ columns, rows }: NodeJS.WriteStream): Size {
  return { columns: columns || 80, rows: rows || 24 };
}
