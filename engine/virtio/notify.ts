/** When to notify with VIRTIO_F_EVENT_IDX: whether the place that the other side waits for was passed. */

/**
 * Split ring, 2.7.7 and 2.7.10 (virtio 1.2). The index that the other side waits for was passed by going from
 * `before` to `now`; all are free-running 16-bit indices.
 */
export function needEvent(event: number, now: number, before: number): boolean {
  return ((now - event - 1) & 0xffff) < ((now - before) & 0xffff);
}

/**
 * Packed ring, 2.8.10: the same for positions in a queue of `size` descriptors (packed-layout.ts). `count`: how many
 * descriptors were written from `before` on; any number, since it may be more than the ring holds.
 */
export function eventPassed(event: number, before: number, count: number, size: number): boolean {
  return (event - before + 2 * size) % (2 * size) < count;
}
