/**
 * The physical address space that a hypervisor shows one guest: which guest-physical range is its own memory,
 * which is somebody else's page mapped through, and which traps. KVM calls the first two memory slots.
 */

/** Where a guest-physical address leads, one level down. */
export type Region<Target> =
  /** Memory; `base` is where it starts in the address space of the level below. */
  | { readonly kind: 'ram'; readonly start: number; readonly size: number; readonly base: number }
  /** A page of the level below that is not memory there: an assigned doorbell. */
  | { readonly kind: 'mapped'; readonly start: number; readonly size: number; readonly base: number }
  /** Nothing: the hypervisor emulates what is there. */
  | { readonly kind: 'trapped'; readonly start: number; readonly size: number; readonly target: Target };

export class AddressSpace<Target> {
  readonly #regions: Region<Target>[] = [];

  /** Throws a RangeError where the region would overlap another: two devices cannot answer one address. */
  add(region: Region<Target>): void {
    const overlaps = this.#regions.some(
      other => region.start < other.start + other.size && other.start < region.start + region.size,
    );
    if (overlaps) throw new RangeError(`region at 0x${region.start.toString(16)} overlaps another`);
    this.#regions.push(region);
  }

  /** Whether everything of the other one is here, at the same address and leading to the same; memory may be larger. */
  holdsAllOf(other: AddressSpace<Target>): boolean {
    return other.#regions.every(region => this.#regions.some(own => leadsTheSame(region, own)));
  }

  /** The region that holds the address, or null: an access there is to nothing at all. */
  at(address: number): Region<Target> | null {
    return (
      this.#regions.find(region => address >= region.start && address < region.start + region.size) ?? null
    );
  }
}

function leadsTheSame<Target>(region: Region<Target>, other: Region<Target>): boolean {
  if (region.kind !== other.kind || region.start !== other.start) return false;
  if (region.kind === 'trapped' || other.kind === 'trapped') return region.size === other.size;
  return region.base === other.base && (region.kind === 'ram' || region.size === other.size);
}
