import { expect, test } from 'vitest';
import { contentOf } from '../../../tui/contents.ts';
import type { Line, Room } from '../../../tui/drawing/content.ts';
import { bindings, bindingsOf } from '../../../tui/keys.ts';
import { panels } from '../../../tui/panels.ts';
import type { Route } from '../../../tui/run.ts';
import { reduce } from '../../../tui/state/reduce.ts';
import type { State } from '../../../tui/state/state.ts';
import { pioKick, queue } from '../../helpers/fake-run.ts';
import { draw, press, sampleOf, stateOf } from '../../helpers/screens.tsx';
import { timelineOf } from '../../helpers/timelines.ts';

const plain = (lines: readonly Line[]): string[] =>
  lines.map(line => line.map(span => (typeof span === 'string' ? span : span[1])).join(''));

const textOf = (panel: (typeof panels)[number], state: State, room: Room): string =>
  plain([...contentOf(panel, state, room).heads, ...contentOf(panel, state, room).lines]).join('\n');

test.each([
  [1, 1],
  [7, 3],
  [40, 10],
  [80, 24],
  [120, 40],
  [300, 100],
])('at %i by %i the screen is full and no fuller', (columns, rows) => {
  const lines = draw({ columns, rows }, [stateOf()]).split('\n');
  expect(lines.length).toBeLessThanOrEqual(rows);
  for (const line of lines) expect(Array.from(line).length).toBeLessThanOrEqual(columns);
});

test.each(panels)('%s fills the screen when it is zoomed, and says something', panel => {
  const text = draw({ columns: 80, rows: 24 }, [press(stateOf(), panel, 'zoom')]);
  expect(text).toContain(`[${panels.indexOf(panel) + 1} `);
  expect(text.split('\n').filter(line => line.trim() !== '').length).toBeGreaterThan(4);
});

test('every line is ASCII where that was asked for', () => {
  const long = { ...queue, stalled: 'x'.repeat(200) };
  const state = stateOf({ patch: { queues: [long, long], title: 'ü'.repeat(200) }, glyphs: 'ascii' });
  for (const panel of panels)
    expect(draw({ columns: 100, rows: 40 }, [press(state, panel, 'zoom')])).toMatch(/^[\x20-\x7e\n]*$/);
});

test('no devices, no exits and no traps is a screen too', () => {
  const levels = [{ name: 'H', hypervisor: null, sinceNs: 0, exits: [], cycles: 0 }];
  const state = stateOf({ patch: { queues: [], levels }, kicks: 0 });
  expect(draw({ columns: 80, rows: 24 }, [state])).toContain('4 Traps');
});

test('the header shows recording, its end, and what happened last', () => {
  const size = { columns: 80, rows: 24 };
  const recording = { file: 'a.tlog', bytes: 1_200_000, failed: null };
  const noted = reduce(stateOf({ patch: { recording } }), { type: 'noted', text: 'something' });
  expect(draw(size, [noted])).toMatch(/something +rec 1\.2MB a\.tlog/);
  const failed = { ...recording, failed: 'no space left' };
  expect(draw(size, [stateOf({ patch: { recording: failed } })])).toContain(
    'recording stopped: no space left',
  );
});

test('a frozen screen says so, and what the engine does meanwhile', () => {
  const frozen = press(stateOf(), 'freeze');
  const later = reduce(frozen, { type: 'sampled', sample: sampleOf({ kicks: 5000 }) });
  const text = draw({ columns: 100, rows: 30 }, [later]);
  expect(text).toContain('screen frozen; engine at 5.000s, running  1x');
  expect(text).toContain('simulated 0.300s');
});

test.each([
  [80, 24],
  [120, 40],
])('the help overlay has every key at %i by %i', (columns, rows) => {
  const text = draw({ columns, rows }, [press(stateOf(), 'help')]);
  for (const { label, does } of bindingsOf('live')) {
    expect(text).toContain(label);
    expect(text).toContain(does);
  }
});

test('in a replay the help and the footer have the keys that work there, and no others', () => {
  const state = { ...stateOf(), timeline: timelineOf({ looks: 3 }) };
  const help = draw({ columns: 120, rows: 40 }, [press(state, 'help')]);
  for (const { does, only } of bindings) expect(help.includes(does)).toBe(only !== 'live');
  expect(help).toContain('◆');
  const [footer] = draw({ columns: 120, rows: 40 }, [state]).split('\n').slice(-1);
  expect(footer).toContain('[ back  ] on  } edit  ) error');
  expect(footer).not.toMatch(/kick|doorbell|undo|freeze/);
});

