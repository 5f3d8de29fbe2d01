/** What the two threads say to each other. Everything that moves fast is in shared memory instead. */
import type { Route } from '../route/route.ts';
import type { DeviceView } from '../run/device-view.ts';
import type { Since } from '../run/run.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Applied, Speed } from './live.ts';
import type { SeatAt } from './lockstep.ts';
import type { RecordingOf } from './recording.ts';
import type { TelemetryMemory } from './telemetry.ts';

/** What the thread is told first: its run. */
export interface Start extends RecordingOf {
  readonly speed: Speed;
  /** File of the session log; null for none. */
  readonly record: string | null;
  /** Its place among the runs with which it has one clock; null where it is alone. */
  readonly seat: SeatAt | null;
}

export type Command =
  | { readonly kind: 'pause' | 'resume' | 'step' | 'close' }
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
  | { readonly kind: 'recording-failed'; readonly reason: string };
