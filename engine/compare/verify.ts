/**
 * Simulates a recorded session again and compares. A look says after how many events of its machine it was taken, and so
 * does every input, so that nothing depends on how fast the run was, when it was paused and who ran beside it: the run
 * goes on to that event, and then every number must be the log's.
 */
import type { Library } from '../scenario/library.ts';
import { FRAME } from '../session/frame.ts';
import { LookReader } from '../session/look.ts';
import { layout, routeDefinition, sessionInput } from '../session/payload.ts';
import type { NumberedFrame, Session } from '../session/reader.ts';
import { SessionError } from '../session/session-error.ts';
import { json } from '../session/walk.ts';
import { ScenariosOf } from '../worker/scenarios-of.ts';
import { Again, type Scenarios, type Stamp } from './again.ts';
import { type Disagreement, jsonDisagrees, lookDisagrees, type Tally } from './disagreement.ts';
import { KickCheck } from './kick-check.ts';

/** The first of a log's frames that says something else than what is simulated. */
export interface Divergence extends Disagreement {
  /** The how many-eth it is, from 1, and the byte of the file that it begins at. */
  readonly frame: number;
  readonly byte: number;
  /** Simulated nanoseconds. */
  readonly atNs: number;
}

/** What was compared and was the same, up to a divergence or to the log's end. */
export interface Verified extends Readonly<Tally> {
  readonly looks: number;
  readonly inputs: number;
  readonly routes: number;
  readonly kicks: number;
  /** Simulated nanoseconds. */
  readonly upToNs: number;
  readonly divergence: Divergence | null;
}

/**
 * Throws a SessionError where the log does not say enough to be simulated again exactly. `sameUpTo`: told at every look that
 * is the same, with its simulated nanoseconds.
 */
export function verify(session: Session, library: Library, sameUpTo: SameUpTo = () => {}): Verified {
  const [first] = session.segments;
  if (first === undefined)
    throw new SessionError('the log ends before its first look: there is nothing to verify');
  if (first.layout.hz === null)
    throw new SessionError(
      'the log is of format 1, which does not say enough of the machine to verify it: record the session again',
    );
  if (session.header.forgotten !== undefined)
    throw new SessionError(
      `the log lacks the first ${session.header.forgotten} edits and doorbells of its run, which were too much to keep: it can be replayed, and not verified`,
    );
  return verifyBy(session, new ScenariosOf(session, library), sameUpTo);
}

type SameUpTo = (atNs: number) => void;

/** `scenarios`: what the session's texts stand for. */
export const verifyBy = (session: Session, scenarios: Scenarios, sameUpTo: SameUpTo = () => {}): Verified =>
  new Verification(session, scenarios, sameUpTo).all();

class Verification {
  readonly #session: Session;
  readonly #sameUpTo: SameUpTo;
  readonly #again: Again;
  readonly #kicks = new KickCheck();
  readonly #done = { looks: 0, inputs: 0, routes: 0, counters: 0, histograms: 0 };
  /** Frames since the last that says when it was: the run has not come to them yet. */
  #waiting: NumberedFrame[] = [];
  #seen: LookReader | null = null;
  #upToNs = 0;
  #divergence: Divergence | null = null;

