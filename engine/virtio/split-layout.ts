/**
 * The split virtqueue's bytes, once, with their arithmetic. Sections: OASIS virtio 1.2, 2.7. All offsets are
 * bytes from the queue's first byte; the three parts stand one behind the other, each aligned as 2.7 asks.
 */
import { DESC_SIZE, MAX_QUEUE_SIZE } from './descriptor.ts';

/** 2.7.5, struct virtq_desc, behind address and length. */
export const DESC_FLAGS = 12;
export const DESC_NEXT = 14;

/** 2.7.6, struct virtq_avail: flags, idx, ring[], used_event. */
export const AVAIL_FLAGS = 0;
export const AVAIL_IDX = 2;
export const AVAIL_RING = 4;
export const AVAIL_F_NO_INTERRUPT = 1;

/** 2.7.8, struct virtq_used: flags, idx, ring[] of (id, length), avail_event. */
export const USED_FLAGS = 0;
export const USED_IDX = 2;
export const USED_RING = 4;
export const USED_ELEMENT = 8;
export const USED_F_NO_NOTIFY = 1;

export interface SplitLayout {
  readonly size: number;
  readonly avail: number;
  readonly usedEvent: number;
  readonly used: number;
  readonly availEvent: number;
  readonly bytes: number;
}

const align = (at: number, to: number): number => Math.ceil(at / to) * to;

/** `size`: a power of two, 1 .. 32768 (2.7); throws a RangeError otherwise. */
export function splitLayout(size: number): SplitLayout {
  if (size < 1 || size > MAX_QUEUE_SIZE || !Number.isInteger(Math.log2(size)))
    throw new RangeError(
      `a queue of ${size} descriptors: virtio 1.2, 2.7 asks for a power of two up to 32768`,
    );
  const avail = DESC_SIZE * size;
  const usedEvent = avail + AVAIL_RING + 2 * size;
  const used = align(usedEvent + 2, 4);
  const availEvent = used + USED_RING + USED_ELEMENT * size;
  return { size, avail, usedEvent, used, availEvent, bytes: availEvent + 2 };
}
