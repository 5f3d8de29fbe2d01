/**
 * Event suppression of a packed virtqueue (virtio 1.2, 2.8.10): a structure of four bytes for each direction, in
 * which the one who waits says for what. `at` is its host-physical address.
 */
import type { Ram } from '../memory/ram.ts';
import { eventPassed } from './notify.ts';
import * as L from './packed-layout.ts';

export function askForEvery(ram: Ram, at: number): void {
  ram.write16(at + L.EVENT_FLAGS, L.RING_EVENT_FLAGS_ENABLE);
}

export function askForNone(ram: Ram, at: number): void {
  ram.write16(at + L.EVENT_FLAGS, L.RING_EVENT_FLAGS_DISABLE);
}

/** Only with VIRTIO_F_EVENT_IDX. */
export function askForPosition(ram: Ram, at: number, position: number, size: number): void {
  ram.write16(at + L.EVENT_DESC, L.positionBits(position, size));
  ram.write16(at + L.EVENT_FLAGS, L.RING_EVENT_FLAGS_DESC);
}

/** Whether the other side waits for one of the `count` descriptors from `before` on. */
export function isAskedFor(ram: Ram, at: number, before: number, count: number, size: number): boolean {
  if (count === 0) return false;
  const flags = ram.read16(at + L.EVENT_FLAGS) & 3;
  if (flags !== L.RING_EVENT_FLAGS_DESC) return flags !== L.RING_EVENT_FLAGS_DISABLE;
  return eventPassed(L.positionOf(ram.read16(at + L.EVENT_DESC), size), before, count, size);
}
