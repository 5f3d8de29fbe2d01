/**
 * What a driver writes to a doorbell (virtio 1.2, 4.1.5.2): the queue's index, and with VIRTIO_F_NOTIFICATION_DATA
 * (feature bit 38) where in the ring it goes on too (2.9): le32 { vqn : 16; next_off : 15; next_wrap : 1 }.
 */
export interface Notification {
  /** Index of the queue in its device. */
  readonly queue: number;
  /** Split ring: the 15 lower bits of the available index. Packed: offset of the next available descriptor. */
  readonly nextOff: number;
  /** Split ring: bit 15 of the available index. Packed: the wrap counter that goes with the offset. */
  readonly nextWrap: 0 | 1;
}

/** `position`: as a driver half has it. An unsigned 32-bit number. */
export const notificationData = (queue: number, position: number): number => queue + position * 0x1_0000;

/** `value`: 0 .. 2^32 - 1. */
export function readNotification(value: number): Notification {
  return { queue: value & 0xffff, nextOff: (value >>> 16) & 0x7fff, nextWrap: value >>> 31 === 1 ? 1 : 0 };
}
