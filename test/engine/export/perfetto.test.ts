/** Chrome's trace events, read as their specification says that they are read. */
import { expect, test } from 'vitest';
import { readSession } from '../../../engine/session/reader.ts';
import { counted, exitsIn, logOf, textOf } from '../../helpers/logs.ts';
import { record } from '../../helpers/sessions.ts';

interface TraceEvent {
  readonly ph: string;
  readonly cat?: string;
  readonly name: string;
  readonly pid: number;
  readonly tid?: number;
  readonly ts: number;
  readonly dur: number;
  readonly id?: number;
  readonly bp?: string;
  readonly args: Readonly<Record<string, unknown>>;
}

const LOGS = [
  'three-doorbells.yaml',
  'lab/09-cascades.yaml',
  'lab/08-three-levels.yaml',
  'arm64.yaml',
  'physical.yaml',
];

async function eventsOf(log: Parameters<typeof textOf>[1]): Promise<TraceEvent[]> {
  return JSON.parse(await textOf('perfetto', log)).traceEvents;
}

const trackOf = ({ pid, tid }: TraceEvent): string => `${pid}/${tid}`;
/** Whole nanoseconds, which doubles of microseconds are not. */
const ns = (micros: number): number => Math.round(micros * 1000);

test.each(LOGS)('%s: a span an exit, in the process of the level that serves it', async name => {
  const log = logOf(name);
  const spans = (await eventsOf(log.session)).filter(({ cat }) => cat === 'exit');
  expect(counted(spans.map(({ args }) => `${args.level}:${args.reason}`))).toEqual(exitsIn(log));
  // The host has process 1, and what it serves it has not reflected.
  expect(spans.filter(({ args, pid }) => args.reflected === (pid === 1))).toEqual([]);
});

test.each(LOGS)('%s: of two spans on a track one holds the other, or they are not at once', async name => {
  const events = await eventsOf(logOf(name, 5e6).session);
  const tracks = Map.groupBy(
    events.filter(({ ph }) => ph === 'X'),
    trackOf,
  );
  const wrong: TraceEvent[][] = [];
  for (const spans of tracks.values()) {
    const open: TraceEvent[] = [];
    const endOf = ({ ts, dur }: TraceEvent) => ns(ts) + ns(dur);
    // In the order of the file: what begins at once with what it holds stands after it.
    for (const span of spans.toSorted((a, b) => a.ts - b.ts)) {
      while (open.length > 0 && endOf(open.at(-1)!) <= ns(span.ts)) open.pop();
      if (open.length > 0 && endOf(open.at(-1)!) < endOf(span)) wrong.push([open.at(-1)!, span]);
      open.push(span);
    }
  }
  expect(tracks.size).toBeGreaterThan(2);
  expect(wrong).toEqual([]);
});

test.each(LOGS)(
  "%s: a kick's arrow begins and ends once, and every part of it stands in a span",
  async name => {
    const events = await eventsOf(logOf(name, 5e6).session);
    const flows = Map.groupBy(
      events.filter(({ ph }) => 'stf'.includes(ph)),
      ({ id }) => id,
    );
    for (const parts of flows.values()) {
      expect(parts.map(({ ph }) => ph).join('')).toMatch(/^st*f$/);
      expect(new Set(parts.map(trackOf)).size).toBe(parts.length);
      expect(parts.at(-1)!.bp).toBe('e');
    }
    const spans = Map.groupBy(
      events.filter(({ ph }) => ph === 'X'),
      trackOf,
    );
    const loose = [...flows.values()]
      .flat()
      .filter(part => !spans.get(trackOf(part))!.some(({ ts, dur }) => ts <= part.ts && part.ts <= ts + dur));
    expect(loose).toEqual([]);
    const kicks = events.filter(({ cat, name }) => cat === 'operation' && name.startsWith('kick'));
    expect(flows.size).toBeLessThanOrEqual(kicks.length);
  },
);

test("a port write's arrow goes by the guest hypervisor, a store's straight to the host", async () => {
  const events = await eventsOf(logOf('three-doorbells.yaml', 5e6).session);
  const wayOf = (name: string) => {
    const operations = events.filter(each => each.name === name && each.args.state === 'warm');
    const { sequence } = operations[0]!.args;
    return events.filter(({ id }) => id === sequence).map(({ ph, pid }) => `${ph}${pid}`);
  };
  expect(wayOf('kick V2.tx by pio')).toEqual(['s3', 't2', 'f1']);
  expect(wayOf('kick V3.tx by mmio')).toEqual(['s3', 'f1']);
  // Nobody gave that number out: it ends where the error comes from.
  expect(wayOf('kick V1.tx by hypercall')).toEqual(['s3', 'f2']);
});

test('a process is named as its level, a thread as the virtual processor', async () => {
  const events = await eventsOf(logOf('whole-request.yaml', 5e6).session);
  const named = (name: string) => events.filter(event => event.name === name).map(({ args }) => args.name);
  expect(named('process_name')).toEqual(['L0 H', 'L1 G1', 'L2 G2']);
  // Which one of several a guest halts, a log does not say.
  const threads = ['G2 vCPU 0', 'G2 vCPU 1', 'G2 vCPU 2', 'G2 vCPU ?'];
  expect([...new Set(named('thread_name'))].toSorted()).toEqual(threads);
});

test('how full a queue is stands at every look', async () => {
  const { session } = logOf('three-doorbells.yaml');
  const counters = (await eventsOf(session)).filter(({ ph }) => ph === 'C');
  const expected = [...session.samples].map(({ counters: of }) => of['G2.V1.tx.occupancy']);
  const ofV1 = counters.filter(({ name }) => name === 'G2.V1.tx occupancy');
  expect(ofV1.map(({ args }) => args.buffers)).toEqual(expected);
});

test('edits and controls are instants', async () => {
  const session = readSession(
    record([
      { kind: 'control', atNs: 1500, events: 3, change: { kind: 'speed', speed: 'max' } },
      { kind: 'edit', atNs: 2500, events: 7, text: 'version: 1', profiles: [], seed: 42 },
      { kind: 'look', vector: [3000, 0, 0, 0, 0, 0, 0, 0, 0, 0], histogram: [1] },
    ]),
  );
  const instants = (await eventsOf(session)).filter(({ ph }) => ph === 'i');
  expect(instants).toMatchObject([
    { name: 'speed', ts: 1.5, args: { speed: 'max' } },
    { name: 'edit', ts: 2.5, args: { text: 'version: 1' } },
  ]);
});
