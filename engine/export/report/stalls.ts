/** Which queues stood still, for how long, and why. */
import type { LookReader } from '../../session/look.ts';
import { nameOf } from '../../session/queue-name.ts';

export interface Stall {
  /** `GUEST.DEVICE.QUEUE`. */
  readonly queue: string;
  readonly reason: string;
  /** When it was first seen, and how long it lasted in all: simulated nanoseconds, as exact as looks are close. */
  readonly fromNs: number;
  readonly ns: number;
  /** It went on and stood still again. */
  readonly times: number;
  /** At the last look it still stood. */
  readonly lasts: boolean;
}

type Seen = { -readonly [K in keyof Stall]: Stall[K] };

export class Stalls {
  readonly #reasons: ReadonlyMap<number, string>;
  readonly #all = new Map<string, Seen>();
  #lastNs = 0;

  constructor(reasons: ReadonlyMap<number, string>) {
    this.#reasons = reasons;
  }

  /** The longest first. */
  get all(): readonly Stall[] {
    return [...this.#all.values()].sort((a, b) => b.ns - a.ns || a.fromNs - b.fromNs);
  }

  /** The next look of the log. */
  take(seen: LookReader): void {
    const { layout, vector } = seen;
    const at = layout.queue.indexOf('stall');
    const nowNs = seen.number('simulatedNs');
    const now = new Set<string>();
    for (const [index, of] of at < 0 ? [] : layout.queues.entries()) {
      const reason = this.#reasons.get(vector[layout.run.length + index * layout.queue.length + at]!);
      if (reason !== undefined) now.add(this.#stand(nameOf(of), reason, nowNs));
    }
    for (const [key, stall] of this.#all) {
      if (stall.lasts) stall.ns += nowNs - this.#lastNs;
      stall.lasts = now.has(key);
    }
    this.#lastNs = nowNs;
  }

  #stand(queue: string, reason: string, nowNs: number): string {
    const key = JSON.stringify([queue, reason]);
    const known = this.#all.get(key);
    if (known === undefined)
      this.#all.set(key, { queue, reason, fromNs: nowNs, ns: 0, times: 1, lasts: false });
    else if (!known.lasts) known.times++;
    return key;
  }
}
