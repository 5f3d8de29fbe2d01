/** The built program as a child process without a terminal, the way scripts run it. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const program = fileURLToPath(new URL('../../dist/trapline.js', import.meta.url));

if (!existsSync(program)) throw new Error('dist/ is missing: run `npm run build` (`npm test` does it first)');

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export function trapline(...args: string[]): Ended {
  return child([process.execPath, program, ...args]);
}

/** Nothing that is asked for here takes a tenth of it. */
const HANGS_AFTER_MS = 60_000;

/** Any command line; standard input is empty. */
export function child([command, ...args]: readonly [string, ...string[]]): Ended {
  const { NODE_OPTIONS: _, ...env } = process.env;
  const options = { input: '', encoding: 'utf8', env, timeout: HANGS_AFTER_MS } as const;
  const { status, stdout, stderr, error } = spawnSync(command, args, options);
  if (error !== undefined) throw error;
  return { code: status, stdout, stderr };
}

/** A shell's `command` in which "$@" is the program with these arguments. */
export function inShell(command: string, ...args: string[]): Ended {
  return child(['sh', '-c', command, 'sh', process.execPath, program, ...args]);
}
