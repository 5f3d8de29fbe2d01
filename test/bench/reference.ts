/** Runs the C reference once (reference.c says what it prints). */
import { execFileSync } from 'node:child_process';
import { z } from 'zod';

const output = z.object({ exitsPerCpuSecond: z.number(), kicksPerCpuSecond: z.number() });

export function runReference(executable: string, levels: number, requests: number) {
  const queues = 4;
  const warmUp = requests / 10;
  const seed = 1;
  const text = execFileSync(executable, [levels, queues, warmUp, requests, seed].map(String), {
    encoding: 'utf8',
  });
  const { exitsPerCpuSecond, kicksPerCpuSecond } = output.parse(JSON.parse(text));
  return { exits: exitsPerCpuSecond, kicks: kicksPerCpuSecond };
}
