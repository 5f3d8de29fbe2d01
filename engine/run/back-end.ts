/**
 * A cascade, virtio over virtio: the device's back end is a driver, in the hypervisor that emulates the device, of
 * a device of its own one level down. Every request is copied and handed on; its completion comes back likewise.
 */
import type { DmaPath } from '../memory/dma.ts';
import type { Queue } from './queue.ts';

export class BackEnd {
  /** The queue that the guest drives, and the one that it ends up in. */
  readonly front: Queue;
  readonly back: Queue;
  /** Indices of both among the run's queues. */
  readonly frontIndex: number;
  readonly backIndex: number;
  /** Bytes that the last handing on has copied. */
  copied = 0;
  /** By chain head of `back`: the head in `front` that it came from, and the bytes written into that one. */
  readonly #heads: Int32Array;
  readonly #written: Float64Array;

  constructor(queues: readonly Queue[], frontIndex: number, backIndex: number) {
    this.frontIndex = frontIndex;
    this.backIndex = backIndex;
    this.front = queues[frontIndex]!;
    this.back = queues[backIndex]!;
    this.#heads = new Int32Array(this.back.size);
    this.#written = new Float64Array(this.back.size);
    this.back.finished = head => this.front.device.push(this.#heads[head]!, this.#written[head]!);
  }

  /** Hands on all that is available and has room. Returns how many requests it was. `clock`: [0] is now. */
  handOn(dma: DmaPath, clock: Float64Array): number {
    const { front, back } = this;
    let handed = 0;
    this.copied = 0;
    front.device.disableKicks();
    // Where there is no room it looks again when a request comes back.
    while (back.driver.hasRoom(back.shape)) {
      front.serving = front.device.pop();
      if (front.serving < 0) {
        if (front.device.enableKicks()) continue;
        break;
      }
      if (front.moveData(dma)) {
        this.#submit(clock);
        this.copied += front.moved;
        handed++;
      } else {
        front.fail();
        front.device.push(front.serving, 0);
      }
    }
    front.serving = -1;
    return handed;
  }

  #submit(clock: Float64Array): void {
    const { front, back } = this;
    const head = back.driver.nextId;
    this.#heads[head] = front.serving;
    this.#written[head] = front.written;
    back.arrive(clock);
    back.submit();
  }
}
