/**
 * The physical processors, where there are fewer of them than virtual ones. A virtual processor that has none waits
 * in line, and its guest does not know: to it that time is stolen. One that has had its slice goes to the end of the
 * line, but only between two things that it does: those take microseconds, a slice takes milliseconds.
 */
import type { Timeline } from '../sim/timeline.ts';
import type { Vcpu } from './vcpu.ts';

/** Linux 6.6, kernel/sched/fair.c: sysctl_sched_base_slice, 0.75 ms by 1 + ilog2 of eight processors. */
const SLICE_NS = 3_000_000;

const NOBODY = -1;

export class Cores {
  readonly #timeline: Timeline;
  readonly #firstSlot: number;
  readonly #vcpus: readonly Vcpu[];
  /** By core: index of the virtual processor that has it. */
  readonly #holders: Int32Array;
  /** Indices of those in line, a ring buffer. */
  readonly #line: Int32Array;
  #first = 0;
  #waiting = 0;

  /** `firstSlot`: of the timeline, one a core. */
  constructor(timeline: Timeline, firstSlot: number, count: number, vcpus: readonly Vcpu[]) {
    this.#timeline = timeline;
    this.#firstSlot = firstSlot;
    this.#vcpus = vcpus;
    this.#holders = new Int32Array(count).fill(NOBODY);
    this.#line = new Int32Array(vcpus.length);
  }

  /** True: it has one, or gets one at once. Else it waits in line. */
  has(vcpu: Vcpu): boolean {
    if (vcpu.core >= 0) return true;
    if (vcpu.inLine) return false;
    const free = this.#holders.indexOf(NOBODY);
    if (free < 0) this.#queue(vcpu);
    else this.#give(free, vcpu);
    return free >= 0;
  }

  /** It lets go. Returns who runs now in its place; null where nobody waits. */
  release(vcpu: Vcpu): Vcpu | null {
    const { core } = vcpu;
    vcpu.core = NOBODY;
    vcpu.yields = false;
    this.#holders[core] = NOBODY;
    this.#timeline.cancel(this.#firstSlot + core);
    if (this.#waiting === 0) return null;
    const next = this.#vcpus[this.#line[this.#first]!]!;
    this.#first = (this.#first + 1) % this.#line.length;
    this.#waiting--;
    this.#give(core, next);
    return next;
  }

  /** To the end of the line. */
  yield(vcpu: Vcpu): Vcpu | null {
    const next = this.release(vcpu);
    if (next === null) this.has(vcpu);
    else this.#queue(vcpu);
    return next;
  }

  /** The slice of this core's holder is over, and somebody waits. */
  expire(core: number): Vcpu {
    this.#timeline.cancel(this.#firstSlot + core);
    const holder = this.#vcpus[this.#holders[core]!]!;
    holder.yields = true;
    return holder;
  }

  #queue(vcpu: Vcpu): void {
    this.#line[(this.#first + this.#waiting++) % this.#line.length] = vcpu.index;
    vcpu.inLine = true;
    vcpu.inLineSince = this.#timeline.clock[0]!;
    // Nobody is sent away while nobody waits: from now on slices are limited.
    for (let core = 0; core < this.#holders.length; core++) {
      const slot = this.#firstSlot + core;
      if (!this.#timeline.isPending(slot)) this.#timeline.schedule(slot, SLICE_NS);
    }
  }

  #give(core: number, vcpu: Vcpu): void {
    if (vcpu.inLine) vcpu.stolenNs += this.#timeline.clock[0]! - vcpu.inLineSince;
    vcpu.inLine = false;
    vcpu.core = core;
    this.#holders[core] = vcpu.index;
    if (this.#waiting > 0) this.#timeline.schedule(this.#firstSlot + core, SLICE_NS);
  }
}
