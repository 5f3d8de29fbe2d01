/**
 * When to notify: 2.7.7 and 2.7.10 (virtio 1.2) with VIRTIO_F_EVENT_IDX. The index that the other side waits for was passed by going
 * from `before` to `now`; all are free-running 16-bit indices.
 */
export function needEvent(event: number, now: number, before: number): boolean {
  return ((now - event - 1) & 0xffff) < ((now - before) & 0xffff);
}
