/** Queues of every kind, each in memory of just its size, and the hand-written other sides for them. */
import { Ram } from '../../engine/memory/ram.ts';
import type { DeviceType, VirtioFeature } from '../../engine/scenario/scenario.ts';
import { type RequestShape, requestShape } from '../../engine/virtio/request.ts';
import { deviceHalf, driverHalf, queueMemory } from '../../engine/virtio/ring.ts';
import { MockPackedDevice, MockPackedDriver } from './mock-packed-queue.ts';
import { MockDevice, MockDriver } from './mock-queue.ts';

const AT = 0x1000;

export interface RingKind {
  readonly type: DeviceType;
  readonly features: readonly VirtioFeature[];
}

export const split: RingKind = { type: 'net', features: [] };
export const packed: RingKind = { type: 'net', features: ['packed'] };

export const withFeature = ({ type, features }: RingKind, feature: VirtioFeature): RingKind => ({
  type,
  features: [...features, feature],
});

const blk = ({ features }: RingKind): RingKind => ({ type: 'blk', features });

/** One test for each format. */
export const formats = [
  { format: 'split', kind: split },
  { format: 'packed', kind: packed },
] as const;

/** One test for each format and each way to lay a request into it. */
export const layouts = formats.flatMap(({ format, kind }) => [
  { layout: `${format}, one part`, kind },
  { layout: `${format}, a list`, kind: blk(kind) },
  { layout: `${format}, a table`, kind: withFeature(blk(kind), 'indirect') },
]);

/** How many requests a queue holds. */
export function capacity({ type, features }: RingKind, size: number): number {
  const { length: parts } = requestShape(type).lengths;
  return Math.floor(size / (features.includes('indirect') ? 1 : parts));
}

/** The driver's addresses are those of the memory itself. */
export function ringOf(kind: RingKind, size: number) {
  const ram = new Ram(AT + queueMemory(kind, size).bytes);
  const shape: RequestShape = requestShape(kind.type);
  const isPacked = kind.features.includes('packed');
  return {
    ram,
    shape,
    at: AT,
    driver: driverHalf(ram, kind, size, AT, AT),
    device: deviceHalf(ram, kind, size, AT),
    mockDriver: isPacked ? new MockPackedDriver(ram, AT, size) : new MockDriver(ram, AT, size),
    mockDevice: isPacked ? new MockPackedDevice(ram, AT, size) : new MockDevice(ram, AT, size),
  };
}
