/**
 * The device half of a split virtqueue (virtio 1.2, 2.7): it lives in the hypervisor that emulates the device and
 * knows only what the driver told it. Counters are named as in QEMU: last_avail_idx, inuse, signalled_used.
 *
 * The ring's own addresses are registers in the device's configuration. Writing them traps, so every hypervisor
 * that assigned the device sees and translates them; what stands in the descriptors nobody sees but the device.
 */
import type { Ram } from '../memory/ram.ts';
import { Chain } from './chain.ts';
import type { DeviceHalf } from './halves.ts';
import { needEvent } from './notify.ts';
import * as L from './split-layout.ts';

export class SplitDevice implements DeviceHalf {
  readonly chain: Chain;
  lastAvailIdx = 0;
  usedIdx = 0;
  readonly #ram: Ram;
  readonly #layout: L.SplitLayout;
  readonly #at: number;
  readonly #eventIdx: boolean;
  #signalledUsed = 0;

  /** `at`: host-physical address of the queue. */
  constructor(ram: Ram, at: number, size: number, eventIdx: boolean, indirect: boolean) {
    this.#ram = ram;
    this.#at = at;
    this.#layout = L.splitLayout(size);
    this.#eventIdx = eventIdx;
    this.chain = new Chain(ram, at, size, 'split', indirect);
  }

  get inUse(): number {
    return (this.lastAvailIdx - this.usedIdx) & 0xffff;
  }

  /** avail.idx - used.idx, in the free-running sense. */
  get occupancy(): number {
    return (this.#ram.read16(this.#at + this.#layout.avail + L.AVAIL_IDX) - this.usedIdx) & 0xffff;
  }

  /** 2.7.6: the id is the head of the chain. */
  pop(): number {
    const avail = this.#at + this.#layout.avail;
    if (this.lastAvailIdx === this.#ram.read16(avail + L.AVAIL_IDX)) return -1;
    const head = this.#ram.read16(avail + L.AVAIL_RING + 2 * (this.lastAvailIdx & (this.#layout.size - 1)));
    this.lastAvailIdx = (this.lastAvailIdx + 1) & 0xffff;
    this.chain.begin(head);
    return head;
  }

  /** 2.7.8 */
  push(head: number, written: number): void {
    const used = this.#at + this.#layout.used;
    const element = used + L.USED_RING + L.USED_ELEMENT * (this.usedIdx & (this.#layout.size - 1));
    this.#ram.write32(element, head);
    this.#ram.write32(element + 4, written);
    this.usedIdx = (this.usedIdx + 1) & 0xffff;
    this.#ram.write16(used + L.USED_IDX, this.usedIdx);
  }

  /** 2.7.7.2 */
  needsInterrupt(): boolean {
    const before = this.#signalledUsed;
    this.#signalledUsed = this.usedIdx;
    if (before === this.usedIdx) return false;
    if (this.#eventIdx)
      return needEvent(this.#ram.read16(this.#at + this.#layout.usedEvent), this.usedIdx, before);
    return (this.#ram.read16(this.#at + this.#layout.avail + L.AVAIL_FLAGS) & L.AVAIL_F_NO_INTERRUPT) === 0;
  }

  /** 2.7.10 */
  disableKicks(): void {
    if (!this.#eventIdx) this.#ram.write16(this.#at + this.#layout.used + L.USED_FLAGS, L.USED_F_NO_NOTIFY);
  }

  /** 2.7.10 */
  enableKicks(): boolean {
    const { used, avail, availEvent } = this.#layout;
    if (this.#eventIdx) this.#ram.write16(this.#at + availEvent, this.lastAvailIdx);
    else this.#ram.write16(this.#at + used + L.USED_FLAGS, 0);
    return this.lastAvailIdx !== this.#ram.read16(this.#at + avail + L.AVAIL_IDX);
  }
}
