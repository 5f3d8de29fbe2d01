/** What one request of a device type looks like in the ring: its parts, one behind the other in one buffer. */
import type { DeviceType } from '../scenario/scenario.ts';

export interface RequestShape {
  /** Bytes of each part. */
  readonly lengths: readonly number[];
  /** True: the device writes it; all readable parts come first (virtio 1.2, 2.7.4.2). */
  readonly writable: readonly boolean[];
  /** Room for the whole buffer in the driver's memory: it does not cross a page. */
  readonly bytes: number;
}

/** 5.1.6: header and packet in one readable part. 5.2.6: header, then a sector and the status that the device writes. */
const shapes: Readonly<Record<DeviceType, RequestShape>> = {
  net: { lengths: [12 + 1514], writable: [false], bytes: 2048 },
  blk: { lengths: [16, 512, 1], writable: [false, true, true], bytes: 1024 },
};

export const requestShape = (type: DeviceType): RequestShape => shapes[type];
