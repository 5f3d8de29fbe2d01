import { expect, test } from 'vitest';
import type { Snapshot } from '../../../engine/worker/live.ts';
import type { PanelName } from '../../../tui/panels.ts';
import type { Executed, Sample } from '../../../tui/run.ts';
import { selectedOf } from '../../../tui/state/diagnosis.ts';
import { shownPanels } from '../../../tui/state/layout.ts';
import { latest, now } from '../../../tui/state/rates.ts';
import { reduce } from '../../../tui/state/reduce.ts';
import { layoutOf } from '../../../tui/state/scroll.ts';
import type { Diagnosis, State, ViewCommand } from '../../../tui/state/state.ts';
import { applied, pioKick, queue } from '../../helpers/fake-run.ts';
import { diagnosis, press, sampleOf, stateOf, wrongAt } from '../../helpers/screens.tsx';

const text = { since: new Date(2009, 5, 30, 14, 9, 0), first: false, undone: false };

const at = (wallNs: number, patch: Partial<Snapshot> = {}): Sample =>
  sampleOf({ kicks: 1, patch: { wallNs, simulatedNs: wallNs, executed: 0, ...patch } });

function sampled(state: State, sample: Sample, traps: readonly Executed[] = []): State {
  return reduce(state, { type: 'sampled', sample: { ...sample, traps } });
}

function trapsOf(count: number, first = 0): Executed[] {
  return Array.from({ length: count }, (_, index) => ({
    sequence: first + index,
    atNs: index,
    route: pioKick,
  }));
}

const start = {
  ...stateOf({ kicks: 1, patch: { wallNs: 0, simulatedNs: 0, executed: 0 } }),
  traps: trapsOf(20),
};

test('the window keeps the looks of the last second and one before it', () => {
  let state: State = start;
  for (let tenth = 1; tenth <= 50; tenth++) state = sampled(state, at(tenth * 1e8));
  expect(now(state).wallNs).toBe(5e9);
  expect(state.recent[0].snapshot.wallNs).toBe(4e9);
  expect(state.recent).toHaveLength(11);
});

test('a look at which nothing has changed is no change of the state', () => {
  const running = sampled(start, at(1e8));
  const paused = sampled(running, at(1e8, { state: 'paused' }));
  expect(paused).not.toBe(running);
  expect(now(paused).state).toBe('paused');
  expect(paused.recent).toHaveLength(running.recent.length);
  expect(paused.history).toBe(running.history);
  expect(sampled(paused, at(1e8, { state: 'paused' }))).toBe(paused);
});

test('another generation begins window, baseline and trap log anew, and goes on with the graph', () => {
  const before = press(sampled(start, at(1e8), trapsOf(20)), 'reset', 'page-up');
  expect(before.scroll.traps).toBeGreaterThan(0);
  const after = sampled(before, at(2e8, { generation: 2 }), trapsOf(1));
  expect(after.recent).toHaveLength(1);
  expect(after.history).toHaveLength(3);
  expect(after.baseline).toBeNull();
  expect(after.scroll.traps).toBe(0);
  expect(after.traps).toHaveLength(1);
});

test('scrolled back, the trap log stands still; End lets it run again', () => {
  const back = press(start, 'up');
  const held = sampled(back, at(1e8), trapsOf(20, 100));
  expect(held.traps).toBe(start.traps);
  const tail = sampled(press(held, 'end'), at(2e8), trapsOf(20, 100));
  expect(tail.traps[0]?.sequence).toBe(100);
});

test('a frozen screen stands still while the engine goes on, and catches up', () => {
  const frozen = press(sampled(start, at(1e8)), 'freeze');
  const later = sampled(frozen, at(9e8), trapsOf(1));
  expect(now(later).simulatedNs).toBe(1e8);
  expect(later.frozen?.simulatedNs).toBe(9e8);
  expect(later.traps).toBe(frozen.traps);
  const again = sampled(press(later, 'freeze'), at(1e9));
  expect(again.frozen).toBeNull();
  expect(now(again).simulatedNs).toBe(1e9);
});

