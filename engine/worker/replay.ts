/**
 * A recorded session as a run that a screen looks at: it goes on by itself, stops, and can be anywhere at once. What it
 * shows are the looks of the log, each until the next.
 */
import type { Route } from '../route/route.ts';
import { type DeviceView, deviceViews } from '../run/device-view.ts';
import { quietRun } from '../run/explain.ts';
import { Totals } from '../run/totals.ts';
import type { Library } from '../scenario/library.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { LookReader } from '../session/look.ts';
import type { Moment } from '../session/moments.ts';
import type { Layout } from '../session/payload.ts';
import { Playback } from '../session/playback.ts';
import type { Session } from '../session/reader.ts';
import { SessionError } from '../session/session-error.ts';
import type { Executed, Latency, RunView, Snapshot, Speed } from './live.ts';
import { readLatencies, readNumbers } from './numbers.ts';
import { ScenariosOf } from './scenarios-of.ts';
import { openSessionFile, type SessionFile } from './session-file.ts';
import { type SeenMachine, snapshotOf } from './snapshot.ts';

export interface Replay extends RunView {
  /** Another one where a log that is followed goes on in a new file of the same name. */
  readonly session: Session;
  /** The look that is shown: an index of the session's. */
  readonly look: number;
  /** The session's, and where its log was cut, an error at its end. */
  readonly moments: readonly Moment[];
  /** There may be more of the log than there is now. */
  readonly grows: boolean;
  /** Shows another one, the nearest that there is; playing goes on from there. */
  goTo(look: number): void;
  /**
   * The looks up to the one that is shown, oldest first, at most `count`; to be gone through at once. `timed`: those of
   * which latencies are wanted.
   */
  before(count: number, timed?: (look: number) => boolean): Iterable<SeenLook>;
  close(): void;
}

/** What was to be seen at one look, but for the trap log. */
export interface SeenLook {
  readonly snapshot: Snapshot;
  /** None where they were not wanted. */
  readonly latencies: readonly Latency[];
}

/**
 * Opens a session log. Throws the system's error where the file cannot be read, a SessionError where it is no session
 * log or one without anything to show. `follow`: it is still being written, and what comes is shown as it comes, be it in
 * a new file of that name. `clock`: the time that passes while it is played, in milliseconds.
 */
export function openReplay(
  path: string,
  library: Library,
  follow = false,
  clock: () => number = () => performance.now(),
): Replay {
  return new FileReplay(() => open(path, library, follow), follow, clock);
}

/** A log, and what is read of it. */
interface Opened {
  readonly file: SessionFile;
  readonly moments: readonly Moment[];
  readonly scenarios: ScenariosOf;
  readonly playback: Playback;
}

function open(path: string, library: Library, follow: boolean): Opened {
  const file = openSessionFile(path);
  const { session } = file;
  try {
    if (session.looks.length === 0) throw new SessionError('the session log ends before its first look');
    const moments = follow ? session.moments : momentsOf(session);
    return { file, moments, scenarios: new ScenariosOf(session, library), playback: new Playback(session) };
  } catch (error) {
    file.close();
    throw error;
  }
}

class FileReplay implements Replay {
  /** Reading is this thread's own: it throws. */
  readonly failed = new Promise<never>(() => {});
  readonly #open: () => Opened;
  #opened: Opened;
  readonly #follow: boolean;
  readonly #clock: () => number;
  /** By layout, each with as many routes as are added up. */
  readonly #machines = new Map<Layout, SeenMachine & { routes: number }>();
  #speed: Speed = 1;
  /** By somebody: at its end it stands still by itself. */
  #paused = false;
  /** Where playing began: of the session's own time, and of this program's. */
  #from: { readonly wallNs: number; readonly at: number };
  /** By scenario, as they were last seen: who jumps over an edit, and back, would build a machine each time. */
  readonly #devices = new Map<
    Scenario,
    { readonly happened: number; readonly views: readonly DeviceView[] }
  >();

  constructor(open: () => Opened, follow: boolean, clock: () => number) {
    this.#open = open;
    this.#opened = open();
    this.#follow = follow;
    this.#clock = clock;
    this.#playback.goTo(follow ? this.session.looks.length - 1 : 0);
    this.#from = this.#here();
  }

  get session(): Session {
    return this.#opened.file.session;
  }

  get moments(): readonly Moment[] {
    return this.#opened.moments;
  }

  get look(): number {
    return this.#playback.look;
  }

  get grows(): boolean {
    return this.#follow && this.session.missing !== null;
  }

  get scenario(): Scenario {
    return this.#opened.scenarios.at(this.session.looks[this.look]!);
  }

