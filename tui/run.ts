/**
 * The one module of the screen that knows the engine: what a run looks like, how it is sampled and how a key
 * acts on it, be it live or a recorded one. Everything else here works on the values re-exported below.
 */
import {
  type DeviceView,
  type DoorbellRoute,
  doorbellRoutes,
  type Executed,
  type Latency,
  type LiveRun,
  type Replay,
  type Route,
  type RunView,
  type Scenario,
  type Snapshot,
  type Speed,
} from '../engine/index.ts';

export {
  type Applied,
  bucketEdge,
  type Cause,
  type Consequence,
  consequenceText,
  countsSince,
  type DeviceView,
  type Diagnostic,
  type DoorbellKind,
  type DoorbellRoute,
  type Executed,
  type ExitCount,
  formatDiagnostic,
  type Hop,
  hasErrors,
  type Latency,
  type LevelSnapshot,
  type LiveRun,
  type LookAt,
  type MappedAddress,
  type Moment,
  type Outcome,
  outcomeText,
  type Paint,
  printable,
  type QueueSnapshot,
  quantileOf,
  type Recording,
  type Repeated,
  type Replay,
  type Route,
  type RunView,
  repeated,
  type SeenCapability,
  type SeenDevice,
  type Snapshot,
  type Speed,
  type Step,
  type Steps,
  stepsOf,
  type TextOf,
} from '../engine/index.ts';

/** What the screen copies from the engine at one look. */
export interface Sample {
  readonly snapshot: Snapshot;
  readonly latencies: readonly Latency[];
  /** The last executed routes, oldest first. */
  readonly traps: readonly Executed[];
  readonly devices: readonly DeviceView[];
  /** Walks the scenario at the first call. */
  readonly routes: () => readonly DoorbellRoute[];
}

/** Keys that change the run; `doorbell`: of the selected queue's driver. */
export type RunCommand = 'pause' | 'step' | 'faster' | 'slower' | 'doorbell';

/** Looks a second: the eye reads no more, and each costs a whole frame. */
const samplesPerSecond = 10;

/** Executed routes copied at a look: as far as the trap log scrolls back. */
const tailLength = 500;

/** What `+` and `-` step through, in simulated time over wall time. */
const liveSpeeds: readonly Speed[] = [0.001, 0.01, 0.1, 1, 'max'];

/** The same in a replay, in the session's time over that of who looks at it. */
const replaySpeeds: readonly Speed[] = [0.1, 1, 10, 100, 'max'];

/** `wanted`: the routes that the trap log lets by; it goes back further for those that are rare. */
export function look(run: RunView, wanted?: (route: Route) => boolean): Sample {
  return {
    snapshot: run.snapshot(),
    latencies: run.latencies(),
    traps: run.tail(tailLength, wanted),
    devices: run.devices(),
    routes: routesOf(run.scenario),
  };
}

/** What becomes of the looks. */
export interface Seen {
  /** Whether there is something new. */
  readonly look: () => boolean;
  readonly news: () => void;
  /** A look has thrown. */
  readonly failed: (error: unknown) => void;
}

/** Looks until the returned function is called. */
export function sample({ look, news, failed }: Seen): () => void {
  const timer = setInterval(() => {
    try {
      if (look()) news();
    } catch (error) {
      failed(error);
    }
  }, 1000 / samplesPerSecond);
  return () => clearInterval(timer);
}

/** Does to all runs what the first one asks for. `queue`: the selected one. */
export function control(runs: readonly LiveRun[], command: RunCommand, queue: number): void {
  const { state, speed } = runs[0]!.snapshot();
  for (const run of runs) {
    switch (command) {
      case 'pause':
        if (state === 'paused') run.resume();
        else run.pause();
        break;
      case 'step':
        if (state === 'running') run.pause();
        run.step();
        break;
      case 'faster':
        run.setSpeed(nextSpeed(speed, 1));
        break;
      case 'slower':
        run.setSpeed(nextSpeed(speed, -1));
        break;
      case 'doorbell':
        run.nextDoorbell(queue);
        break;
    }
  }
}

/** Does to a replay what can be done to one. */
export function controlReplay(replay: Replay, command: RunCommand): void {
  const { state, speed } = replay.snapshot();
  if (command === 'faster') replay.setSpeed(nextSpeed(speed, 1, replaySpeeds));
  else if (command === 'slower') replay.setSpeed(nextSpeed(speed, -1, replaySpeeds));
  else if (command === 'pause' && state === 'running') replay.pause();
  else if (command === 'pause') replay.resume();
}

/** The step above (1) or below (-1) a speed; a speed between two steps goes to the nearer one on that side. */
export function nextSpeed(speed: Speed, direction: 1 | -1, speeds = liveSpeeds): Speed {
  const value = (one: Speed) => (one === 'max' ? Number.POSITIVE_INFINITY : one);
  const beyond = speeds.filter(one => (value(one) - value(speed)) * direction > 0);
  return (direction === 1 ? beyond[0] : beyond.at(-1)) ?? speed;
}

/** A scenario is walked once, and not before somebody asks. */
const walks = new WeakMap<Scenario, () => readonly DoorbellRoute[]>();

function routesOf(scenario: Scenario): () => readonly DoorbellRoute[] {
  const known = walks.get(scenario);
  if (known !== undefined) return known;
  let routes: readonly DoorbellRoute[] | null = null;
  const walk = () => (routes ??= doorbellRoutes(scenario));
  walks.set(scenario, walk);
  return walk;
}
