/** The dashboard by Ink: draws what has happened, obeys keys, and restores the terminal on every way out. */
import { type Instance, type RenderOptions, render } from 'ink';
import type { ReactElement } from 'react';
import { App, type Suspend } from './App.tsx';
import type { Dashboard, Exit, Files, ScreenOptions } from './dashboard.ts';
import { loadChart } from './drawing/chart.ts';
import { glyphSets } from './drawing/glyphs.ts';
import type { Theme } from './drawing/text.ts';
import { themes } from './drawing/themes.ts';
import { type Binding, bindingOf, worksIn } from './keys.ts';
import { type Applied, sample } from './run.ts';
import { Spoken } from './Spoken.tsx';
import { isNews } from './sentences.ts';
import type { Stage, StageCommand } from './stage.ts';
import { selectedOf } from './state/diagnosis.ts';
import { divide, type Size } from './state/layout.ts';
import { now } from './state/rates.ts';
import { reduce } from './state/reduce.ts';
import { queueLines } from './state/scroll.ts';
import type { Diagnosis, Event, RunningText, State } from './state/state.ts';
import { leftBehind, sizeOf, stopReading, wheel } from './terminal.ts';

const screenOptions: RenderOptions = {
  incrementalRendering: true,
  // Data comes ten times a second and a run of keys is drawn once: what Ink holds back would only be seen later.
  maxFps: Number.POSITIVE_INFINITY,
  // Ctrl-C is in the key table. The caller has seen a terminal, so CI=true in the environment is no matter.
  exitOnCtrlC: false,
  interactive: true,
};

export class InkDashboard implements Dashboard {
  readonly exited: Promise<Exit>;
  private readonly stage: Stage;
  private readonly theme: Theme;
  private readonly spoken: boolean;
  private readonly files: Files;
  private readonly stdin: NodeJS.ReadStream;
  private readonly stdout: NodeJS.WriteStream;
  private readonly screen: Instance;
  private readonly stopSampling: () => void;
  private size: Size;
  private states: [State, ...State[]];
  private chosen = 0;
  private open = true;
  /** An editor has the terminal: nothing is drawn, read or closed until it is through. */
  private lent = false;
  /** While a run of keys is obeyed nothing is drawn; and whether something is to be drawn after it. */
  private holding = false;
  private wanted = false;
  /** Since the last SIGWINCH. */
  private isResized = false;
  private ending: Exit = { reason: 'quit', error: null };
  private postponed: Exit | null = null;

  constructor(stage: Stage, files: Files, options: ScreenOptions) {
    const { theme, spoken, stdin = process.stdin, stdout = process.stdout } = options;
    const glyphs = glyphSets[options.glyphs];
    const [, ...others] = stage.runs;
    this.stage = stage;
    this.files = files;
    this.stdin = stdin;
    this.theme = { glyphs, palette: theme === null ? null : themes[theme] };
    this.spoken = spoken;
    this.stdout = stdout;
    this.size = sizeOf(stdout);
    const { pane: size } = divide(this.size, stage.runs.length);
    const begin = (of: number) => stage.begin(of, { size, glyphs });
    this.states = [begin(0), ...others.map((_, index) => begin(index + 1))];
    // Ink does so only after its first frame: what is typed until then would be echoed onto it.
    stdin.setRawMode(true);
    const how = { ...screenOptions, alternateScreen: !spoken, isScreenReaderEnabled: spoken };
    this.screen = render(this.app(), { ...how, stdin, stdout });
    stdout.write(wheel.on);
    this.exited = this.untilExit();
    this.stopSampling = sample({
      look: () => this.states.map((_, of) => this.look(of)).includes(true),
      news: () => this.draw(),
      failed: this.fail,
    });
    // Without a look that has news, which draws, the chart would not come to be seen.
    if (!spoken) loadChart().then(() => this.draw(), this.fail);
    for (const name of options.press ?? []) this.press(name);
    // Before Ink's own listener, which draws: it would draw the old division of the screen once more.
    stdout.prependListener('resize', this.resized);
    // After Node's own, which has told of a resize by then, if there was one.
    process.on('SIGWINCH', this.signalled);
    for (const run of stage.runs) run.failed.then(this.fail, this.fail);
  }

  reloaded(of: number, applied: Applied, text: RunningText): void {
    this.dispatch(of, { type: 'reloaded', applied, text });
    // What it comes to is not left to the next look.
    this.look(of);
    this.draw();
  }

