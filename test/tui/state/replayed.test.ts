/** The screen's state over a recorded session: the same at the same look, however one came to it. */
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { openReplay, type Replay } from '../../../engine/worker/replay.ts';
import { glyphSets } from '../../../tui/drawing/glyphs.ts';
import { arrived, begun, caughtUp } from '../../../tui/replay.ts';
import { reduce } from '../../../tui/state/reduce.ts';
import type { State } from '../../../tui/state/state.ts';
import { library } from '../../helpers/scenarios.ts';
import { writeSessionLog } from '../../helpers/session-logs.ts';
import { freshPath } from '../../helpers/temporary.ts';

const log = freshPath('.tlog');
writeSessionLog(log, { looks: 300, edits: [80, 220], switches: [150], rebuilds: [190] });

function open(): { replay: Replay; state: State } {
  const replay = openReplay(log, library);
  onTestFinished(() => replay.close());
  replay.pause();
  const size = { columns: 120, rows: 39 };
  return { replay, state: begun(replay, { file: 'session.tlog', size, glyphs: glyphSets.braille }) };
}

function wentTo(state: State, replay: Replay, at: number): State {
  replay.goTo(at);
  return arrived(replay, state);
}

/** As playing does: the looks since the last one are taken in, one after the other. */
function playedTo(state: State, replay: Replay, at: number): State {
  replay.goTo(at);
  return caughtUp(replay, state);
}

/** All that is drawn. */
const drawn = ({ routes: _, ...state }: State) => state;

test('a look is the same played to by whatever steps, gone to, or come back to', () => {
  const { replay, state } = open();
  const steps = fc.array(fc.tuple(fc.boolean(), fc.nat(299)), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(steps, fc.nat(299), (way, end) => {
      const before = way.reduce(
        (at, [plays, to]) => (plays && to > replay.look ? playedTo(at, replay, to) : wentTo(at, replay, to)),
        state,
      );
      const came = end > replay.look ? playedTo(before, replay, end) : wentTo(before, replay, end);
      expect(drawn(came)).toEqual(drawn(wentTo(state, replay, end)));
    }),
    { numRuns: 8 },
  );
});

test('the graph goes back as far as the log, and the marks stand where they stood', () => {
  const { replay, state } = open();
  const at = wentTo(state, replay, 230);
  expect(at.history[0]!.wallNs).toBe(0);
  expect(at.history.length).toBeGreaterThan(220);
  expect(at.marks.map(({ letter, bySwitch, what }) => [letter, bySwitch, what.slice(0, 12)])).toEqual([
    ['a', false, 'edit at line'],
    ['b', false, 'G2.V2.tx: pi'],
    ['c', false, 'edit at line'],
    ['d', false, 'edit at line'],
  ]);
  expect(wentTo(at, replay, 100).marks.map(({ letter }) => letter)).toEqual(['a']);
});

test('counters that were reset are reset from then on, and not before', () => {
  const { replay, state } = open();
  const reset = reduce(wentTo(state, replay, 50), { type: 'pressed', command: 'reset' });
  expect(wentTo(reset, replay, 100).baseline?.snapshot.simulatedNs).toBe(replay.session.looks[50]!.atNs);
  expect(wentTo(reset, replay, 20).baseline).toBeNull();
});

test('what the user is told stays while the log plays on, and goes when something happens', () => {
  const { replay, state } = open();
  const told = reduce(wentTo(state, replay, 60), { type: 'noted', text: 'only in a live run' });
  const on = playedTo(told, replay, 70);
  expect(on.note).toBe('only in a live run');
  expect(playedTo(on, replay, 80).note).toMatch(/^edit at line/);
});

test('a look at which nothing is new makes no new state', () => {
  const { replay, state } = open();
  const at = wentTo(state, replay, 60);
  expect(playedTo(at, replay, 60)).toBe(at);
});
