/**
 * How long it takes to be somewhere else in a session log, with all that the screen shows of that moment: the graphs as
 * they were then, the trap log, the devices. The logs are made here, the same ones each time: an hour, of which a run at
 * 0.01x has little to tell, and a minute of one at 1x; each as it is written, and packed as it is when it is closed.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { FRAME } from '../../engine/session/frame.ts';
import { packSession } from '../../engine/worker/pack.ts';
import { openReplay, type Replay } from '../../engine/worker/replay.ts';
import { glyphSets } from '../../tui/drawing/glyphs.ts';
import { arrived, begun } from '../../tui/replay.ts';
import { library } from '../helpers/scenarios.ts';
import { type SessionLogOf, writeSessionLog } from '../helpers/session-logs.ts';
import { quantile } from './statistics.ts';

const HOUR = 36_000;
const MINUTE = 600;
const changes = { edits: [3000, 15_000], switches: [9000], rebuilds: [20_000] };
const logs: readonly (readonly [name: string, of: SessionLogOf])[] = [
  ['an hour at 0.01x', { looks: HOUR + 1, everyNs: 1e6, ...changes }],
  ['a minute at 1x', { looks: MINUTE + 1, everyNs: 100e6, edits: [300] }],
];

/** Jumps, and steps back. */
const JUMPS = 400;

/** The same ones each time: Lehmer's generator, as in ISO C++ (minstd_rand). */
function anywhere(looks: number): number[] {
  let state = 2009;
  return Array.from({ length: JUMPS }, () => {
    state = (state * 48_271) % 0x7fff_ffff;
    return state % looks;
  });
}

/** Milliseconds of each. */
function timed(ways: readonly number[], go: (to: number) => void): number[] {
  const times: number[] = [];
  for (const to of ways) {
    const begun = performance.now();
    go(to);
    times.push(performance.now() - begun);
  }
  return times;
}

function seeks(replay: Replay): Readonly<Record<string, number[]>> {
  replay.pause();
  let state = begun(replay, {
    ...{ file: 'session.tlog', size: { columns: 120, rows: 39 }, glyphs: glyphSets.braille },
  });
  const go = (to: number) => {
    replay.goTo(to);
    state = arrived(replay, state);
  };
  const { length } = replay.session.looks;
  const jumps = timed(anywhere(length), go);
  go(length - 1);
  const back = timed(
    Array.from({ length: JUMPS }, (_, step) => length - 2 - step),
    go,
  );
  return { 'jumps anywhere': jumps, 'steps back': back };
}

/** Of the kicks alone, and of the whole log. */
function bytesAKick({ session }: Replay, bytes: number): readonly [number, number] {
  let ofKicks = 0;
  for (const { type, payload } of session.allFrames) if (type === FRAME.kicks) ofKicks += payload.length;
  return [ofKicks / session.kickCount, bytes / session.kickCount];
}

const say = (line: string): boolean => process.stdout.write(`${line}\n`);
const ms = (time: number) => time.toFixed(1).padStart(6);

say(`seeking in session logs; load average ${loadavg()[0]!.toFixed(1)}\n`);
function measure(name: string, path: string): void {
  const begun = performance.now();
  const replay = openReplay(path, library);
  const opening = performance.now() - begun;
  const { size } = statSync(path);
  const { looks, kickCount } = replay.session;
  const [own, all] = bytesAKick(replay, size);
  say(
    `${name}: ${looks.length} looks, ${kickCount.toLocaleString('en-US')} kicks, ${(size / 2 ** 20).toFixed(1)} MiB`,
  );
  say(
    `  opened in ${(opening / 1000).toFixed(1)} s; ${own.toFixed(1)} bytes a kick, ${all.toFixed(1)} with all else`,
  );
  for (const [what, times] of Object.entries(seeks(replay))) {
    const [p50, p99, max] = [0.5, 0.99, 1].map(share => ms(quantile(times, share)));
    say(`  ${what.padEnd(14)}  p50 ${p50} ms  p99 ${p99} ms  max ${max} ms`);
  }
  replay.close();
}

const directory = mkdtempSync(join(tmpdir(), 'trapline-seeking-'));
for (const [name, of] of logs) {
  const path = join(directory, 'session.tlog');
  writeSessionLog(path, of);
  measure(name, path);
  await packSession(path);
  measure('the same, packed', path);
  rmSync(path);
}
rmSync(directory, { recursive: true });
