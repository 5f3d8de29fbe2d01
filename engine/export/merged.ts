/** Several series, each in the order of time, as one. */

interface Timed {
  readonly atNs: number;
}

/** At equal times what stands in an earlier series comes first. */
export function* merged<T extends Timed>(...series: readonly Iterable<T>[]): Generator<T> {
  const heads = series.map(each => {
    const iterator = each[Symbol.iterator]();
    return { iterator, next: iterator.next() };
  });
  for (;;) {
    let first: (typeof heads)[number] | null = null;
    for (const head of heads)
      if (!head.next.done && (first === null || head.next.value.atNs < first.next.value.atNs)) first = head;
    if (first === null) return;
    yield first.next.value;
    first.next = first.iterator.next();
  }
}
