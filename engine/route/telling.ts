/** How a route is told, in text and as a picture alike. */
import type { Hop, Route } from './route.ts';

/** Equal hops that follow each other. */
export interface Repeated {
  readonly hop: Hop;
  readonly times: number;
  /** Of all of them: the last one may have had more to do. */
  readonly cycles: number;
}

/** In order; no further than somebody asks, because a deep stack's route has thousands. */
export function* repeated(hops: readonly Hop[]): Generator<Repeated> {
  for (let at = 0; at < hops.length; ) {
    const hop = hops[at]!;
    let [end, cycles] = [at, 0];
    while (end < hops.length && same(hop, hops[end]!)) cycles += hops[end++]!.cycles;
    yield { hop, times: end - at, cycles };
    at = end;
  }
}

function same(a: Hop, b: Hop): boolean {
  return (
    a.level === b.level &&
    a.reason === b.reason &&
    a.detail === b.detail &&
    a.depth === b.depth &&
    a.handledBy === b.handledBy
  );
}

/** What became of it, without a full stop. */
export function outcomeText({
  outcome,
  error,
  reached,
}: Pick<Route, 'outcome' | 'error' | 'reached'>): string {
  switch (outcome) {
    case 'delivered':
      return reached === null ? 'done' : `delivered to ${reached}`;
    case 'error':
      return `error${error === null ? '' : ` ${error}`}, delivered to nobody`;
    case 'wrong-device':
      return `it reaches ${reached}, the wrong device, without any error`;
    case 'corrupt':
      return `delivered to ${reached}, which reads and writes the wrong memory: no IOMMU translates`;
    case 'dma-fault':
      return `delivered to ${reached}, whose DMA faults`;
  }
}
