/** What the two threads say to each other. Everything that moves fast is in shared memory instead. */
import type { Route } from '../route/route.ts';
import type { DeviceView } from '../run/device-view.ts';
import type { Since } from '../run/run.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Applied, Ended, RecordTo, Speed } from './live.ts';
import type { SeatAt } from './lockstep.ts';
import type { TelemetryMemory } from './telemetry.ts';

/** What the thread is told first: its run. */
export interface Start {
  readonly scenario: Scenario;
  /** The scenario as written. */
  readonly text: string;
  readonly engineVersion: string;
  readonly speed: Speed;
  /** The session log that begins with the run; null for none. */
  readonly record: RecordTo | null;
  /** Its place among the runs with which it has one clock; null where it is alone. */
  readonly seat: SeatAt | null;
}

export type Command =
  /** `enough`: after `close` nobody waits any longer for logs to be packed. */
  | { readonly kind: 'pause' | 'resume' | 'step' | 'end-recording' | 'close' | 'enough' }
  | { readonly kind: 'record'; readonly to: RecordTo }
  | { readonly kind: 'speed'; readonly speed: Speed }
  /** The queue by its name: an edit may have given it another number meanwhile. */
  | { readonly kind: 'next-doorbell'; readonly queue: string }
  | { readonly kind: 'apply'; readonly id: number; readonly scenario: Scenario; readonly text: string };

export type Notice =
  /** A machine was built (`generation` counts them), took over an edit or had to grow its memory: read from here now. */
  | {
      readonly kind: 'machine';
      readonly generation: number;
      readonly scenario: Scenario;
      readonly memory: TelemetryMemory;
      readonly devices: readonly DeviceView[];
      /** By level. */
      readonly levels: readonly Since[];
    }
  /** One of the scenario's events has happened to them. */
  | { readonly kind: 'devices'; readonly devices: readonly DeviceView[] }
  | { readonly kind: 'route'; readonly id: number; readonly route: Route }
  /** What a queue's `stall` stands for from now on. */
  | { readonly kind: 'reason'; readonly id: number; readonly text: string }
  | { readonly kind: 'applied'; readonly id: number; readonly applied: Applied }
  /** What became of a wish to record; null: it is being done. */
  | { readonly kind: 'recording-begun'; readonly file: string; readonly refused: string | null }
  | { readonly kind: 'recording-failed'; readonly file: string; readonly reason: string }
  | { readonly kind: 'recording-ended'; readonly ended: Ended };
