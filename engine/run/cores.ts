/**
 * The physical processors, where there are fewer of them than virtual ones. A virtual processor that has none waits
 * in line, and its guest does not know: to it that time is stolen. One that has had its slice goes to the end of the
 * line, but only between two things that it does: those take microseconds, a slice takes milliseconds.
 */
import type { Timeline } from '../sim/timeline.ts';
import type { Vcpu } from './vcpu.ts';
import type { World } from './world.ts';

/** Linux 6.6, kernel/sched/fair.c: sysctl_sched_base_slice, 0.75 ms by 1 + ilog2 of eight processors. */
const SLICE_NS = 3_000_000;

const NOBODY = -1;
/** Taken out of the machine. */
const OFFLINE = -2;

export class Cores {
  readonly #timeline: Timeline;
  readonly #firstSlot: number;
  readonly #vcpus: readonly Vcpu[];
  /** By core: index of the virtual processor that has it. Those from `online` on go when their holders let go of them. */
  readonly #holders: Int32Array;
  readonly #online: number;
  /** Indices of those in line, a ring buffer. */
  readonly #line: Int32Array;
  #first = 0;
  #waiting = 0;

  /** `line`: those who wait already. */
  constructor({ timeline, slots, vcpus, online, cores }: World, line: readonly Vcpu[]) {
    this.#timeline = timeline;
    this.#firstSlot = slots.core;
    this.#vcpus = vcpus;
    this.#online = online;
    this.#holders = new Int32Array(cores).fill(NOBODY, 0, online).fill(OFFLINE, online);
    this.#line = new Int32Array(vcpus.length);
    for (const vcpu of line) this.#line[this.#waiting++] = vcpu.index;
    for (const vcpu of vcpus) {
      if (vcpu.core < 0) continue;
      this.#holders[vcpu.core] = vcpu.index;
      if (vcpu.core >= online) vcpu.yields = true;
    }
    for (const [core, holder] of this.#holders.entries()) if (holder < 0) timeline.cancel(slots.core + core);
  }

  /** Those who wait, the first in line first. */
  get line(): Vcpu[] {
    return Array.from(
      { length: this.#waiting },
      (_, at) => this.#vcpus[this.#line[(this.#first + at) % this.#line.length]!]!,
    );
  }

  /** Where a core is free and somebody waits, as after an edit: who has it now; else null. */
  fill(): Vcpu | null {
    const free = this.#holders.indexOf(NOBODY);
    return free < 0 ? null : this.#next(free);
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
    this.#holders[core] = core < this.#online ? NOBODY : OFFLINE;
    this.#timeline.cancel(this.#firstSlot + core);
    return core < this.#online ? this.#next(core) : null;
  }

  #next(core: number): Vcpu | null {
    if (this.#waiting === 0) return null;
    const next = this.#vcpus[this.#line[this.#first]!]!;
    this.#first = (this.#first + 1) % this.#line.length;
    this.#waiting--;
    this.#give(core, next);
    return next;
  }

  /** To the end of the line. Returns who runs now, itself where nobody waits; null where its processor is gone. */
  yield(vcpu: Vcpu): Vcpu | null {
    const next = this.release(vcpu);
    if (next === null) return this.has(vcpu) ? vcpu : null;
    this.#queue(vcpu);
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
      if (this.#holders[core]! >= 0 && !this.#timeline.isPending(slot))
        this.#timeline.schedule(slot, SLICE_NS);
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

/** How many there are: those that are online, and others that somebody has still. */
export const coresOf = (online: number, vcpus: readonly Vcpu[]): number =>
  Math.max(online, ...vcpus.map(({ core }) => core + 1));