test('scrolling stops at both ends, for every panel', () => {
  for (const panel of ['levels', 'queues', 'traps', 'path', 'devices'] as const) {
    const focused = press(start, panel);
    const pages = (command: ViewCommand) => Array<ViewCommand>(50).fill(command);
    const far = press(focused, ...pages('page-up'), ...pages('page-down'));
    const home = press(focused, 'home');
    const end = press(focused, 'end');
    for (const { scroll } of [far, home, end]) expect(scroll[panel]).toBeGreaterThanOrEqual(0);
    expect(press(home, 'up').scroll).toEqual(home.scroll);
    expect(press(end, 'down').scroll).toEqual(end.scroll);
  }
});

test('Home in the trap log puts the cursor on the first line', () => {
  expect(press(start, 'home').scroll.traps).toBe(20 * 3 - 1);
});

test('Tab goes round the panels that are shown, Shift-Tab back, a number goes there', () => {
  expect(press(start, 'next').focus).toBe('levels');
  expect(press(start, 'previous').focus).toBe('queues');
  expect(press(start, ...Array<ViewCommand>(4).fill('next')).focus).toBe('traps');
  expect(press(start, 'latency').focus).toBe('latency');
  expect(shownPanels(layoutOf(press(start, 'latency')))).not.toContain('traps');
});

test('a zoomed panel is alone; Tab goes on to the next, and Esc brings the others back', () => {
  const zoomed = press(start, 'levels', 'zoom');
  expect(shownPanels(layoutOf(zoomed))).toEqual(['levels']);
  expect(shownPanels(layoutOf(press(zoomed, 'next')))).toEqual(['occupancy']);
  expect(shownPanels(layoutOf(press(zoomed, 'clear')))).toContain('traps');
});

test('a panel that is taken away comes back by its number, and the last one stays', () => {
  const without = press(start, 'levels', 'hide');
  expect(shownPanels(layoutOf(without))).not.toContain('levels');
  expect(shownPanels(layoutOf(press(without, 'levels')))).toContain('levels');
  const alone = press(start, ...Array<ViewCommand>(20).fill('hide'));
  expect(shownPanels(layoutOf(alone))).toHaveLength(1);
});

test('Enter on a trap opens its path, Esc goes back to the log', () => {
  const opened = press(start, 'up', 'up', 'up', 'open');
  expect(opened.opened?.sequence).toBe(18);
  expect(opened.focus).toBe('path');
  expect(press(opened, 'clear')).toMatchObject({ focus: 'traps', opened: null });
  expect(press(start, 'levels', 'open').opened).toBeNull();
});

test('a slash asks for a filter, and typing goes back to the newest line', () => {
  const asking = press(start, 'levels', 'up', 'filter');
  expect(asking).toMatchObject({ focus: 'traps', filter: { text: '', editing: true } });
  const typed = reduce(press(asking, 'home'), { type: 'typed', key: 'x' });
  expect(typed.filter.text).toBe('x');
  expect(typed.scroll.traps).toBe(0);
  expect(press(reduce(typed, { type: 'typed', key: 'return' }), 'clear').filter.text).toBe('');
});

test('an edit leaves a mark, and so does a driver that goes on to another doorbell', () => {
  const arrivals = applied('nothing', 'V1.tx arrivals');
  const edited = reduce(sampled(start, at(1e9)), { type: 'reloaded', applied: arrivals, text });
  expect(edited.marks.map(({ letter, what }) => [letter, what])).toEqual([['a', 'in place: V1.tx arrivals']]);
  const rung = sampled(
    sampled(edited, at(1.9e9)),
    at(2e9, {
      queues: [
        { ...queue, doorbell: 'pio' },
        { ...queue, queue: 'rx', doorbell: 'pio' },
      ],
    }),
  );
  expect(rung.marks.at(-1)?.what).toBe('G2 V1.tx: mmio → pio');
  const nothing = reduce(start, { type: 'reloaded', applied: { atNs: 0, consequences: [] }, text });
  expect(nothing.marks).toEqual([]);
});

test('a doorbell that an edit changes is part of the mark of the edit', () => {
  const doorbells = applied('nothing', 'V1.tx doorbells');
  const edited = reduce(sampled(start, at(1e9)), { type: 'reloaded', applied: doorbells, text });
  const queues = [
    { ...queue, doorbell: 'pio' as const },
    { ...queue, queue: 'rx', doorbell: 'pio' as const },
  ];
  expect(sampled(edited, at(1.1e9, { queues })).marks).toHaveLength(1);
});

