import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { FRAME } from '../../engine/session/frame.ts';
import { doctored, oneMore, unpackedLog } from '../helpers/doctored-logs.ts';
import { trapline } from '../helpers/program.ts';
import { fileWith, freshPath } from '../helpers/temporary.ts';

const log = freshPath('.tlog');
const recorded = trapline('run', 'scenarios/three-doorbells.yaml', '--for', '40ms', '--record', log);

const verify = (path: string, ...args: string[]) => trapline('replay', path, '--verify', ...args);

test('a log that the engine does again: what was compared, and how far', () => {
  expect(recorded.code).toBe(0);
  const { code, stdout, stderr } = verify(log);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(
    /does it again, number for number\n5 looks, [\d,]+ counters, .* kicks, .*; up to 40ms\n$/,
  );
});

test('a log in which something was changed: the first frame that differs, and in what', () => {
  const { log: bytes, frame, byte } = doctored(readFileSync(log), FRAME.look, 2, oneMore('submitted'));
  const changed = fileWith(bytes, freshPath('.tlog'));
  const { code, stdout } = verify(changed);
  expect(code).toBe(1);
  const where = `frame ${frame} at byte ${byte} differs, at 20ms: G2.V1.tx.submitted is `;
  expect(stdout).toMatch(new RegExp(`${where}\\d+ in the log, and \\d+ simulated again\n`));
  const { code: again, stdout: json } = verify(changed, '--json');
  expect(again).toBe(1);
  expect(JSON.parse(json)).toMatchObject({
    ...{ version: 1, same: false, missing: null, compared: { looks: 2 } },
    divergence: { frame, byte, atNs: 20e6, what: 'G2.V1.tx.submitted' },
  });
});

test('a log of another version says so where it differs', () => {
  const { log: bytes } = doctored(readFileSync(log), FRAME.look, 1, oneMore('kicks'));
  const other = doctored(bytes, FRAME.header, 1, ({ payload }) =>
    Buffer.from(
      Buffer.from(payload)
        .toString()
        .replace(/"engine":"[^"]+"/, '"engine":"0.0.9"'),
    ),
  );
  expect(verify(fileWith(other.log, freshPath('.tlog'))).stdout).toContain(
    'recorded by trapline 0.0.9, and this is',
  );
});

test('a log that was cut is verified as far as it goes, and what it lacks is said', () => {
  const { code, stdout } = verify(
    fileWith(unpackedLog(readFileSync(log)).subarray(0, -30), freshPath('.tlog')),
  );
  expect(code).toBe(0);
  expect(stdout).toMatch(/up to 30ms\n.*(ends inside frame|cut off)/);
});

test('a log of format 1, or what is none, is refused in a sentence', () => {
  const old = gunzipSync(readFileSync('test/fixtures/session-format-1.tlog.gz'));
  const refused = verify(fileWith(old, freshPath('.tlog')));
  expect(refused).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('format 1') });
  expect(verify(freshPath())).toMatchObject({ code: 1, stderr: expect.stringContaining('ENOENT') });
});
