/**
 * The dashboard of a replay as a film: an asciicast, version 2 (docs.asciinema.org/manual/asciicast/v2), a line a JSON
 * value. After the header come events, each with its time in seconds: what a terminal is told, and a marker at each change.
 */
import { renderToString } from 'ink';
import { App } from './App.tsx';
import { loadChart } from './drawing/chart.ts';
import { glyphSets } from './drawing/glyphs.ts';
import type { Theme } from './drawing/text.ts';
import { themes } from './drawing/themes.ts';
import { ReplayStage } from './replay.ts';
import { printable, type Replay } from './run.ts';
import { divide, type Size } from './state/layout.ts';
import { now } from './state/rates.ts';
import { reduce } from './state/reduce.ts';
import { queueLines } from './state/scroll.ts';
import type { State } from './state/state.ts';

export interface FilmOptions {
  /** At its beginning; it goes by the clock. */
  readonly replay: Replay;
  /** Milliseconds; put on by the film. */
  readonly clock: { now: number };
  /** The log, as the user named it. */
  readonly file: string;
}

/** As the dashboard looks at a run. */
const FRAME_MS = 100;
const size: Size = { columns: 120, rows: 40 };
const theme: Theme = { glyphs: glyphSets.braille, palette: themes.default };

/** On the ordinary screen, so that the last picture stays on the terminal that it is played on. */
const BEGIN = '\u001b[?25l\u001b[2J';
const END = `\u001b[${size.rows};1H\u001b[?25h`;

/** Made while somebody iterates over it. */
export async function film(options: FilmOptions): Promise<Iterable<string>> {
  await loadChart();
  return linesOf(options);
}

function* linesOf({ replay, clock, file }: FilmOptions): Generator<string> {
  const stage = new ReplayStage(replay, file);
  let state = aligned(stage.begin(0, { size: divide(size, 1).pane, glyphs: theme.glyphs }));
  let picture = pictureOf(state);
  const begun = clock.now;
  yield line(headerOf(replay, state));
  yield event('o', 0, BEGIN + changed([], picture));
  const markers = markersOf(replay);
  while (replay.look < replay.session.looks.length - 1) {
    clock.now += FRAME_MS;
    const ms = clock.now - begun;
    while (markers.length > 0 && markers[0]!.ms <= ms) {
      const { ms: at, what } = markers.shift()!;
      yield event('m', at, what);
    }
    const next = aligned(stage.look(0, state));
    if (next === state) continue;
    const before = picture;
    [state, picture] = [next, pictureOf(next)];
    yield event('o', ms, changed(before, picture));
  }
  yield event('o', clock.now - begun, END);
}

const line = (value: unknown): string => `${JSON.stringify(value)}\n`;

const event = (kind: 'o' | 'm', ms: number, text: string): string =>
  line([Math.round(ms * 1000) / 1e6, kind, text]);

/** The rows of the screen. */
function pictureOf(state: State): string[] {
  const app = <App size={size} states={[state]} chosen={0} theme={theme} onPress={() => {}} />;
  return renderToString(app, { columns: size.columns }).split('\n');
}

/** What makes a terminal that shows `before` show the rows. A row is erased first: after its last cell that one would go. */
const changed = (before: readonly string[], rows: readonly string[]): string =>
  rows.map((row, at) => (row === before[at] ? '' : `\u001b[${at + 1};1H\u001b[2K${row}`)).join('');

/** As the dashboard does it for runs side by side. */
const aligned = (state: State): State =>
  reduce(state, { type: 'aligned', queueLines: queueLines(now(state)) });

function headerOf({ session }: Replay, state: State): object {
  const { columns: width, rows: height } = size;
  const unixMs = session.looks[0]!.unixMs;
  const timestamp = Number.isFinite(unixMs) ? { timestamp: Math.floor(unixMs / 1000) } : {};
  const title = printable(now(state).title);
  return { version: 2, width, height, ...timestamp, title, env: { TERM: 'xterm-256color' } };
}

/** When each change was, since the beginning. */
function markersOf({
  session: { looks },
  moments,
}: Replay): { readonly ms: number; readonly what: string }[] {
  return moments
    .filter(({ kind, look }) => kind === 'change' && look < looks.length)
    .map(({ look, what }) => ({ ms: (looks[look]!.wallNs - looks[0]!.wallNs) / 1e6, what: printable(what) }));
}