const error = wrongAt(1, 1, 1, 'wrong');
const warning = wrongAt(2, 1, 1, 'odd', { severity: 'warning' });
const inOrder = diagnosis('');

const diagnosed = (state: State, found: Diagnosis): State =>
  reduce(state, { type: 'diagnosed', diagnosis: found });

const panelsOn = (state: State): PanelName[] => shownPanels(layoutOf(state));

test('errors bring their panel, which goes when the file is mended', () => {
  const broken = diagnosed(start, diagnosis('a', warning, error));
  expect(broken.focus).toBe('diagnostics');
  expect(panelsOn(broken)).toContain('diagnostics');
  expect(broken.note).toBe('1 error, 1 warning in the file; the run goes on with the text of 14:02:07');
  const mended = diagnosed(broken, inOrder);
  expect(mended.focus).toBe('traps');
  expect(panelsOn(mended)).not.toContain('diagnostics');
});

test('warnings do not get in the way, and are counted in what is said of the edit', () => {
  const warned = diagnosed(start, diagnosis('a', warning));
  expect(warned.focus).toBe('traps');
  expect(panelsOn(warned)).not.toContain('diagnostics');
  const level = applied('anew', 'level added');
  const edited = reduce(warned, { type: 'reloaded', applied: level, text });
  expect(edited.note).toBe('built anew: level added; 1 warning in the file: 8');
});

test('of what is wrong the first error is selected, and the arrows go on from there', () => {
  const broken = diagnosed(start, diagnosis('a', warning, error, error));
  expect(selectedOf(broken)).toBe(error);
  expect(broken.scroll.diagnostics).toBe(1);
  expect(press(broken, 'up').scroll.diagnostics).toBe(0);
  expect(press(broken, 'down', 'down', 'down').scroll.diagnostics).toBe(2);
  expect(press(broken, 'end', 'home').scroll.diagnostics).toBe(0);
  expect(selectedOf(start)).toBeNull();
});

test('diagnostics leave the focus on a panel that they do not cover', () => {
  expect(diagnosed(press(start, 'queues'), diagnosis('a', error)).focus).toBe('queues');
});

test('Esc takes one thing back at a time, and what is wrong stays where it can be asked for', () => {
  const busy = press(diagnosed(start, diagnosis('a', error)), 'zoom', 'help');
  const once = press(busy, 'clear');
  expect(once).toMatchObject({ help: false, zoomed: true });
  const twice = press(once, 'clear');
  expect(twice).toMatchObject({ zoomed: false, focus: 'diagnostics' });
  const away = press(twice, 'clear');
  expect(panelsOn(away)).not.toContain('diagnostics');
  expect(selectedOf(press(away, 'diagnostics'))).toBe(error);
});

test('going back is marked like an edit, and says to what, also while the file is broken', () => {
  const arrivals = applied('nothing', 'V1.tx arrivals');
  const undone = reduce(start, { type: 'reloaded', applied: arrivals, text: { ...text, undone: true } });
  expect(undone.note).toBe(
    'undone: back to the text of 14:09:00; the file is as you saved it; in place: V1.tx arrivals',
  );
  expect(undone.marks.map(({ what }) => what)).toEqual([undone.note]);
  const broken = diagnosed(undone, diagnosis('a', error));
  const first = { ...text, undone: true, first: true };
  expect(reduce(broken, { type: 'reloaded', applied: arrivals, text: first })).toMatchObject({
    note: expect.stringMatching(/14:09:00, the first; .*; 1 error in the file: 8$/),
    focus: 'diagnostics',
  });
});

test('reset takes the newest look as the baseline', () => {
  const state = sampled(start, at(1e8));
  expect(press(state, 'reset').baseline).toBe(latest(state));
});

test('a run that moves nothing keeps its lines in line with those beside it', () => {
  const aligned = reduce(start, { type: 'aligned', queueLines: 9 });
  expect(reduce(aligned, { type: 'aligned', queueLines: 9 })).toBe(aligned);
  const [heightBefore, heightAfter] = [start, aligned].map(
    state => layoutOf(state).bands.find(({ places }) => places[0]!.panel === 'queues')!.height,
  );
  expect(heightAfter).toBeGreaterThan(heightBefore!);
});