  snapshot(): Snapshot {
    this.#goOn();
    return this.#shown();
  }

  *before(count: number, timed = (_look: number) => true): Generator<SeenLook> {
    const { look } = this;
    for (let at = Math.max(0, look - count + 1); at <= look; at++) {
      this.#playback.goTo(at);
      yield { snapshot: this.#shown(), latencies: timed(at) ? this.latencies() : [] };
    }
  }

  latencies(): Latency[] {
    return readLatencies(this.#playback.seen);
  }

  devices(): readonly DeviceView[] {
    const { scenario: of } = this;
    const happened = this.#playback.seen.number('happened') || 0;
    const known = this.#devices.get(of);
    if (known?.happened === happened) return known.views;
    const run = quietRun(of);
    run.happenAtOnce(happened);
    const views = deviceViews(run);
    this.#devices.set(of, { happened, views });
    return views;
  }

  tail(limit: number, wanted: (route: Route) => boolean = () => true): Executed[] {
    const { routes } = this.session;
    const found: Executed[] = [];
    for (const { sequence, atNs, routeId } of this.#playback.kicksBack(id => wanted(routes.get(id)!))) {
      found.push({ sequence, atNs, route: routes.get(routeId)! });
      if (found.length === limit) break;
    }
    return found.reverse();
  }

  pause(): void {
    this.#goOn();
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.#from = this.#here();
  }

  setSpeed(speed: Speed): void {
    this.#goOn();
    this.#speed = speed;
    this.#from = this.#here();
  }

  goTo(look: number): void {
    const last = this.session.looks.length - 1;
    this.#playback.goTo(Math.min(last, Math.max(0, look)));
    this.#from = this.#here();
  }

  close(): void {
    this.#opened.file.close();
  }

  get #playback(): Playback {
    return this.#opened.playback;
  }

  get #isAtEnd(): boolean {
    return this.look === this.session.looks.length - 1 && !this.grows;
  }

  #here(): { readonly wallNs: number; readonly at: number } {
    return { wallNs: this.session.looks[this.look]!.wallNs, at: this.#clock() };
  }

  /** To the look of now. */
  #goOn(): void {
    if (this.#follow) this.session.readOn();
    if (this.#paused) return;
    const { looks } = this.session;
    const factor = this.#speed === 'max' ? Number.POSITIVE_INFINITY : this.#speed;
    const due = this.#from.wallNs + (this.#clock() - this.#from.at) * 1e6 * factor;
    let look = this.look;
    while (look + 1 < looks.length && looks[look + 1]!.wallNs <= due) look++;
    if (look !== this.look) this.#playback.goTo(look);
    if (this.#follow && this.#isAtEnd) this.#goOver();
  }

  /** To the file that has taken the place of this one: a recording of bounded size begins anew there. */
  #goOver(): void {
    const { file } = this.#opened;
    if (!file.isReplaced()) return;
    try {
      this.#opened = this.#open();
    } catch (error) {
      // It has only just begun, or is none of ours.
      if (error instanceof SessionError || (error as NodeJS.ErrnoException).syscall !== undefined) return;
      throw error;
    }
    file.close();
    this.#machines.clear();
    this.#playback.goTo(this.session.looks.length - 1);
    this.#from = this.#here();
  }

  #shown(): Snapshot {
    const { seen } = this.#playback;
    const { layout } = seen;
    const numbers = readNumbers(seen.vector, layout, layout.queues.length);
    const snapshot = snapshotOf(this.#machineOf(seen), numbers, this.session.reasons);
    return {
      ...snapshot,
      // A log of format 1 has it in its scenario only.
      title: snapshot.title || this.#opened.scenarios.begun.title,
      executed: numbers.run.executed,
      speed: this.#speed,
      state: this.#paused || this.#isAtEnd ? 'paused' : 'running',
      recording: null,
    };
  }

  #machineOf({ layout }: LookReader): SeenMachine {
    const { routes, firstRoute } = layout;
    const known = this.#machines.get(layout);
    const machine = known ?? { ...layout, totals: new Totals(), routes: 0 };
    this.#machines.set(layout, machine);
    // A log that is still being written defines more.
    for (; machine.routes < routes; machine.routes++) {
      const route = this.session.routes.get(firstRoute + machine.routes);
      if (route === undefined) break;
      machine.totals.add(route);
    }
    return machine;
  }
}

/** Its end is one of them where the log was cut. */
function momentsOf({ moments, missing, looks }: Session): readonly Moment[] {
  return missing === null ? moments : [...moments, { kind: 'error', look: looks.length - 1, what: missing }];
}
