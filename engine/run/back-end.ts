/**
 * A cascade, virtio over virtio: the device's back end is a driver, in the hypervisor that emulates the device, of
 * a device of its own one level down. Every request is copied and handed on; its completion comes back likewise.
 */
import type { DmaPath } from '../memory/dma.ts';
import type { Queue } from './queue.ts';
import { queueName } from './queue-place.ts';

/** Its request is one of a ring that is gone: nobody waits for it. */
const STALE = -1;

export class BackEnd {
  /** The queue that the guest drives, and the one that it ends up in. */
  readonly front: Queue;
  readonly back: Queue;
  /** Indices of both among the run's queues. */
  readonly frontIndex: number;
  readonly backIndex: number;
  /** Bytes that the last handing on has copied. */
  copied = 0;
  /** An edit has taken the back ring away: what it held has failed, and the front's driver is to hear of it. */
  readonly hasFailed: boolean = false;
  /** By chain head of `back`: the head in `front` that it came from, and the bytes written into that one. */
  readonly #heads: Int32Array;
  readonly #written: Float64Array;
  /** Such heads, and bytes, of what waits to be made available in `back`, in order: a ring of more than can wait. */
  readonly #nextHeads: Int32Array;
  readonly #nextWritten: Float64Array;
  #came = 0;
  #went = 0;

  /** `before`: the same back end before an edit that may have put another queue in the place of either. */
  constructor(queues: readonly Queue[], frontIndex: number, backIndex: number, before: BackEnd | null) {
    this.frontIndex = frontIndex;
    this.backIndex = backIndex;
    this.front = queues[frontIndex]!;
    this.back = queues[backIndex]!;
    this.#heads = new Int32Array(this.back.size);
    this.#written = new Float64Array(this.back.size);
    const room = this.front.size + (before === null ? 0 : before.#underWay.length);
    this.#nextHeads = new Int32Array(room);
    this.#nextWritten = new Float64Array(room);
    this.back.wentOut = head => this.#wentOut(head);
    this.back.finished = head => this.#finished(head);
    if (before !== null) this.hasFailed = this.#goOn(before);
  }

  get names(): readonly [front: string, back: string] {
    return [queueName(this.front.place), queueName(this.back.place)];
  }

  /** Heads in `front`, with the bytes written into them, in the order in which `back` would have them again. */
  get #underWay(): [head: number, written: number][] {
    const out = this.back.out.map(id => [this.#heads[id]!, this.#written[id]!] as [number, number]);
    const waiting = Array.from({ length: this.#came - this.#went }, (_, at) => {
      const slot = (this.#went + at) % this.#nextHeads.length;
      return [this.#nextHeads[slot]!, this.#nextWritten[slot]!] as [number, number];
    });
    return [...out, ...waiting];
  }

  /** True: requests of the front's driver have failed. */
  #goOn(before: BackEnd): boolean {
    const stale = before.front !== this.front;
    const underWay = before.#underWay.map(([head, written]) => [stale ? STALE : head, written] as const);
    if (before.back === this.back) {
      for (const [at, id] of this.back.out.entries()) {
        this.#heads[id] = underWay[at]![0];
        this.#written[id] = underWay[at]![1];
      }
      for (const [head, written] of underWay.slice(this.back.out.length)) this.#await(head, written);
    } else if (this.back.underWay > 0) for (const [head, written] of underWay) this.#await(head, written);
    else if (!stale) return this.#fail(underWay.map(([head]) => head));
    return false;
  }

  #fail(heads: readonly number[]): boolean {
    const { front } = this;
    for (const head of heads.filter(each => each !== STALE)) {
      front.serving = head;
      front.fail();
      front.device.push(head, 0);
    }
    front.serving = -1;
    return heads.length > 0;
  }

  /** Hands on all that is available and has room. Returns how many requests it was. `clock`: [0] is now. */
  handOn(dma: DmaPath, clock: Float64Array): number {
    const { front, back } = this;
    let handed = 0;
    this.copied = 0;
    front.device.disableKicks();
    // Where there is no room it looks again when a request comes back.
    while (back.backlog === 0 && back.driver.hasRoom(back.shape)) {
      front.serving = front.device.pop();
      if (front.serving < 0) {
        if (front.device.enableKicks()) continue;
        break;
      }
      if (front.moveData(dma)) {
        this.#await(front.serving, front.written);
        back.arrive(clock);
        back.submit();
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

  #await(head: number, written: number): void {
    const slot = this.#came++ % this.#nextHeads.length;
    this.#nextHeads[slot] = head;
    this.#nextWritten[slot] = written;
  }

  #wentOut(id: number): void {
    const slot = this.#went++ % this.#nextHeads.length;
    this.#heads[id] = this.#nextHeads[slot]!;
    this.#written[id] = this.#nextWritten[slot]!;
  }

  #finished(id: number): void {
    const head = this.#heads[id]!;
    if (head !== STALE) this.front.device.push(head, this.#written[id]!);
  }
}
