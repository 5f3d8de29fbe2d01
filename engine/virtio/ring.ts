/**
 * A queue as its device's features ask for it: the format of its ring, with or without indirect tables. In its
 * driver's memory the ring comes first, then the tables, then a data area for every buffer that can be out.
 */
import { roundUpToPage } from '../memory/page.ts';
import type { Ram } from '../memory/ram.ts';
import type { DeviceSpec } from '../scenario/scenario.ts';
import type { RingFormat } from './chain.ts';
import type { DeviceHalf, DriverHalf } from './halves.ts';
import { IndirectTables, tableBytes } from './indirect.ts';
import { PackedDevice } from './packed-device.ts';
import { PackedDriver } from './packed-driver.ts';
import { packedLayout } from './packed-layout.ts';
import { requestShape } from './request.ts';
import { SplitDevice } from './split-device.ts';
import { SplitDriver } from './split-driver.ts';
import { splitLayout } from './split-layout.ts';

type Kind = Pick<DeviceSpec, 'type' | 'features'>;

/** Bytes from the queue's first one; each piece begins a page. */
export interface QueueMemory {
  readonly tables: number;
  readonly buffers: number;
  readonly bytes: number;
}

const formatOf = ({ features }: Kind): RingFormat => (features.includes('packed') ? 'packed' : 'split');

/** `size`: descriptors. Throws a RangeError for one that the format does not allow. */
export function queueMemory(kind: Kind, size: number): QueueMemory {
  const ring = formatOf(kind) === 'packed' ? packedLayout(size) : splitLayout(size);
  const shape = requestShape(kind.type);
  const tables = roundUpToPage(ring.bytes);
  const indirect = kind.features.includes('indirect');
  const buffers = tables + (indirect ? roundUpToPage(size * tableBytes(shape)) : 0);
  return { tables, buffers, bytes: buffers + roundUpToPage(size * shape.bytes) };
}

/** `address` and `host`: of the queue's zeroed memory, as its guest addresses it and in host memory. */
export function driverHalf(ram: Ram, kind: Kind, size: number, address: number, host: number): DriverHalf {
  const { tables: at } = queueMemory(kind, size);
  const format = formatOf(kind);
  const tables = kind.features.includes('indirect')
    ? new IndirectTables(ram, address + at, host + at, requestShape(kind.type), format)
    : null;
  const eventIdx = kind.features.includes('event-idx');
  if (format === 'packed') return new PackedDriver(ram, host, size, eventIdx, tables);
  return new SplitDriver(ram, host, size, eventIdx, tables);
}

/** `host`: of the queue's memory. Setting a queue up traps, so its device gets an address that was translated. */
export function deviceHalf(ram: Ram, kind: Kind, size: number, host: number): DeviceHalf {
  const eventIdx = kind.features.includes('event-idx');
  const indirect = kind.features.includes('indirect');
  if (formatOf(kind) === 'packed') return new PackedDevice(ram, host, size, eventIdx, indirect);
  return new SplitDevice(ram, host, size, eventIdx, indirect);
}
