/** One kick as a ladder through the levels. */
import type { Content } from '../contents.ts';
import type { State } from '../state.ts';

export function path(state: State): Content {
  const routes = state.routes().filter(({ queue }) => queue === state.scroll.queues);
  const lines = routes.flatMap(({ doorbell, route }) => [
    [['strong', doorbell] as const],
    ...route.hops.map(hop => [`  L${hop.level} ${hop.reason} ${hop.why}`]),
  ]);
  return { heads: [], lines };
}
