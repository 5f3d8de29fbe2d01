import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { inShell, trapline } from '../helpers/program.ts';
import { bundledText, wheelText } from '../helpers/scenarios.ts';
import { sessionIn } from '../helpers/session-in.ts';
import { fileWith, freshPath } from '../helpers/temporary.ts';

const count = z.int().nonnegative();
const measured = z.number().nonnegative().nullable();

/** What scripts may rely on; more fields may come. */
const report = z.object({
  version: z.literal(1),
  scenario: z.string(),
  seed: count,
  simulatedNs: count,
  wallMs: z.number().positive(),
  levels: z.array(
    z.object({
      name: z.string(),
      exits: z.record(z.string(), count),
      exitsPerSecond: z.number().nonnegative(),
      cpuShare: z.number().min(0).max(1),
    }),
  ),
  devices: z.array(
    z.object({
      id: z.string(),
      queues: z.array(
        z.object({
          name: z.string(),
          kicks: count,
          lostKicks: count,
          misdirectedKicks: count,
          suppressedKicks: count,
          completed: count,
          occupancy: z.object({ mean: measured, p99: measured, max: measured }),
          latencyNs: z.object({
            mean: measured,
            p50: measured,
            p99: measured,
            p999: measured,
            max: measured,
          }),
        }),
      ),
    }),
  ),
  dma: z.object({ faults: count, corruptions: count, iotlbHits: count, iotlbMisses: count }),
  expect: z.array(z.object({ expression: z.string(), holds: z.boolean(), actual: z.number() })),
});

function reportOf(...args: string[]): z.infer<typeof report> {
  const { code, stdout, stderr } = trapline('run', '--json', '--for', '50ms', ...args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return report.parse(JSON.parse(stdout));
}

test('run --headless --json prints one document with the promised fields and nothing else', () => {
  const document = reportOf('--headless', 'scenarios/hidden-hypercall.yaml');
  expect(document).toMatchObject({ scenario: 'The hidden hypercall', seed: 42, simulatedNs: 50e6 });
  expect(document.levels.map(({ name }) => name)).toEqual(['H', 'G1', 'G2']);
  expect(document.devices[0]?.queues[0]?.completed).toBeGreaterThan(1000);
  expect(document.expect).toMatchObject([{ holds: true, actual: 0 }, { holds: true }]);
});

test('the same scenario and seed give the same document, wall time aside, and another seed another', () => {
  const { wallMs: _, ...first } = reportOf();
  const { wallMs: __, ...second } = reportOf();
  const { wallMs: ___, ...other } = reportOf('--seed', '1');
  expect(second).toEqual(first);
  expect({ ...other, seed: first.seed }).not.toEqual(first);
});

test('without a terminal, run prints a report of the bundled scenario and ends', () => {
  const { code, stdout, stderr } = trapline('run');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^Three doorbells, seed 2009: 1s simulated/);
  expect(stdout).toMatch(/V1\.tx of G2: 0 of \d+ completed/);
  expect(stdout).toMatch(/STALLED: the kick was lost/);
});

test('an expectation that does not hold ends with 3 and the number that was found', () => {
  const text = wheelText().concat('\nexpect:\n  - V1.tx.lost-kicks == 7\n');
  const { code, stdout } = trapline('run', fileWith(text), '--for', '20ms');
  expect(code).toBe(3);
  expect(stdout).toContain('expect V1.tx.lost-kicks == 7: DOES NOT HOLD, it is ');
});

test('--record writes a whole session log of a headless run', () => {
  const log = freshPath();
  const { code } = trapline('run', '--for', '20ms', '--record', log);
  const session = sessionIn(log);
  expect(code).toBe(0);
  expect(session.missing).toBeNull();
  expect(session.header.scenario).toBe(bundledText('three-doorbells.yaml'));
  expect([...session.kicks].length).toBeGreaterThan(100);
});

test('--record overwrites nothing', () => {
  const log = fileWith('precious');
  const { code, stdout, stderr } = trapline('run', '--for', '1ms', '--record', log);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toContain(`${log} exists already`);
  expect(readFileSync(log, 'utf8')).toBe('precious');
});

test('--record into a directory that does not exist is a sentence, not a stack trace', () => {
  const { code, stderr } = trapline('run', '--for', '1ms', '--record', `${freshPath()}/log`);
  expect(code).toBe(1);
  expect(stderr).toMatch(/^ENOENT: .*\n$/);
});

// A limit on the size of files makes a write fail half-way, as a full disk does, without one.
test('a recording that cannot go on ends; the report is printed all the same', () => {
  const log = freshPath();
  const { code, stdout, stderr } = inShell(
    'ulimit -f 64; exec "$@"',
    'run',
    '--for',
    '500ms',
    '--record',
    log,
  );
  expect(code).toBe(1);
  expect(stdout).toMatch(/500ms simulated/);
  expect(stderr).toMatch(/^the recording ended early: EFBIG: .*\n$/);
  expect(sessionIn(log).missing).toMatch(/ends inside frame/);
});
