/** What takes long says on a terminal how far it has come. */
import { expect, test } from 'vitest';
import { writeSessionLog } from '../helpers/session-logs.ts';
import { freshPath } from '../helpers/temporary.ts';
import { Terminal } from '../helpers/terminal.ts';

const log = freshPath('.tlog');
writeSessionLog(log, { looks: 200, everyNs: 20e6 });

test.each([
  [
    'a verification',
    ['--verify'],
    /\rthe same up to [\d.]+m?s of 3\.98s\u001b\[K/,
    /the engine does it again/,
  ],
  ['an export', ['--to', 'asciicast', '--out', freshPath()], /\r\d+kB written\u001b\[K/, /^$/],
])('%s, and leaves nothing of that', async (_, args, said, left) => {
  const command = args[0] === '--verify' ? 'replay' : 'export';
  await using terminal = new Terminal(['dist/trapline.js', command, log, ...args]);
  expect(await terminal.exit()).toMatchObject({ code: 0 });
  expect(terminal.raw).toMatch(said);
  expect(terminal.lines()[0]).toMatch(left);
});
