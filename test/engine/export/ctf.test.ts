/** Common Trace Format, read by babeltrace2 where that is installed. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Contents, exported } from '../../../engine/export/formats.ts';
import { readSession, type Session } from '../../../engine/session/reader.ts';
import { counted, exitsIn, logOf } from '../../helpers/logs.ts';
import { library } from '../../helpers/scenarios.ts';
import { record } from '../../helpers/sessions.ts';
import { freshPath } from '../../helpers/temporary.ts';

const lacksBabeltrace = spawnSync('babeltrace2', ['--version']).error !== undefined;

/** A line an event, with all its fields. */
async function read(session: Session): Promise<string[]> {
  const directory = freshPath('.ctf');
  mkdirSync(directory);
  const files = (await exported('ctf', session, library)) as ReadonlyMap<string, Contents>;
  for (const [name, contents] of files)
    writeFileSync(join(directory, name), Buffer.concat([...contents].map(part => Buffer.from(part))));
  const options = ['--clock-seconds', '--no-delta', directory];
  const maxBuffer = 2 ** 28;
  return execFileSync('babeltrace2', options, { encoding: 'utf8', maxBuffer }).trimEnd().split('\n');
}

const nameOf = (line: string): string => /^\[[\d.]+\] (\w+): /.exec(line)![1]!;

test.skipIf(lacksBabeltrace).each(['three-doorbells.yaml', 'lab/09-cascades.yaml', 'xeon.yaml'])(
  "%s: the events that babeltrace2 reads are the log's",
  async name => {
    const log = logOf(name);
    const lines = await read(log.session);
    const operations = [...log.session.kicks].length;
    const queues = log.session.looks.length * log.session.segments[0]!.layout.queues.length;
    const exits = exitsIn(log);
    const all = Object.values(exits).reduce((sum, count) => sum + count, 0);
    expect(counted(lines.map(nameOf))).toEqual({
      ...{ operation_begin: operations, operation_end: operations, exit: all, queue: queues },
    });
    const named = lines.flatMap(line => {
      const { level, reason } = /level = (?<level>\d+), reason = "(?<reason>[^"]+)"/.exec(line)?.groups ?? {};
      return level === undefined ? [] : [`${level}:${reason}`];
    });
    expect(counted(named)).toEqual(exits);
  },
);

test.skipIf(lacksBabeltrace)(
  'inputs stand where the run took them, and text drives no terminal',
  async () => {
    const lines = await read(
      readSession(
        record([
          { kind: 'executed', atNs: 1_000, routeId: 0 },
          { kind: 'edit', atNs: 2_000, events: 1, text: '\u001b]0;x\u0007', profiles: [], seed: 42 },
          { kind: 'executed', atNs: 3_000, routeId: 0 },
          { kind: 'look', vector: [4_000, 0, 0, 0, 0, 0, 0, 0, 0, 0], histogram: [1] },
        ]),
      ),
    );
    const at = lines.findIndex(line => nameOf(line) === 'input');
    expect(lines[at]).toMatch(/^\[0\.000002000\] input: \{ kind = "edit", what = ".*u001b/);
    expect(lines.slice(0, at).map(nameOf)).toContain('exit');
    expect(lines.slice(at).map(nameOf)).toContain('exit');
  },
);
