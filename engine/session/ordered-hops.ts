/** A route's hops as a log writes them: each stands once, and then in which order they come. */
import type { Hop } from '../route/route.ts';

export interface OrderedHops {
  readonly each: readonly Hop[];
  /** Indices into `each`. */
  readonly order: readonly number[];
}

/** The same hop is told by being the same object. */
export function ordered(hops: readonly Hop[]): OrderedHops {
  const places = new Map<Hop, number>();
  const order = hops.map(hop => {
    const place = places.get(hop) ?? places.size;
    places.set(hop, place);
    return place;
  });
  return { each: [...places.keys()], order };
}
