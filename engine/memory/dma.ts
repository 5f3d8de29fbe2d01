/**
 * A device's way into memory. A descriptor holds an address of the guest that drives the device. The device
 * reads it as an address of the guest it was given to; every assignment in between has an emulated IOMMU that
 * turns one into the other, or has none, and then the number is taken as it is.
 */
import { PAGE_SIZE } from './page.ts';

/** One address space's memory inside the one below. */
export interface Span {
  readonly start: number;
  readonly size: number;
  readonly base: number;
}

/** No memory there: an address that the device cannot reach. */
export const FAULT = -1;

/** Entries of a device's IOTLB; direct mapped, one page each. */
const IOTLB_ENTRIES = 64;

/** Takes an address through the given spans, innermost first; FAULT where one does not hold it. */
export function descend(spans: readonly Span[], address: number): number {
  let at = address;
  for (const span of spans) {
    if (at < span.start || at >= span.start + span.size) return FAULT;
    at = at - span.start + span.base;
  }
  return at;
}

export class DmaPath {
  hits = 0;
  misses = 0;
  readonly #stages: readonly Span[];
  readonly #translates: boolean;
  readonly #tags = new Float64Array(IOTLB_ENTRIES).fill(-1);
  readonly #frames = new Float64Array(IOTLB_ENTRIES);

  /** `stages`: what is applied to an address, innermost first, down to host-physical; `translates`: an IOMMU takes part. */
  constructor(stages: readonly Span[], translates: boolean) {
    this.#stages = stages;
    this.#translates = translates;
  }

  /** Host-physical address of `iova`, or FAULT. Remembers the page, as an IOTLB does. */
  translate(iova: number): number {
    const page = Math.floor(iova / PAGE_SIZE);
    const slot = page % IOTLB_ENTRIES;
    const offset = iova - page * PAGE_SIZE;
    if (this.#tags[slot] === page) {
      if (this.#translates) this.hits++;
      return this.#frames[slot]! + offset;
    }
    if (this.#translates) this.misses++;
    const frame = descend(this.#stages, page * PAGE_SIZE);
    if (frame === FAULT) return FAULT;
    this.#tags[slot] = page;
    this.#frames[slot] = frame;
    return frame + offset;
  }
}
