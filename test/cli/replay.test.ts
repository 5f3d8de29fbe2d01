/** `trapline replay` where nobody looks at a terminal: what a log holds. */
import { readFileSync, truncateSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { readSession } from '../../engine/index.ts';
import { trapline } from '../helpers/program.ts';
import { writeSessionLog } from '../helpers/session-logs.ts';
import { fileWith, freshPath } from '../helpers/temporary.ts';

const log = freshPath('.tlog');
writeSessionLog(log, { looks: 50, edits: [20], switches: [30] });

const moment = z.object({
  wallNs: z.number().nonnegative(),
  simulatedNs: z.number().nonnegative(),
  at: z.iso.datetime().nullable(),
  what: z.string().min(1),
});

/** What scripts may rely on; more fields may come. */
const summary = z.object({
  version: z.literal(1),
  title: z.string(),
  engine: z.string(),
  seed: z.int(),
  recordedAt: z.iso.datetime(),
  wallNs: z.number().nonnegative(),
  simulatedFromNs: z.number().nonnegative(),
  simulatedNs: z.number().nonnegative(),
  looks: z.int(),
  kicks: z.int(),
  changes: z.array(moment),
  errors: z.array(moment),
  missing: z.string().nullable(),
});

function summaryOf(path: string) {
  const { code, stdout, stderr } = trapline('replay', path, '--json');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return summary.parse(JSON.parse(stdout));
}

test('--json prints one document with what the log holds', () => {
  const of = summaryOf(log);
  expect(of).toMatchObject({ title: 'Three doorbells', seed: 2009, wallNs: 4.9e9, missing: null });
  expect([of.simulatedFromNs, of.simulatedNs]).toEqual([0, 49e6]);
  expect(of.kicks).toBeGreaterThan(1000);
  expect(of.changes).toMatchObject([
    { wallNs: 1.9e9, what: expect.stringMatching(/^edit at line \d+: .*40k\/s/) },
    { wallNs: 3e9, what: expect.stringMatching(/^G2\.V2\.tx: pio -> /) },
  ]);
  expect(of.errors[0]).toMatchObject({ wallNs: 0.1e9, what: expect.stringMatching(/V1\.tx is stalled/) });
});

test('a person gets it in lines', () => {
  const { code, stdout, stderr } = trapline('replay', log);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(
    /: Three doorbells, seed 2009, recorded 2\S+ by trapline 0\.1\.0\n4\.9s of wall time, simulated 0ns to 49ms; 51 looks/,
  );
  expect(stdout).toMatch(/\nedits and doorbell switches \(2\):\n {2}1\.9s \(19ms simulated\): edit at line/);
});

test('of a log that was cut it says what there is, and that it is cut', () => {
  const cut = fileWith(readFileSync(log), freshPath('.tlog'));
  truncateSync(cut, 20_000);
  const { missing, looks } = summaryOf(cut);
  expect(missing).toMatch(/the log ends inside frame \d+/);
  expect(looks).toBeLessThan(50);
  expect(trapline('replay', cut).stdout).toMatch(/\nNOT WHOLE: the log ends inside frame/);
});

test.each([
  ['format 1', gunzipSync(readFileSync('test/fixtures/session-format-1.tlog.gz')), 'Three doorbells'],
  ['before profiles were kept', readFileSync('test/fixtures/before-profiles.session'), 'The square wheel'],
  ['format 2', gunzipSync(readFileSync('test/fixtures/session-format-2.tlog.gz')), 'Three doorbells'],
])('a log of %s opens', (_, bytes, title) => {
  const of = summaryOf(fileWith(bytes, freshPath('.tlog')));
  expect(of.title).toBe(title);
  expect(of.looks).toBeGreaterThan(0);
});

test('what is no log, holds nothing or is not there is refused in a sentence', () => {
  const headOnly = fileWith(readFileSync(log), freshPath('.tlog'));
  truncateSync(headOnly, readSession(readFileSync(log)).segments[0]!.at + 1);
  for (const [path, says] of [
    [fileWith('no log'), /no trapline session log/],
    [headOnly, /ends before its first look/],
    [freshPath(), /ENOENT/],
    ['test', /is no file/],
  ] as const) {
    const { code, stdout, stderr } = trapline('replay', path);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(says);
    expect(stderr).not.toContain('    at ');
  }
});
