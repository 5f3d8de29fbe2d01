/**
 * The one module of the screen that knows the engine: what a run looks like, how it is sampled and how a key
 * acts on it. Everything else here works on the values re-exported below.
 */
import type { Executed, LiveRun, Snapshot, Speed } from '../engine/index.ts';

export type {
  Applied,
  Cause,
  DeviceView,
  DoorbellKind,
  Executed,
  ExitCount,
  Hop,
  Latency,
  LevelSnapshot,
  LiveRun,
  Outcome,
  QueueSnapshot,
  Recording,
  Route,
  Snapshot,
  Speed,
} from '../engine/index.ts';

/** What the screen copies from the engine at one look. */
export interface Sample {
  readonly snapshot: Snapshot;
  /** The last executed routes, oldest first. */
  readonly traps: readonly Executed[];
}

/** Keys that change the run. */
export type RunCommand = 'pause' | 'step' | 'faster' | 'slower';

/** Looks a second: the eye reads no more, and each costs a whole frame. */
const samplesPerSecond = 10;

/** Routes copied at a look: as far as the trap log scrolls back. */
const tailLength = 500;

/** What `+` and `-` step through, in simulated time over wall time. */
const speeds: readonly Speed[] = [0.001, 0.01, 0.1, 1, 'max'];

export function look(run: LiveRun): Sample {
  return { snapshot: run.snapshot(), traps: run.tail(tailLength) };
}

/** Looks at the run until the returned function is called; a look that throws goes to `failed`. */
export function sample(
  run: LiveRun,
  seen: (sample: Sample) => void,
  failed: (error: unknown) => void,
): () => void {
  const timer = setInterval(() => {
    try {
      seen(look(run));
    } catch (error) {
      failed(error);
    }
  }, 1000 / samplesPerSecond);
  return () => clearInterval(timer);
}

export function control(run: LiveRun, command: RunCommand): void {
  const { state, speed } = run.snapshot();
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
  }
}

/** The step above (1) or below (-1) a speed; a speed between two steps goes to the nearer one on that side. */
export function nextSpeed(speed: Speed, direction: 1 | -1): Speed {
  const value = (one: Speed) => (one === 'max' ? Number.POSITIVE_INFINITY : one);
  const beyond = speeds.filter(one => (value(one) - value(speed)) * direction > 0);
  return (direction === 1 ? beyond[0] : beyond.at(-1)) ?? speed;
}
