import fc from 'fast-check';
import { expect, test } from 'vitest';
import { notificationData, readNotification } from '../../../engine/virtio/notification.ts';
import { packed, ringOf, split } from '../../helpers/rings.ts';

test('queue, offset and wrap stand in bits 0 to 15, 16 to 30 and 31 (2.9, 4.1.5.2)', () => {
  expect(notificationData(3, 0)).toBe(3);
  expect(notificationData(3, 0x8005)).toBe(0x8005_0003);
  expect(readNotification(0x8005_0003)).toEqual({ queue: 3, nextOff: 5, nextWrap: 1 });
  expect(readNotification(0x7fff_ffff)).toEqual({ queue: 0xffff, nextOff: 0x7fff, nextWrap: 0 });
});

test('what a driver writes is what its device reads', () => {
  fc.assert(
    fc.property(fc.nat(0xffff), fc.nat(0x7fff), fc.constantFrom(0, 1), (queue, nextOff, nextWrap) => {
      const value = notificationData(queue, nextOff + 0x8000 * nextWrap);
      expect(value).toBe(Uint32Array.of(value)[0]);
      expect(readNotification(value)).toEqual({ queue, nextOff, nextWrap });
    }),
  );
});

/** What it would notify with after each of `count` buffers of one part. */
function notified(kind: typeof split, count: number) {
  const { driver, device, shape } = ringOf(kind, 4);
  return Array.from({ length: count }, () => {
    driver.add(shape, 0x1000);
    driver.publish();
    device.push(device.pop(), 0);
    driver.takeUsed();
    return readNotification(notificationData(1, driver.position));
  });
}

test('a split ring notifies with its available index, all 16 bits of it (2.9)', () => {
  const all = notified(split, 65_537);
  expect(all[0]).toEqual({ queue: 1, nextOff: 1, nextWrap: 0 });
  expect(all[0x8004]).toEqual({ queue: 1, nextOff: 5, nextWrap: 1 });
  expect(all[65_536]).toEqual({ queue: 1, nextOff: 1, nextWrap: 0 });
});

test('a packed ring notifies with the place of the next descriptor and its wrap counter (2.9)', () => {
  expect(notified(packed, 9).map(({ nextOff, nextWrap }) => [nextOff, nextWrap])).toEqual([
    ...[1, 2, 3].map(offset => [offset, 1]),
    ...[0, 1, 2, 3].map(offset => [offset, 0]),
    ...[0, 1].map(offset => [offset, 1]),
  ]);
});
