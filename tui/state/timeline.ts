/** Where a replay stands in its log, and where in it there is something to see. */
import type { LookAt, Moment, Replay } from '../run.ts';

/** What the screen is of: runs that go on, or the log of one that went. */
export type Kind = 'live' | 'replay';

export interface Timeline {
  /** When the log was begun: tells it from another one. */
  readonly recordedAt: string;
  /** Of the whole log. It may have grown since: what counts are the first `length`. */
  readonly looks: readonly LookAt[];
  readonly length: number;
  readonly moments: readonly Moment[];
  /** The one that is shown. */
  readonly look: number;
  /** There may be more to come. */
  readonly grows: boolean;
}

export function timelineOf({ session, moments, look, grows }: Replay): Timeline {
  const { looks, header } = session;
  return { recordedAt: header.recordedAt, looks, length: looks.length, moments, look, grows };
}

/** Whether both show the same. */
export function isSame(a: Timeline | null, b: Timeline | null): boolean {
  return a?.look === b?.look && a?.length === b?.length && a?.grows === b?.grows;
}

/** Whether they are of two logs. */
export const isOther = (a: Timeline, b: Timeline): boolean => a.recordedAt !== b.recordedAt;

export const first = ({ looks }: Timeline): LookAt => looks[0]!;
export const last = ({ looks, length }: Timeline): LookAt => looks[length - 1]!;
export const shown = ({ looks, look }: Timeline): LookAt => looks[look]!;

/** How long the session lasted, in wall time: nanoseconds, pauses left out. */
export const totalNs = (of: Timeline): number => last(of).wallNs - first(of).wallNs;

/** How much of that has passed at a look. */
export const elapsedNs = (of: Timeline, look = of.look): number => of.looks[look]!.wallNs - first(of).wallNs;

/** The last look that is not after so much of the session. */
export function lookAfter(of: Timeline, elapsed: number): number {
  const wallNs = first(of).wallNs + elapsed;
  return Math.max(
    0,
    lastBefore(of, look => look.wallNs <= wallNs),
  );
}

/** The last look that is not after a moment, in milliseconds since 1970. */
export function lookOn(of: Timeline, unixMs: number): number {
  return Math.max(
    0,
    lastBefore(of, look => look.unixMs <= unixMs),
  );
}

/** The last of the looks of which it holds, as it holds of all before; -1 for none. */
function lastBefore({ looks, length }: Timeline, holds: (look: LookAt) => boolean): number {
  let [below, above] = [-1, length];
  while (above - below > 1) {
    const middle = Math.floor((below + above) / 2);
    if (holds(looks[middle]!)) below = middle;
    else above = middle;
  }
  return below;
}

/** Keys that go somewhere else in the log. */
export type TravelCommand =
  | 'back'
  | 'on'
  | 'change-before'
  | 'change-after'
  | 'error-before'
  | 'error-after'
  | 'begin'
  | 'end';

/** The look to go to, or why there is none. */
export function destination(command: TravelCommand, { look, length, moments }: Timeline): number | string {
  const before = (kind: Moment['kind']) =>
    moments.findLast(moment => moment.kind === kind && moment.look < look)?.look;
  const after = (kind: Moment['kind']) =>
    moments.find(moment => moment.kind === kind && moment.look > look && moment.look < length)?.look;
  switch (command) {
    case 'back':
      return look > 0 ? look - 1 : 'this is where the log begins';
    case 'on':
      return look < length - 1 ? look + 1 : 'this is where the log ends';
    case 'change-before':
      return before('change') ?? 'no edit or doorbell switch before this moment';
    case 'change-after':
      return after('change') ?? 'no edit or doorbell switch after this moment';
    case 'error-before':
      return before('error') ?? 'no error before this moment';
    case 'error-after':
      return after('error') ?? 'no error after this moment';
    case 'begin':
      return 0;
    case 'end':
      return length - 1;
  }
}
