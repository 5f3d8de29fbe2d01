/** Where a kick comes by on its way to the device that hears it: the exits by which one level hands it to the next. */
import type { Hop, Route } from '../route/route.ts';

/**
 * Indices of a route's exits, the last of them the one that ends at the device, or in the error. Empty where no exit is
 * on the way, and of a route that is no kick's. `levels`: names from the host on.
 */
export function wayOf(route: Route, levels: readonly string[]): number[] {
  if (route.cause.kind !== 'kick' || route.hops.length === 0) return [];
  const way = [lastExit(route, levels)];
  for (let at = way[0]! - 1; at >= 0; at--)
    if (route.hops[at]!.depth < route.hops[way[0]!]!.depth) way.unshift(at);
  return way;
}

/** What a hypervisor's code traps on before it gets to the device is no part of the way. */
function lastExit({ hops, turn, reached }: Route, levels: readonly string[]): number {
  if (turn === null || reached === null) return 0;
  const owner = levels.findIndex(name => reached.startsWith(`${name}:`));
  const served = (hop: Hop) => hop.handledBy === owner;
  return Math.max(0, hops.slice(0, turn).findLastIndex(served));
}
