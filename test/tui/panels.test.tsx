import { renderToString } from 'ink';
import { expect, test } from 'vitest';
import { App } from '../../tui/App.tsx';
import { bindings } from '../../tui/keys.ts';
import { Queues } from '../../tui/panels/Queues.tsx';
import { TrapLog, visibleRows } from '../../tui/panels/TrapLog.tsx';
import type { Route, Snapshot } from '../../tui/run.ts';
import { initialState, reduce, type State } from '../../tui/state.ts';
import { FakeRun, mmioKick, pioKick, queue } from '../helpers/fake-run.ts';

const theme = { ascii: false, color: false };

function stateOf(patch: Partial<Snapshot> = {}, size = { columns: 80, rows: 24 }): State {
  const run = new FakeRun();
  run.patch = patch;
  for (let kick = 0; kick < 300; kick++) run.advance();
  return initialState('a.yaml', size, { snapshot: run.snapshot(), traps: run.tail(500) });
}

function draw(state: State, ascii = false): string {
  const app = <App state={state} theme={{ ...theme, ascii }} onPress={() => {}} />;
  return renderToString(app, { columns: state.size.columns });
}

test.each([
  [40, 10],
  [80, 24],
  [120, 40],
  [300, 100],
])('at %i by %i the screen is exactly full', (columns, rows) => {
  const lines = draw(stateOf({}, { columns, rows })).split('\n');
  expect(lines).toHaveLength(rows);
  for (const line of lines) expect(Array.from(line).length).toBeLessThanOrEqual(columns);
});

test('every cut line is ASCII where that was asked for', () => {
  const long = { ...queue, stalled: 'x'.repeat(200) };
  expect(draw(stateOf({ queues: [long], title: 'ü'.repeat(200) }), true)).toMatch(/^[\x20-\x7e\n]*$/);
});

test('no devices, no exits and no traps is a screen too', () => {
  const state = {
    ...stateOf({ queues: [], levels: [{ name: 'H', hypervisor: null, exits: [], cycles: 0 }] }),
    traps: [],
  };
  expect(draw(state)).toContain('3 Traps');
});

test('the header shows recording, its end, and what happened last', () => {
  const recording = { file: 'a.tlog', bytes: 1_200_000, failed: null };
  const noted = reduce(stateOf({ recording }), { type: 'noted', text: 'something' });
  expect(draw(noted)).toMatch(/something +rec a\.tlog 1\.2MB/);
  const failed = { ...recording, failed: 'no space left' };
  expect(draw(stateOf({ recording: failed }))).toContain('recording stopped: no space left');
});

test('the help overlay has every key, on a small screen too', () => {
  const text = draw(reduce(stateOf(), { type: 'pressed', command: 'help' }));
  for (const { label, does } of bindings) {
    expect(text).toContain(label);
    expect(text).toContain(does);
  }
});

test('a stalled queue says why on a line of its own', () => {
  const { recent } = stateOf({ queues: [{ ...queue, stalled: 'its kick was lost', doorbell: null }] });
  const interval = { from: recent[0], to: recent[0] };
  const text = renderToString(
    <Queues
      interval={interval}
      baseline={null}
      focused={false}
      offset={0}
      width={80}
      height={5}
      theme={theme}
    />,
  );
  expect(text).toMatch(/G2 V1\.tx +none/);
  expect(text).toContain('stalled: its kick was lost');
});

test('a queue whose processor waits for a physical one says for how long', () => {
  const from = { ...stateOf({ queues: [queue] }).recent[0], simulatedNs: 0 };
  const to = { ...from, simulatedNs: 1e9, queues: [{ ...queue, stolenNs: 6.6e8 }] };
  const size = { width: 80, height: 5, theme };
  const text = renderToString(
    <Queues interval={{ from, to }} baseline={null} focused={false} offset={0} {...size} />,
  );
  expect(text).toContain('its processor waits 66 % of the time for a physical one');
});

test('the trap log has a line for each hop, reflected ones marked, and the outcome of the last', () => {
  const route: Route = { ...pioKick, outcome: 'error', error: -1000 };
  const levels = ['H', 'G1', 'G2'].map(name => ({ name, hypervisor: null, exits: [], cycles: 0 }));
  const traps = [{ sequence: 0, atNs: 1_500_000, route }];
  const text = renderToString(
    <TrapLog traps={traps} levels={levels} focused back={0} width={80} height={5} theme={theme} />,
  );
  const [, first, second, third] = text.split('\n');
  expect(first).toMatch(/0\.001 500 000 {2}G2 +io +> G1 +V1\.rx kick, pio$/);
  expect(second).toMatch(/G1 +msr read 0x1d9 +-> H/);
  expect(third).toMatch(/G1 +vmrun +-> H +error -1000 {2}V1\.rx kick, pio$/);
});

test('scrolled back, the rows are those before, across routes', () => {
  const traps = [mmioKick, pioKick, { ...mmioKick, hops: [] }].map((route, sequence) => ({
    sequence,
    atNs: 0,
    route,
  }));
  const seen = (back: number, count: number) =>
    visibleRows(traps, back, count).map(({ executed, index }) => [executed.sequence, index]);
  const all = [
    [0, 0],
    [1, 0],
    [1, 1],
    [1, 2],
    [2, 0],
  ];
  expect(seen(0, 9)).toEqual(all);
  for (let back = 0; back < 5; back++) expect(seen(back, 2)).toEqual(all.slice(0, 5 - back).slice(-2));
});
