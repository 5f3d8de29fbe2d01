/** Session logs of real runs, to export. */
import { onTestFinished } from 'vitest';
import { type Contents, type ExportFormat, exported } from '../../engine/export/formats.ts';
import type { ExportedLog } from '../../engine/export/machines.ts';
import type { Scenario } from '../../engine/scenario/scenario.ts';
import type { Session } from '../../engine/session/reader.ts';
import { runHeadless } from '../../engine/worker/headless.ts';
import { openSessionFile } from '../../engine/worker/session-file.ts';
import { bundledText, library, scenarioOf } from './scenarios.ts';
import { freshPath } from './temporary.ts';

export interface RecordedLog extends ExportedLog {
  readonly path: string;
  readonly scenario: Scenario;
}

/** What a bundled scenario does in so many simulated nanoseconds; good until the test is over. */
export function logOf(name: string, forNs = 20e6, edit = (text: string) => text): RecordedLog {
  const text = edit(bundledText(name));
  const scenario = scenarioOf(text);
  const path = freshPath('.tlog');
  runHeadless({ scenario, text, forNs, record: { file: path, mostBytes: null }, engineVersion: '0.0.0' });
  const { session, close } = openSessionFile(path);
  onTestFinished(close);
  return { session, path, scenario, arch: scenario.arch, hz: scenario.costs.hz };
}

/** All of a format that is one file, as text. */
export async function textOf(format: ExportFormat, session: Session): Promise<string> {
  const contents = await exported(format, session, library);
  return Buffer.concat([...(contents as Contents)].map(part => Buffer.from(part))).toString();
}

/** Exits by level and reason, as `LEVEL:REASON`, out of how often each route stands in the log. */
export function exitsIn({ session }: ExportedLog): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { routeId } of session.kicks)
    for (const { level, reason } of session.routes.get(routeId)!.hops)
      counts[`${level}:${reason}`] = (counts[`${level}:${reason}`] ?? 0) + 1;
  return counts;
}

/** How often each of them is there. */
export function counted(names: Iterable<string>): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
