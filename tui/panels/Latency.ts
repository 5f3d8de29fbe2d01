/** How long requests take, arrival to completion, by queue and doorbell: percentiles and a histogram. */
import type { Content, Line } from '../contents.ts';
import { duration } from '../format.ts';
import { queueName } from '../history.ts';
import { latest, now } from '../rates.ts';
import { quantileOf } from '../run.ts';
import type { State } from '../state.ts';
import { cell } from '../text.ts';

export function latency(state: State): Content {
  const { queues } = now(state);
  const lines = latest(state).latencies.map(({ queue, doorbell, counts }): Line => {
    const figures = [0.5, 0.99, 0.999].map(q => cell(duration(quantileOf(counts, q)), 9, 'right'));
    return [cell(queueName(queues[queue]!), 16), cell(doorbell ?? 'none', 10), ...figures];
  });
  return { heads: [], lines };
}
