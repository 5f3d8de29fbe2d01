/** Every format of one log, as it was when somebody last read through it: `node test/helpers/make-exports.ts` makes them. */
import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { HistogramLogReader } from 'hdr-histogram-js';
import { expect, test } from 'vitest';
import { EXPORTS, fixtureFiles, fixtureLog } from '../../helpers/make-exports.ts';

const golden = (name: string): Buffer => gunzipSync(readFileSync(new URL(`${name}.gz`, EXPORTS)));

/** What is compressed within may be so in other ways, by another zlib. */
function unpacked(log: string): string[] {
  const reader = new HistogramLogReader(log);
  const read: string[] = [];
  for (let next = reader.nextIntervalHistogram(); next !== null; next = reader.nextIntervalHistogram())
    read.push(`${next.tag} ${next.startTimeStampMsec} ${next.outputPercentileDistribution()}`);
  return [...log.split('\n').filter(line => line.startsWith('#')), ...read];
}

test('every format of the log is as it was', async () => {
  // The film is of the screen, which changes as it likes: test/cli/asciicast.test.ts.
  const names = ['session.tlog', 'asciicast'];
  for await (const [name, bytes] of fixtureFiles(fixtureLog())) {
    names.push(name);
    if (name === 'hdr') expect(unpacked(bytes.toString())).toEqual(unpacked(golden(name).toString()));
    else if (name === 'ctf-stream') expect(bytes.equals(golden(name))).toBe(true);
    else expect(bytes.toString()).toBe(golden(name).toString());
  }
  expect(readdirSync(EXPORTS).toSorted()).toEqual(names.map(name => `${name}.gz`).toSorted());
});

test('the log has what a format may forget: an edit, a key, a queue that stands still', () => {
  const { inputs, reasons } = fixtureLog();
  expect(inputs.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['doorbell', 'edit']));
  expect(reasons.size).toBeGreaterThan(0);
});
