/**
 * The two halves of a virtqueue, whatever the format of the ring between them (virtio 1.2, 2.7 and 2.8). A buffer
 * has an id below the queue's size, which both halves know it by while it is out.
 */
import type { Chain } from './chain.ts';
import type { RequestShape } from './request.ts';

/** Lives in the guest, and sees memory at the addresses where the guest's pages really are. */
export interface DriverHalf {
  /** Buffers made available and not seen used yet. */
  readonly outstanding: number;
  /** 16 bits that say where in the ring it goes on: next_off and, in bit 15, next_wrap of 2.9 (notification.ts). */
  readonly position: number;
  /** The id that the next buffer will have; its data area is the caller's to fill first. */
  readonly nextId: number;

  /** Whether the buffer with this id (below the queue's size) is one of those outstanding. */
  isOut(id: number): boolean;
  hasRoom(shape: RequestShape): boolean;
  /**
   * Lays a buffer into the ring whose parts lie one behind the other from `address`, as the device is told it. The
   * caller has asked `hasRoom`.
   */
  add(shape: RequestShape, address: number): void;
  /** The device may see everything added so far. */
  publish(): void;
  /** Whether the device asked to be told about what was published since the last question. */
  needsKick(): boolean;
  /** Takes one used buffer back and returns its id; -1 where there is none. */
  takeUsed(): number;
  /** Asks for no interrupts while it works through what was used. */
  disableInterrupts(): void;
  /** Asks for an interrupt at the next used buffer. True: one came meanwhile, look again. */
  enableInterrupts(): boolean;
}

/** Lives in the hypervisor that emulates the device, and knows only what the driver told it. */
export interface DeviceHalf {
  /** The parts of the buffer popped last; in a packed ring they are there until the next push. */
  readonly chain: Chain;
  /** Popped and not used yet. */
  readonly inUse: number;
  /** Made available and not used yet, popped or not. */
  readonly occupancy: number;
  /**
   * Where it goes on, in 16 bits: with the next buffer it takes, and with the next that it gives back. Split ring:
   * free-running indices. Packed: an offset and, in bit 15, the wrap counter of its lap.
   */
  readonly lastAvailIdx: number;
  readonly usedIdx: number;

  /** Takes the next buffer and returns its id; -1 where nothing is available. */
  pop(): number;
  /** Gives a buffer back with the number of bytes written into it. */
  push(id: number, written: number): void;
  /** Whether the driver asked for an interrupt for what was used since the last question. */
  needsInterrupt(): boolean;
  /** It is at work and looks at the ring by itself. */
  disableKicks(): void;
  /** Asks for a kick at the next available buffer. True: one came meanwhile, look again. */
  enableKicks(): boolean;
}
