/**
 * The packed virtqueue's bytes, once, with their arithmetic. Sections: OASIS virtio 1.2, 2.8. All offsets are bytes
 * from the queue's first byte: the descriptor ring, then the driver's and the device's event suppression.
 *
 * A place in the ring is its offset together with the wrap counter of the lap (2.8.1). Laps alternate, so one
 * number says both: a *position*, 0 .. 2Q - 1, of which the first Q are the laps with the counter at 1.
 */
import { DESC_SIZE, MAX_QUEUE_SIZE } from './descriptor.ts';

/** 2.8.13, struct pvirtq_desc, behind address and length. */
export const DESC_ID = 12;
export const DESC_FLAGS = 14;
/** 2.8.1: whose turn a descriptor is, both in the terms of the lap's wrap counter. */
export const F_AVAIL = 1 << 7;
export const F_USED = 1 << 15;

/** 2.8.14, struct pvirtq_event_suppress: offset and wrap counter, then flags. */
export const EVENT_SIZE = 4;
export const EVENT_DESC = 0;
export const EVENT_FLAGS = 2;
/** 2.8.10 */
export const RING_EVENT_FLAGS_ENABLE = 0;
export const RING_EVENT_FLAGS_DISABLE = 1;
export const RING_EVENT_FLAGS_DESC = 2;

export interface PackedLayout {
  readonly size: number;
  readonly driverEvent: number;
  readonly deviceEvent: number;
  readonly bytes: number;
}

/** `size`: 1 .. 32768, no power of two needed (2.8.10.1); throws a RangeError otherwise. */
export function packedLayout(size: number): PackedLayout {
  if (size < 1 || size > MAX_QUEUE_SIZE || !Number.isInteger(size))
    throw new RangeError(`a queue of ${size} descriptors: virtio 1.2, 2.8 allows 1 to 32768`);
  const driverEvent = DESC_SIZE * size;
  const deviceEvent = driverEvent + EVENT_SIZE;
  return { size, driverEvent, deviceEvent, bytes: deviceEvent + EVENT_SIZE };
}

/** The position that many descriptors further; `count` at most the queue's size. */
export function onwards(position: number, count: number, size: number): number {
  const sum = position + count;
  return sum < 2 * size ? sum : sum - 2 * size;
}

export const offsetOf = (position: number, size: number): number =>
  position < size ? position : position - size;

/** 2.8.1: AVAIL as the wrap counter, USED its inverse. */
export const availFlags = (position: number, size: number): number => (position < size ? F_AVAIL : F_USED);

/** 2.8.1: both as the wrap counter. */
export const usedFlags = (position: number, size: number): number => (position < size ? F_AVAIL | F_USED : 0);

/** 2.8.14: offset in 15 bits, wrap counter in bit 15. */
export const positionBits = (position: number, size: number): number =>
  offsetOf(position, size) | (position < size ? 0x8000 : 0);

export const positionOf = (bits: number, size: number): number =>
  (bits & 0x7fff) + ((bits & 0x8000) === 0 ? size : 0);
