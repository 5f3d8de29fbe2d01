/** Where a device goes on in its ring, in the numbers that QEMU has for it. */
import { expect, test } from 'vitest';
import { packed, type RingKind, ringOf, split } from '../../helpers/rings.ts';

/** The device's indices after it has taken `taken` buffers and given `given` of them back. */
function indicesAfter(kind: RingKind, size: number, taken: number, given: number): [number, number] {
  const { driver, device, shape } = ringOf(kind, size);
  for (let i = 0; i < taken; i++) {
    driver.add(shape, 0);
    driver.publish();
    const id = device.pop();
    if (i >= given) continue;
    device.push(id, 0);
    driver.takeUsed();
  }
  return [device.lastAvailIdx, device.usedIdx];
}

test('a split ring’s run freely through 16 bits (virtio 1.2, 2.7.6, 2.7.8)', () => {
  expect(indicesAfter(split, 8, 0, 0)).toEqual([0, 0]);
  expect(indicesAfter(split, 8, 13, 10)).toEqual([13, 10]);
  expect(indicesAfter(split, 8, 65_538, 65_534)).toEqual([2, 65_534]);
});

test('a packed ring’s are offsets with the wrap counter in bit 15, which begins at 1 (2.8.1)', () => {
  expect(indicesAfter(packed, 8, 0, 0)).toEqual([0x8000, 0x8000]);
  expect(indicesAfter(packed, 8, 7, 5)).toEqual([0x8007, 0x8005]);
  expect(indicesAfter(packed, 8, 10, 7)).toEqual([0x0002, 0x8007]);
  expect(indicesAfter(packed, 8, 16, 16)).toEqual([0x8000, 0x8000]);
});
