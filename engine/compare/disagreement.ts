/** Where what a log says and what is simulated again are not the same. */
import { stallReason } from '../run/stall.ts';
import type { LookReader } from '../session/look.ts';
import { nameOf } from '../session/queue-name.ts';
import { type Numbers, readLatencies, readNumbers, WORLD_FIELDS } from '../worker/numbers.ts';
import type { Again } from './again.ts';

type Value = number | string | null;

/** The first thing that is not as it was. */
export interface Disagreement {
  /** `G2.V1.tx.kicks`. */
  readonly what: string;
  readonly logged: Value;
  readonly simulated: Value;
}

/** How many numbers of looks were compared, and how many histograms of latencies. */
export interface Tally {
  counters: number;
  histograms: number;
}

/** null where the look says what is simulated. What this version does not know, or the log does not say, is passed over. */
export function lookDisagrees(
  look: LookReader,
  again: Again,
  reasons: ReadonlyMap<number, string>,
  tally: Tally,
): Disagreement | null {
  for (const [what, logged, simulated] of numbersOf(look, again, reasons)) {
    if (!Object.is(logged, simulated)) return { what, logged, simulated };
    tally.counters++;
  }
  return histogramsDisagree(look, again, tally);
}

type Pair = [what: string, logged: Value, simulated: Value];

function* numbersOf(look: LookReader, again: Again, reasons: ReadonlyMap<number, string>): Generator<Pair> {
  const { layout, vector } = look;
  const logged = readNumbers(vector, layout, layout.queues.length);
  const simulated = again.numbers();
  yield* namedIn(layout.run, '', logged.run, simulated.run);
  for (const [index, queue] of layout.queues.entries()) {
    const name = nameOf(queue);
    const { stall, ...ofQueue } = logged.queues[index]!;
    yield* namedIn(layout.queue, `${name}.`, ofQueue, simulated.queues[index]!);
    if (layout.queue.includes('stall'))
      yield [`${name}.stalled`, reasons.get(stall) ?? null, stallReason(again.run, index)];
  }
  yield* countsOf(layout.firstRoute, logged, simulated);
}

function* namedIn(names: readonly string[], of: string, logged: object, simulated: object): Generator<Pair> {
  for (const name of names)
    if (name in logged && name in simulated && !(WORLD_FIELDS as readonly string[]).includes(name))
      yield [`${of}${name}`, valueNamed(logged, name), valueNamed(simulated, name)];
}

/** A number, a doorbell, or several. */
function valueNamed(of: object, name: string): Value {
  const value = (of as Record<string, Value | readonly string[]>)[name]!;
  return value !== null && typeof value === 'object' ? value.join(', ') : value;
}

/** Places without a route yet are zeros. */
function* countsOf(firstRoute: number, logged: Numbers, simulated: Numbers): Generator<Pair> {
  for (const [id, count] of logged.counts.entries())
    yield [`executions of route ${firstRoute + id}`, count, simulated.counts[id] ?? 0];
}

function histogramsDisagree(look: LookReader, { run }: Again, tally: Tally): Disagreement | null {
  const logged = readLatencies(look);
  for (const [index, queue] of run.queues.entries())
    for (const [doorbell, { counts }] of queue.latencies) {
      const seen = logged.find(each => each.queue === index && each.doorbell === doorbell)?.counts ?? [];
      const bucket = counts.findIndex((count, at) => count !== (seen[at] ?? 0));
      if (bucket >= 0) {
        const of = `${nameOf(look.layout.queues[index]!)}, latencies by ${doorbell ?? 'no doorbell'}`;
        return { what: `${of}, bucket ${bucket}`, logged: seen[bucket] ?? 0, simulated: counts[bucket]! };
      }
      tally.histograms++;
    }
  return null;
}

/**
 * The same of what a log has as JSON: an older one does not say everything, a newer one more. null where all that both
 * say is the same.
 */
export function jsonDisagrees(logged: unknown, simulated: unknown, what: string): Disagreement | null {
  if (isRecord(logged) && isRecord(simulated)) {
    for (const key of Object.keys(logged)) {
      const found = key in simulated ? jsonDisagrees(logged[key], simulated[key], `${what}.${key}`) : null;
      if (found !== null) return found;
    }
    return Array.isArray(logged) && Array.isArray(simulated)
      ? jsonDisagrees(logged.length, simulated.length, `${what}.length`)
      : null;
  }
  return Object.is(logged, simulated) ? null : { what, logged: shown(logged), simulated: shown(simulated) };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

const shown = (value: unknown): Value =>
  typeof value === 'number' || typeof value === 'string' || value === null
    ? value
    : (JSON.stringify(value) ?? null);
