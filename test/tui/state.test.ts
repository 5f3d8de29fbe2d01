import { expect, test } from 'vitest';
import type { Executed, Snapshot } from '../../engine/worker/live.ts';
import { now } from '../../tui/rates.ts';
import { historyLength, initialState, reduce, type State, type ViewCommand } from '../../tui/state.ts';
import { FakeRun, pioKick, queue } from '../helpers/fake-run.ts';

const size = { columns: 80, rows: 24 };

function snapshotAt(wallNs: number, patch: Partial<Snapshot> = {}): Snapshot {
  return { ...new FakeRun().snapshot(), wallNs, simulatedNs: wallNs, ...patch };
}

function sampled(state: State, snapshot: Snapshot, traps: readonly Executed[] = []): State {
  return reduce(state, { type: 'sampled', sample: { snapshot, traps } });
}

function press(state: State, ...commands: ViewCommand[]): State {
  return commands.reduce((before, command) => reduce(before, { type: 'pressed', command }), state);
}

function trapsOf(count: number, first = 0): Executed[] {
  return Array.from({ length: count }, (_, index) => ({
    sequence: first + index,
    atNs: index,
    route: pioKick,
  }));
}

const start = initialState('a.yaml', size, { snapshot: snapshotAt(0), traps: trapsOf(20) });

test('the window keeps the looks of the last second and one before it', () => {
  let state = start;
  for (let tenth = 1; tenth <= 50; tenth++) state = sampled(state, snapshotAt(tenth * 1e8));
  expect(now(state).wallNs).toBe(5e9);
  expect(state.recent[0].wallNs).toBe(4e9);
  expect(state.recent).toHaveLength(11);
});

test('a paused run keeps its rates and its graph, and still shows what else changed', () => {
  const running = sampled(start, snapshotAt(1e8));
  const paused = sampled(running, snapshotAt(1e8, { state: 'paused' }));
  expect(now(paused).state).toBe('paused');
  expect(paused.recent).toHaveLength(running.recent.length);
  expect(paused.history).toBe(running.history);
});

test('the history is bounded and ends with the newest look', () => {
  let state = start;
  for (let look = 1; look <= historyLength + 100; look++) state = sampled(state, snapshotAt(look * 1e8));
  expect(state.history).toHaveLength(historyLength);
  expect(state.history.at(-1)?.wallNs).toBe((historyLength + 100) * 1e8);
});

test('another generation begins window, graph, baseline and trap log anew', () => {
  const before = press(sampled(start, snapshotAt(1e8), trapsOf(20)), 'reset', 'page-up');
  expect(before.scroll.traps).toBeGreaterThan(0);
  const after = sampled(before, snapshotAt(0, { generation: 2 }), trapsOf(1));
  expect(after.recent).toHaveLength(1);
  expect(after.history).toHaveLength(1);
  expect(after.baseline).toBeNull();
  expect(after.scroll.traps).toBe(0);
  expect(after.traps).toHaveLength(1);
});

test('scrolled back, the trap log stands still; End lets it run again', () => {
  const back = press(start, 'up');
  const held = sampled(back, snapshotAt(1e8), trapsOf(20, 100));
  expect(held.traps).toBe(start.traps);
  const tail = sampled(press(held, 'end'), snapshotAt(2e8), trapsOf(20, 100));
  expect(tail.traps[0]?.sequence).toBe(100);
});

test('scrolling stops at both ends, for every panel', () => {
  for (const panel of ['levels', 'queues', 'traps'] as const) {
    const focused = press(start, panel);
    const far = press(
      focused,
      ...Array<ViewCommand>(50).fill('page-up'),
      ...Array<ViewCommand>(9).fill('page-down'),
    );
    const home = press(focused, 'home');
    const end = press(focused, 'end');
    for (const { scroll } of [far, home, end]) expect(scroll[panel]).toBeGreaterThanOrEqual(0);
    expect(press(home, 'up').scroll).toEqual(home.scroll);
    expect(press(end, 'down').scroll).toEqual(end.scroll);
  }
});

test('Home in the trap log shows the first line at the top', () => {
  // 20 routes of 3 hops on a panel of 9 lines (24 rows: 5 for the queues, 8 above, header, footer).
  const { scroll } = press(start, 'home');
  expect(scroll.traps).toBe(20 * 3 - 8);
});

test('Tab goes round, Shift-Tab back, a number goes there', () => {
  expect(press(start, 'next').focus).toBe('levels');
  expect(press(start, 'previous').focus).toBe('queues');
  expect(press(start, 'next', 'next', 'next').focus).toBe('traps');
  expect(press(start, 'queues').focus).toBe('queues');
});

test('diagnostics are split into lines, scroll in the place of the traps, and go with a reload', () => {
  const broken = reduce(start, { type: 'diagnosed', texts: ['a\nb', 'c'] });
  expect(broken.diagnostics).toEqual(['a', 'b', '', 'c']);
  const long = reduce(start, { type: 'diagnosed', texts: [Array(50).fill('x').join('\n')] });
  const scrolled = press(long, 'down');
  expect(scrolled.scroll).toMatchObject({ diagnostics: 1, traps: 0 });
  const applied = { atNs: 0, rebuilt: true, changes: ['level added'] };
  const fixed = reduce(scrolled, { type: 'reloaded', applied });
  expect(fixed.diagnostics).toEqual([]);
  expect(fixed.note).toBe('rebuilt: level added');
});

test('Esc closes help and diagnostics and goes back to the tail', () => {
  const busy = reduce(press(start, 'help', 'up'), { type: 'diagnosed', texts: ['x'] });
  expect(press(busy, 'clear')).toMatchObject({ help: false, diagnostics: [], scroll: { traps: 0 } });
});

test('reset takes the newest look as the baseline', () => {
  const state = sampled(start, snapshotAt(1e8, { queues: [queue] }));
  expect(press(state, 'reset').baseline).toBe(now(state));
});