  constructor(session: Session, scenarios: Scenarios, sameUpTo: SameUpTo) {
    this.#session = session;
    this.#sameUpTo = sameUpTo;
    this.#again = new Again(scenarios, (atNs, route) => {
      // A log that was begun in the midst of its run has the inputs before that, and none of the kicks.
      if (this.#seen !== null) this.#kicks.executed(atNs, route);
    });
  }

  all(): Verified {
    for (const frame of this.#session.allFrames) {
      this.#take(frame);
      if (this.#divergence !== null) break;
    }
    if (this.#divergence === null) this.#takeLast();
    const { met: kicks } = this.#kicks;
    return { ...this.#done, kicks, upToNs: this.#upToNs, divergence: this.#divergence };
  }

  #take(frame: NumberedFrame): void {
    if (frame.type === FRAME.kicks) this.#kicks.expect(frame);
    else if (frame.type === FRAME.route || frame.type === FRAME.layout) this.#waiting.push(frame);
    else if (frame.type === FRAME.input) this.#input(frame);
    else if (frame.type === FRAME.key || frame.type === FRAME.look) this.#look(frame);
  }

  /** What the log has after its last look, where it was cut off: as many kicks as there are. */
  #takeLast(): void {
    const kicks = this.#kicks;
    this.#again.goOn(() => kicks.isOver(this.#again.run.now));
    const unmet = kicks.settle();
    // One event may execute two routes, and the log end between them.
    if (unmet?.in) this.#diverge(unmet.in, unmet.found);
    const routes = this.#waiting.filter(({ type }) => type === FRAME.route);
    for (const frame of routes) {
      const found = this.#divergence === null ? this.#route(frame) : null;
      if (found !== null && found.simulated !== null) this.#diverge(frame, found);
    }
  }

  #input(frame: NumberedFrame): void {
    const input = sessionInput.parse(json(frame.payload));
    if (!this.#comeTo(input, frame)) return;
    const { now, events } = this.#again.run;
    const found =
      jsonDisagrees(input.events, events, `${input.kind}.events`) ??
      jsonDisagrees(input.atNs, now, `${input.kind}.atNs`);
    if (found !== null) this.#diverge(frame, found);
    else if (this.#again.take(input)) this.#done.inputs++;
    else if (input.kind === 'doorbell') {
      const what = `doorbell of ${input.queue}`;
      this.#diverge(frame, { what, logged: input.doorbell, simulated: null });
    }
  }

  #look(frame: NumberedFrame): void {
    const seen = this.#lookIn(frame);
    const stamp = { atNs: seen.number('simulatedNs'), events: seen.number('events') };
    if (!this.#comeTo(stamp, frame)) return;
    this.#seen = seen;
    const found = lookDisagrees(seen, this.#again, this.#session.reasons, this.#done);
    if (found !== null) this.#diverge(frame, found);
    else {
      this.#done.looks++;
      this.#upToNs = stamp.atNs;
      this.#sameUpTo(stamp.atNs);
    }
  }

  /** Its layout, where that is another one, stands before it and waits too. */
  #lookIn({ type, payload }: NumberedFrame): LookReader {
    const changed = this.#waiting.findLast(({ type: of }) => of === FRAME.layout);
    const seen = changed === undefined ? this.#seen! : new LookReader(layout.parse(json(changed.payload)));
    if (type === FRAME.key) seen.key(payload);
    else seen.look(payload);
    return seen;
  }

  /** The run goes on to that moment of its own, and to all that the log has before it. False: that is not the same. */
  #comeTo(stamp: Stamp, frame: NumberedFrame): boolean {
    this.#again.goTo(stamp, () => this.#kicks.isWrong);
    const unmet = this.#kicks.settle();
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const each of waiting) {
      if (unmet !== null && unmet.in !== null && unmet.in.number < each.number) break;
      const found = each.type === FRAME.route ? this.#route(each) : this.#layout(each);
      if (found !== null) return this.#diverge(each, found);
    }
    return unmet === null || this.#diverge(unmet.in ?? frame, unmet.found);
  }

  #route({ payload }: NumberedFrame): Disagreement | null {
    const { id, route: logged } = routeDefinition.parse(json(payload));
    const found = jsonDisagrees(logged, this.#again.route(id) ?? null, `route ${id}`);
    if (found === null) this.#done.routes++;
    return found;
  }

  #layout({ payload }: NumberedFrame): Disagreement | null {
    return jsonDisagrees(json(payload), this.#again.facts(), 'layout');
  }

  #diverge({ number: frame, at: byte }: NumberedFrame, found: Disagreement): false {
    this.#divergence = { frame, byte, atNs: this.#again.run.now, ...found };
    return false;
  }
}