test('levels are a matrix: reasons down, who handles them across, with the share of a processor', () => {
  const later = reduce(stateOf({ kicks: 100 }), { type: 'sampled', sample: sampleOf({ kicks: 300 }) });
  const text = textOf('levels', later, { width: 60, height: 20 });
  expect(text).toMatch(/^from, reason +by H +by G1 +total$/m);
  expect(text).toMatch(/^ {2}npf +1\.0k\/s +\. +300$/m);
  expect(text).toMatch(/^ {2}io +\. +1\.0k\/s +300$/m);
  expect(text).toMatch(/^L1 G1 {2}kvm-6\.1 +cpu 5\.0% +2\.0k\/s/m);
});

test('where the columns do not fit, a row names its handler', () => {
  const later = reduce(stateOf({ kicks: 100 }), { type: 'sampled', sample: sampleOf({ kicks: 300 }) });
  const text = textOf('levels', later, { width: 30, height: 20 });
  expect(text).toMatch(/^ {2}npf +-> H +1\.0k\/s$/m);
  expect(text).toMatch(/^ {2}io +> G1 +1\.0k\/s$/m);
});

test('queues show the ring as QEMU names it, at 80 columns too', () => {
  const ring = { ...queue, occupancy: 7, inUse: 3, lastAvailIdx: 65_535, usedIdx: 65_532, lostKicks: 2 };
  const text = textOf('queues', stateOf({ patch: { queues: [ring] } }), { width: 80, height: 5 });
  expect(text).toMatch(/queue +doorbell +held +use +avail +used +kicks +lost +wrong +suppr +mean/);
  expect(text).toMatch(/1 G2 V1\.tx +mmio +7\/256 +3 +65535 +65532 .* 2 /);
});

test('a stalled queue says why on a line of its own', () => {
  const stalled = { ...queue, stalled: 'its kick was lost', doorbell: null };
  const text = textOf('queues', stateOf({ patch: { queues: [stalled] } }), { width: 80, height: 5 });
  expect(text).toMatch(/G2 V1\.tx +none/);
  expect(text).toContain('stalled: its kick was lost');
});

test('a queue whose processor waits for a physical one says for how long', () => {
  const before = stateOf({ patch: { simulatedNs: 0, queues: [queue] } });
  const later = { simulatedNs: 1e9, queues: [{ ...queue, stolenNs: 6.6e8 }] };
  const waits = reduce(before, { type: 'sampled', sample: sampleOf({ patch: later }) });
  expect(textOf('queues', waits, { width: 80, height: 5 })).toContain(
    'its processor waits 66 % of the time for a physical one',
  );
});

test('the selected queue is always among those that a short panel shows', () => {
  const many = Array.from({ length: 20 }, (_, index) => ({ ...queue, queue: `q${index}` }));
  const end = press(stateOf({ patch: { queues: many } }), 'queues', 'end');
  expect(draw({ columns: 80, rows: 24 }, [end])).toMatch(/▌0 G2 V1\.q19/);
});

test('the trap log has a line for each hop, reflected ones marked, and the outcome of the last', () => {
  const route: Route = { ...pioKick, outcome: 'error', error: -1000 };
  const state = { ...stateOf(), traps: [{ sequence: 0, atNs: 1_500_000, route }] };
  const [first, second, third] = textOf('traps', state, { width: 80, height: 5 }).split('\n');
  expect(first).toMatch(/0\.001 500 000 {2}G2 +io +> G1 +V1\.rx kick, pio$/);
  expect(second).toMatch(/G1 +msr read 0x1d9 +-> H/);
  expect(third).toMatch(/G1 +vmrun +-> H +error -1000 {2}V1\.rx kick, pio$/);
});

test('several runs stand side by side, and it is said who is ahead', () => {
  const states: readonly [State, ...State[]] = [stateOf(), stateOf(), stateOf()];
  const lines = draw({ columns: 120, rows: 40 }, states).split('\n');
  expect(lines[0]!.match(/The square wheel/g)).toHaveLength(3);
  expect(lines.at(-3)).toMatch(/ahead|nobody/);
  expect(lines.at(-2)).toMatch(/^A .* B .* C /);
});
