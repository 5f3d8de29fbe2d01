/** What the devices and the processors of a run have in common, from one edit to the next. */
import type { Scenario } from '../scenario/scenario.ts';
import { type Spread, spreadOf } from '../sim/spread.ts';
import { Timeline } from '../sim/timeline.ts';
import type { Branch } from './branch.ts';
import { coresOf } from './cores.ts';
import type { Parts } from './parts.ts';
import { type Slots, slotsOf } from './slots.ts';
import type { Way } from './way.ts';

export interface World extends Parts {
  branches: readonly Branch[];
  readonly scenario: Scenario;
  readonly spread: Spread;
  readonly timeline: Timeline;
  readonly slots: Slots;
  /** Physical processors that are online, and all that somebody has. */
  readonly online: number;
  readonly cores: number;
  /** By queue. */
  ways: readonly Way[];
}

/** Nothing is pending in it, and nothing leads anywhere yet. */
export function worldOf(scenario: Scenario, parts: Parts, startNs: number): World {
  const { queues, vcpus } = parts;
  const online = scenario.cores ?? Math.max(1, vcpus.length);
  const cores = coresOf(online, vcpus);
  const slots = slotsOf({ queues: queues.length, vcpus: vcpus.length, cores });
  const timeline = new Timeline(slots.event + 1, startNs);
  const spread = spreadOf(scenario.costs.spread);
  return { ...parts, scenario, spread, timeline, slots, online, cores, ways: [] };
}
