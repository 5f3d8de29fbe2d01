/** Judges one case after the other, and says where it is so that somebody else can see that it hangs. */
import { parentPort, workerData } from 'node:worker_threads';
import { judge, type Verdict } from './judge.ts';
import { mutated } from './mutation.ts';

export interface Work {
  readonly from: number;
  readonly to: number;
  readonly seed: number;
  /** [0]: the case that is judged now. */
  readonly at: SharedArrayBuffer;
}

export interface Told {
  readonly case: number;
  readonly ms: number;
  /** Of the text, or what is wrong with the program. */
  readonly outcome: { readonly verdict: Verdict } | { readonly finding: string };
}

const { from, to, seed, at } = workerData as Work;
const current = new Int32Array(at);

for (let number = from; number < to; number++) {
  Atomics.store(current, 0, number);
  const started = performance.now();
  const outcome = outcomeOf(number);
  const told: Told = { case: number, ms: performance.now() - started, outcome };
  parentPort!.postMessage(told);
}

function outcomeOf(number: number): Told['outcome'] {
  try {
    return { verdict: judge(mutated(seed + number)) };
  } catch (error) {
    return { finding: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
