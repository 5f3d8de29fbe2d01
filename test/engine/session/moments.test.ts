/** What is found in a log while it is read: changes, and errors where they begin. */
import { expect, test } from 'vitest';
import { LookReader } from '../../../engine/session/look.ts';
import { Moments } from '../../../engine/session/moments.ts';
import type { Layout } from '../../../engine/session/payload.ts';
import { layout as plain } from '../../helpers/sessions.ts';

const layout: Layout = {
  ...plain,
  run: ['simulatedNs', 'wallNs', 'dmaFaults'],
  queue: ['doorbell', 'kicks', 'stall', 'lostKicks', 'misdirectedKicks', 'corruptions'],
  doorbells: ['null', 'pio', 'mmio'],
  routes: 0,
};

interface Look {
  readonly dmaFaults?: number;
  readonly doorbell?: number;
  readonly kicks?: number;
  readonly stall?: number;
  readonly lostKicks?: number;
  readonly misdirectedKicks?: number;
  readonly corruptions?: number;
  readonly of?: Layout;
}

/** Looks 100 ms apart, and edits between them, to what is found. */
function found(...happened: readonly (Look | string)[]) {
  const moments = new Moments('a\nb\nc', new Map([[1, 'the kick was lost']]));
  let look = 0;
  for (const one of happened) {
    if (typeof one === 'string')
      moments.input({ kind: 'edit', atNs: 0, events: 0, text: one, profiles: [] } as never);
    else moments.look(readerOf(one, look), look++);
  }
  return moments.found.map(({ kind, look, what }) => `${look} ${kind}: ${what}`);
}

function readerOf({ of = layout, ...look }: Look, at: number): LookReader {
  const seen = new LookReader(of);
  const { dmaFaults = 0, doorbell = 1, kicks = 10, stall = 0 } = look;
  const { lostKicks = 0, misdirectedKicks = 0, corruptions = 0 } = look;
  const ofQueue = [doorbell, kicks, stall, lostKicks, misdirectedKicks, corruptions];
  seen.vector.set([at * 1e6, at * 100e6, dmaFaults, ...ofQueue]);
  return seen;
}

const quiet = Array.from({ length: 11 }, (): Look => ({}));

test('an edit is seen at the look after it, by its first line that is another', () => {
  expect(found({}, 'a\nB\nc', {}, ...quiet, 'a\nB', {}, ...quiet, 'a\nB', {})).toEqual([
    '1 change: edit at line 2: B',
    '13 change: edit at line 3: the end',
    '25 change: edit of a profile, or of nothing',
  ]);
});

test('a driver that goes on to another doorbell is one, but not how it finds its first', () => {
  expect(found({ kicks: 0 }, { doorbell: 2, kicks: 1 }, {}, ...quiet, { doorbell: 0 })).toEqual([
    '2 change: G2.V1.tx: mmio -> pio',
    '14 change: G2.V1.tx: pio -> none',
  ]);
});

test('what drivers make of an edit is part of it', () => {
  const on = quiet.map((): Look => ({ doorbell: 2 }));
  expect(found({}, 'x', {}, ...on, {})).toEqual([
    '1 change: edit at line 1: x',
    '13 change: G2.V1.tx: mmio -> pio',
  ]);
});

test('a stall is an error where it begins, and again where it begins again', () => {
  expect(found({}, { stall: 1 }, { stall: 1 }, {}, { stall: 1 })).toEqual([
    '1 error: G2.V1.tx is stalled: the kick was lost',
    '4 error: G2.V1.tx is stalled: the kick was lost',
  ]);
});

test('faults that go on are one error, and after a second without any there is another', () => {
  const rising = Array.from({ length: 40 }, (_, at): Look => ({ dmaFaults: at }));
  const still = Array.from({ length: 11 }, (): Look => ({ dmaFaults: 39 }));
  expect(found(...rising, ...still, { dmaFaults: 40 })).toEqual([
    '1 error: DMA faults',
    '51 error: DMA faults',
  ]);
});

test('lost and misdirected kicks and moved data are errors, together one a look', () => {
  expect(found({}, { lostKicks: 1, misdirectedKicks: 2, corruptions: 3, dmaFaults: 4 })).toEqual([
    '1 error: G2.V1.tx: kicks are lost; G2.V1.tx: kicks reach another device; G2.V1.tx: requests move data of the wrong memory; 1 more',
  ]);
});

test('what was there at the first look did not happen in this log', () => {
  expect(found({ stall: 1, lostKicks: 7, dmaFaults: 3 }, { stall: 1, lostKicks: 7, dmaFaults: 3 })).toEqual(
    [],
  );
});

test('a machine that was built anew counts from zero, an edited one goes on', () => {
  const edited = { ...layout };
  const anew = { ...layout, generation: 2 };
  expect(found({ lostKicks: 5 }, { of: edited, lostKicks: 5 }, { of: anew, lostKicks: 2 })).toEqual([
    '2 error: G2.V1.tx: kicks are lost',
  ]);
});

test('what a log does not count is no error', () => {
  const nan = { stall: Number.NaN, lostKicks: Number.NaN, dmaFaults: Number.NaN, doorbell: Number.NaN };
  expect(found(nan, nan, nan)).toEqual([]);
});
