/** Builds reference.c, the C program that the benchmark compares the engine against. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SOURCE = join(import.meta.dirname, 'reference.c');
const FLAGS = ['-O3', '-march=native'];

export interface Reference {
  /** Takes LEVELS QUEUES WARMUP REQUESTS SEED and prints one line of JSON. */
  readonly executable: string;
  /** What it was built with: "clang -O3 -march=native". */
  readonly built: string;
  /** Deletes it. */
  remove(): void;
}

/** Builds the reference with clang, else gcc; where neither does, tells `say` why and returns null. */
export function buildReference(say: (sentence: string) => void): Reference | null {
  const compiler = ['clang', 'gcc'].find(name => spawnSync(name, ['--version']).status === 0);
  if (!compiler) {
    say('No C compiler (clang, gcc) was found: there is no C reference to compare with.');
    return null;
  }
  const directory = mkdtempSync(join(tmpdir(), 'trapline-bench-'));
  const remove = () => rmSync(directory, { recursive: true });
  const executable = join(directory, 'reference');
  const { status, stderr } = spawnSync(compiler, [...FLAGS, '-o', executable, SOURCE, '-lm'], {
    encoding: 'utf8',
  });
  if (status === 0) return { executable, built: [compiler, ...FLAGS].join(' '), remove };
  remove();
  say(`${compiler} cannot build the C reference, so there is none to compare with:\n${stderr}`);
  return null;
}
