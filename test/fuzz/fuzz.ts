/**
 * `npm run fuzz -- --cases 100000 --seed 1`: mutated scenarios and profiles on their whole way through the program. A
 * case that throws, hangs or takes too much memory is a finding, told by its number: `--case 1234` judges it again
 * and shows its text. Ends with 1 where there is one.
 */
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { judge } from './judge.ts';
import { mutated } from './mutation.ts';
import type { Told, Work } from './worker.ts';

/** Some deep stacks take a second or two; the machine may have other work. */
const HANGS_AFTER_MS = 30_000;
const MOST_MEMORY_MB = 1024;
/** No case is judged yet. */
const LOADING = -1;
const SAY_EVERY_MS = 30_000;

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    case: { type: 'string' },
  },
});
const seed = Number(values.seed);

function show(number: number): void {
  const specimen = mutated(seed + number);
  process.stdout.write(`${specimen.name}\n${specimen.profile?.text ?? specimen.scenario}\n`);
  process.stdout.write(`${judge(specimen)}\n`);
}

async function judgeAll(cases: number): Promise<void> {
  const score = new Score();
  for (let from = 0; from < cases; ) from = await judgeFrom(from, cases, told => score.add(told));
  score.say();
  process.exitCode = score.findings === 0 ? 0 : 1;
}

/** What has been found so far, said now and then. */
class Score {
  findings = 0;
  readonly #verdicts = new Map<string, number>();
  readonly #startedAt = performance.now();
  #saidAt = performance.now();
  #slowest = { case: 0, ms: 0 };

  add({ case: number, ms, outcome }: Told): void {
    if (ms > this.#slowest.ms) this.#slowest = { case: number, ms };
    if ('verdict' in outcome)
      this.#verdicts.set(outcome.verdict, (this.#verdicts.get(outcome.verdict) ?? 0) + 1);
    else {
      this.findings++;
      process.stdout.write(`--seed ${seed} --case ${number}: ${outcome.finding}\n`);
    }
    if (performance.now() - this.#saidAt >= SAY_EVERY_MS) this.say();
  }

  say(): void {
    this.#saidAt = performance.now();
    const seconds = (this.#saidAt - this.#startedAt) / 1000;
    const judged = [...this.#verdicts.values()].reduce((sum, count) => sum + count, this.findings);
    const verdicts = [...this.#verdicts].map(([verdict, count]) => `${count} ${verdict}`).join(', ');
    const { case: number, ms } = this.#slowest;
    process.stdout.write(
      `${judged} cases in ${seconds.toFixed(0)} s, ${(judged / seconds).toFixed(0)}/s: ${verdicts}; ${this.findings} findings; the slowest took ${(ms / 1000).toFixed(1)} s (--case ${number})\n`,
    );
  }
}

/** Up to the end, or to behind a case that took the worker with it. Returns which is next. */
function judgeFrom(from: number, to: number, tell: (told: Told) => void): Promise<number> {
  const at = new SharedArrayBuffer(4);
  const current = new Int32Array(at).fill(LOADING);
  const workerData: Work = { from, to, seed, at };
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData,
    resourceLimits: { maxOldGenerationSizeMb: MOST_MEMORY_MB },
  });
  let seen = LOADING;
  const watch = setInterval(() => {
    const now = Atomics.load(current, 0);
    if (now === seen && now !== LOADING) fell(`hangs for more than ${HANGS_AFTER_MS / 1000} s`);
    seen = now;
  }, HANGS_AFTER_MS);
  let next = to;
  const fell = (finding: string) => {
    next = Math.max(from, Atomics.load(current, 0)) + 1;
    tell({ case: next - 1, ms: 0, outcome: { finding } });
    void worker.terminate();
  };
  worker.on('message', tell).on('error', error => fell(String(error)));
  return new Promise(resolve => {
    worker.on('exit', () => {
      clearInterval(watch);
      resolve(next);
    });
  });
}

if (values.case === undefined) await judgeAll(Number(values.cases));
else show(Number(values.case));