  diagnosed(of: number, diagnosis: Diagnosis): void {
    this.happened(of, { type: 'diagnosed', diagnosis });
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
    if (this.holding || this.lent || !this.open) return;
    const lines = Math.max(...this.states.map(state => queueLines(now(state))));
    for (const of of this.states.keys()) this.dispatch(of, { type: 'aligned', queueLines: lines });
    this.screen.rerender(this.app());
  }

  private look(of: number): boolean {
    return this.become(of, this.stage.look(of, this.states[of]!));
  }

  private happened(of: number, event: Event): void {
    if (this.dispatch(of, event)) this.draw();
  }

  /** What the user does to the view is done to every run's. */
  private happenedToAll(event: Event): void {
    for (const of of this.states.keys()) this.dispatch(of, event);
    this.draw();
  }

  private dispatch(of: number, event: Event): boolean {
    return this.become(of, reduce(this.states[of]!, event));
  }

  /** Whether there is something new to draw: a paused run is looked at and not drawn. */
  private become(of: number, after: State): boolean {
    const before = this.states[of]!;
    this.states = this.states.with(of, after) as [State, ...State[]];
    return this.spoken ? isNews(before, after) : after !== before;
  }

  private readonly resized = (): void => {
    this.size = sizeOf(this.stdout);
    this.isResized = true;
    this.happenedToAll({ type: 'resized', size: divide(this.size, this.states.length).pane });
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
    if (this.lent) return;
    const { filter, jump } = this.states[0];
    if (name === 'return' && jump !== null) {
      this.become(0, this.stage.jump(jump.text, this.states[0]));
      this.draw();
    } else if ((filter.editing || jump !== null) && name !== 'ctrl-c')
      this.happenedToAll({ type: 'typed', key: name });
    else this.obey(bindingOf(name, this.stage.kind), suspend);
  }

  private obey(binding: Binding | undefined, suspend?: Suspend): void {
    if (!binding || !this.open) return;
    if (!worksIn(binding, this.stage.kind)) this.happenedToAll({ type: 'noted', text: whereElse(binding) });
    else if (binding.to === 'view') this.happenedToAll({ type: 'pressed', command: binding.command });
    else if (binding.to === 'run' || binding.to === 'time') this.control(binding);
    else if (binding.to === 'choice') this.choose(binding.command === 'right' ? 1 : -1);
    else if (binding.command === 'edit') suspend?.(this.edit).then(this.takenBack, this.fail);
    else if (binding.command === 'undo') this.files.undo(this.chosen);
    else if (binding.command === 'record') this.files.record();
    else if (binding.command === 'redraw') this.redraw();
    else if (binding.command === 'suspend') suspend?.(this.stop).catch(this.fail);
    else this.leave({ reason: binding.command, error: null });
  }

  private control(command: StageCommand): void {
    const { chosen } = this;
    this.become(chosen, this.stage.obey(command, chosen, this.states[chosen]!));
    this.draw();
  }

  private choose(step: 1 | -1): void {
    const { length } = this.states;
    this.chosen = (this.chosen + step + length) % length;
    this.draw();
  }

  private redraw(): void {
    this.screen.clear();
    this.draw();
  }

  /** Stops the whole job, as the terminal's own Ctrl-Z would, and returns when the shell continues it. */
  private readonly stop = (): void => {
    const running = this.stage.runs.filter(run => run.snapshot().state === 'running');
    for (const run of running) run.pause();
    this.stdout.write(wheel.off);
    process.kill(0, 'SIGTSTP');
    this.stdout.write(wheel.on);
    for (const run of running) run.resume();
  };

  /** Hands the terminal over as it was found; the engine goes on, and is looked at. */
  private readonly edit = async (): Promise<void> => {
    const of = this.chosen;
    this.lent = true;
    this.stdout.write(wheel.off);
    try {
      await stopReading(this.stdin);
      const note = await this.files.edit(of, selectedOf(this.states[of]!));
      if (note !== '') this.note(of, note);
    } finally {
      this.stdout.write(`${leftBehind}${wheel.on}`);
      this.lent = false;
      // Ink shows it as soon as it has the terminal again.
      this.draw();
    }
  };

  /** What was to end the screen meanwhile does so now. */
  private readonly takenBack = (): void => {
    if (this.postponed !== null) this.leave(this.postponed);
  };

  private readonly fail = (error: unknown): void => {
    this.leave({ reason: 'error', error: error instanceof Error ? error : new Error(String(error)) });
  };

  private leave(ending: Exit): void {
    if (!this.open) return;
    if (this.lent) {
      this.postponed ??= ending;
      return;
    }
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

function whereElse({ label, does, only }: Binding): string {
  return `${label}: ${does}, in a ${only === 'live' ? 'live run; this is a recorded one' : 'replay; this run is live'}`;
}
