/** `trapline replay LOG --verify`: whether the engine, asked again, does what a session log says that it did. */
import {
  type Divergence,
  formatDuration,
  openSessionFile,
  printable,
  type Session,
  type Verified,
  verify,
} from '../engine/index.ts';
import { EXIT } from './exit-codes.ts';
import { asFaultyInput } from './faulty-input.ts';
import { readLibrary } from './library.ts';
import { Progress } from './progress.ts';
import { VERSION } from './version.ts';

/** Prints what was compared and where it differs first; returns the exit code. Throws an UnreadableFile. */
export function verifyLog(log: string, json: boolean): number {
  const { session, close } = asFaultyInput(log, () => openSessionFile(log));
  try {
    const verified = asFaultyInput(log, () => verifiedOf(session));
    if (json) process.stdout.write(`${JSON.stringify(documentOf(session, verified), null, 2)}\n`);
    else for (const line of linesOf(log, session, verified)) process.stdout.write(`${printable(line)}\n`);
    return verified.divergence === null ? EXIT.fine : EXIT.input;
  } finally {
    close();
  }
}

function verifiedOf(session: Session): Verified {
  const progress = new Progress();
  const end = formatDuration(session.looks.at(-1)?.atNs ?? 0);
  try {
    return verify(session, readLibrary(), atNs =>
      progress.at(() => `the same up to ${formatDuration(atNs)} of ${end}`),
    );
  } finally {
    progress.end();
  }
}

function documentOf({ header, missing }: Session, verified: Verified): object {
  const { divergence, ...compared } = verified;
  const same = divergence === null;
  return { version: 1, same, recordedBy: header.engine, compared, divergence, missing };
}

function linesOf(log: string, { header, missing }: Session, verified: Verified): string[] {
  const { divergence } = verified;
  const lines =
    divergence === null
      ? [`${log}: the engine does it again, number for number`, comparedText(verified)]
      : [`${log}: ${divergenceText(divergence)}`, `the same until then: ${comparedText(verified)}`];
  if (divergence !== null && header.engine !== VERSION)
    lines.push(
      `recorded by trapline ${header.engine}, and this is ${VERSION}: where the model has changed since, the numbers do`,
    );
  return missing === null ? lines : [...lines, missing];
}

function divergenceText({ frame, byte, atNs, what, logged, simulated }: Divergence): string {
  const value = (of: Divergence['logged']) => (of === null ? 'nothing' : of);
  return `frame ${frame} at byte ${byte} differs, at ${formatDuration(atNs)}: ${what} is ${value(logged)} in the log, and ${value(simulated)} simulated again`;
}

function comparedText(verified: Verified): string {
  const { looks, counters, histograms, kicks, routes, inputs, upToNs } = verified;
  const counted = [
    counts(looks, 'look'),
    counts(counters, 'counter'),
    counts(histograms, 'histogram'),
    counts(kicks, 'kick'),
    counts(routes, 'route'),
    counts(inputs, 'input'),
  ];
  return `${counted.join(', ')}; up to ${formatDuration(upToNs)}`;
}

const counts = (count: number, what: string): string =>
  `${count.toLocaleString('en-US')} ${what}${count === 1 ? '' : 's'}`;
