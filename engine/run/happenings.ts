/**
 * What happens to the machine while it runs: the scenario's events, each at its time. A moved BAR or a swapped
 * assignment takes a memory slot away, and KVM then throws every second-stage table of that guest away
 * (kvm_mmu_zap_all_fast): all that follows is cold again.
 */
import type { EventSpec, Scenario } from '../scenario/scenario.ts';
import { type Changes, levelOf, placeOf } from './stack.ts';

export class Happenings implements Changes {
  readonly moved = new Map<string, number>();
  readonly behind = new Map<string, string>();
  #next = 0;

  /** How long until the next event, in nanoseconds; null where there is none. `elapsedNs`: since the start. */
  untilNext(events: readonly EventSpec[], elapsedNs: number): number | null {
    const event = events[this.#next];
    return event === undefined ? null : Math.max(0, event.atNs - elapsedNs);
  }

  /** Edited events: those that are past already do not happen again. */
  skipTo(events: readonly EventSpec[], elapsedNs: number): void {
    this.#next = events.filter(({ atNs }) => atNs <= elapsedNs).length;
  }

  /** A guest that starts again, and a device that is gone, leave nothing of what has happened to them. */
  forget({ levels }: Scenario, restarts: (guest: string) => boolean): void {
    const given = (level: number) =>
      (levels[level]?.assign ?? []).map(({ device }) => placeOf(level, device));
    const assigned = levels.flatMap((_, level) => given(level));
    for (const place of this.moved.keys()) {
      const guest = levels[levelOf(place)];
      if (guest === undefined || restarts(guest.name)) this.moved.delete(place);
    }
    for (const [place, device] of this.behind) {
      const level = levelOf(place);
      const known = assigned.includes(place) && assigned.includes(placeOf(level, device));
      if (!known || restarts(levels[level + 1]!.name)) this.behind.delete(place);
    }
  }

  /** The event that happens now. A change of the machine is in effect for the next stack that is built. */
  take(events: readonly EventSpec[]): EventSpec {
    const event = events[this.#next++]!;
    if (event.kind === 'move-bar') {
      const place = placeOf(event.level, event.device);
      this.moved.set(place, (this.moved.get(place) ?? 0) + 1);
    }
    if (event.kind === 'swap') {
      const [one, other] = [placeOf(event.level, event.device), placeOf(event.level, event.other)];
      const before = this.behind.get(one) ?? event.device;
      this.behind.set(one, this.behind.get(other) ?? event.other);
      this.behind.set(other, before);
    }
    return event;
  }
}
