/** States of the screen over fake runs, and what they look like. */
import { renderToString } from 'ink';
import { type Advice, type Diagnostic, diagnostic } from '../../engine/scenario/diagnostics.ts';
import { App } from '../../tui/App.tsx';
import { type GlyphName, glyphSets } from '../../tui/drawing/glyphs.ts';
import type { Theme } from '../../tui/drawing/text.ts';
import { look, type Sample, type Snapshot } from '../../tui/run.ts';
import type { Size } from '../../tui/state/layout.ts';
import { divide } from '../../tui/state/layout.ts';
import { initialState, reduce } from '../../tui/state/reduce.ts';
import type { Diagnosis, State, ViewCommand } from '../../tui/state/state.ts';
import { FakeRun } from './fake-run.ts';

/** When the files of these screens were read. */
export const since = new Date(2009, 5, 30, 14, 2, 7);

/** Without colours. */
export const plain = (glyphs: GlyphName = 'braille'): Theme => ({ glyphs: glyphSets[glyphs], palette: null });

export interface StateOf {
  /** Laid over every snapshot of the run. */
  readonly patch?: Partial<Snapshot>;
  /** Of the pane. */
  readonly size?: Size;
  readonly glyphs?: GlyphName;
  readonly kicks?: number;
}

export function runOf({ patch = {}, kicks = 300 }: StateOf = {}): FakeRun {
  const run = new FakeRun();
  run.patch = patch;
  for (let kick = 0; kick < kicks; kick++) run.advance();
  return run;
}

export function sampleOf(of: StateOf = {}): Sample {
  return look(runOf(of));
}

export function stateOf(of: StateOf = {}): State {
  const { size = { columns: 80, rows: 23 }, glyphs = 'braille' } = of;
  return initialState({ file: 'a.yaml', since, size, glyphs: glyphSets[glyphs] }, sampleOf(of));
}

/** What is wrong with `a.yaml`, whose text is given. */
export function diagnosis(text: string, ...diagnostics: readonly Diagnostic[]): Diagnosis {
  return { diagnostics, textOf: () => text };
}

/** A word of one line of it. */
export function wrongAt(line: number, column: number, length: number, message: string, advice: Advice = {}) {
  return diagnostic(
    'a.yaml',
    { line, column, endLine: line, endColumn: column + length },
    'unknown-word',
    message,
    advice,
  );
}

export function press(state: State, ...commands: ViewCommand[]): State {
  return commands.reduce((before, command) => reduce(before, { type: 'pressed', command }), state);
}

/** A screen of that size with these runs on it; their panes are made to fit. Without a palette it is plain text. */
export function draw(
  size: Size,
  states: readonly [State, ...State[]],
  palette: Theme['palette'] = null,
): string {
  const { pane } = divide(size, states.length);
  const fitted = states.map(state => reduce(state, { type: 'resized', size: pane }));
  const theme = { glyphs: states[0].glyphs, palette };
  const [first, ...others] = fitted;
  return renderToString(
    <App size={size} states={[first!, ...others]} chosen={0} theme={theme} onPress={() => {}} />,
    { columns: size.columns },
  );
}
