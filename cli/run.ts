/** `trapline run`: the dashboard on a live run, or a report where nobody looks at a terminal. */
import { join, relative } from 'node:path';
import { parseDuration, type Speed, UnitError } from '../engine/index.ts';
import { EXIT } from './exit-codes.ts';
import type { Command } from './later.ts';
import { readLibrary, SCENARIOS } from './library.ts';
import { once } from './once.ts';
import { readScenarioFile } from './scenario-file.ts';

/** As a person in the checkout would name it. */
const DEFAULT_SCENARIO = relative('', join(SCENARIOS, 'three-doorbells.yaml'));
const DEFAULT_FOR_NS = 1e9;

interface RunArguments {
  readonly scenario: string | undefined;
  readonly headless: boolean;
  readonly for: number | undefined;
  readonly json: boolean;
  readonly record: string | undefined;
  readonly seed: number | undefined;
  readonly speed: Speed;
  readonly watch: boolean;
  readonly ascii: boolean;
  readonly color: boolean;
}

export const runCommand: Command<RunArguments> = {
  builder: args =>
    args
      .positional('scenario', { type: 'string', describe: 'Scenario file; a bundled one if left out' })
      .option('headless', {
        type: 'boolean',
        default: false,
        describe: 'Print a report instead of the dashboard',
      })
      .option('for', {
        type: 'string',
        requiresArg: true,
        coerce: once(simulatedTime),
        describe: 'Simulated time of a report: 250ms (default 1s); implies --headless',
      })
      .option('json', {
        type: 'boolean',
        default: false,
        describe: 'The report as one JSON document; implies --headless',
      })
      .option('record', {
        type: 'string',
        requiresArg: true,
        coerce: once(String),
        describe: 'Write the session log to this new file',
      })
      .option('seed', {
        type: 'string',
        requiresArg: true,
        coerce: once(seed),
        describe: "Instead of the scenario's own",
      })
      .option('speed', {
        type: 'string',
        requiresArg: true,
        default: '1',
        coerce: once(speed),
        describe: 'Simulated over wall time of the dashboard: 0.001 .. 1, or max',
      })
      .option('watch', { type: 'boolean', default: true, describe: 'Follow edits of the scenario file' })
      .option('ascii', { type: 'boolean', default: false, describe: 'Draw with ASCII characters only' })
      .option('color', {
        type: 'boolean',
        default: true,
        describe: 'Colours; NO_COLOR turns them off too',
      }),
  async handler(args) {
    const library = readLibrary();
    const opened = readScenarioFile(args.scenario ?? DEFAULT_SCENARIO, library, args.seed);
    if (opened.formatted.length > 0) process.stderr.write(`${opened.formatted.join('\n\n')}\n`);
    const { scenario } = opened;
    if (scenario === null) {
      process.exitCode = EXIT.input;
      return;
    }
    const record = args.record ?? null;
    if (args.headless || args.json || args.for !== undefined || !onTerminal()) {
      const forNs = args.for ?? DEFAULT_FOR_NS;
      const { runReport } = await import('./headless.ts');
      process.exitCode = runReport({ scenario, text: opened.text, forNs, record, json: args.json });
    } else {
      const { runDashboard } = await import('./dashboard.ts');
      // An empty NO_COLOR does not count (no-color.org).
      const color = args.color && !process.env.NO_COLOR;
      const { speed, watch, ascii, seed } = args;
      process.exitCode = await runDashboard({
        scenario,
        opened,
        library,
        record,
        speed,
        watch,
        ascii,
        color,
        seed,
      });
    }
  },
};

/** One that can place its cursor: a dumb terminal, as in an editor's shell, shows a report well enough. */
function onTerminal(): boolean {
  return process.stdin.isTTY === true && process.stdout.isTTY === true && process.env.TERM !== 'dumb';
}

function simulatedTime(text: string): number {
  try {
    return parseDuration(text);
  } catch (error) {
    if (error instanceof UnitError) throw new Error(`--for ${text}: ${error.message}`);
    throw error;
  }
}

function speed(text: string): Speed {
  const value = Number(text);
  if (text === 'max') return 'max';
  if (text.trim() !== '' && value > 0 && Number.isFinite(value)) return value;
  throw new Error(`--speed ${text}: a number above 0, or max`);
}

function seed(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isInteger(value) && value >= 0 && value < 2 ** 32) return value;
  throw new Error(`--seed ${text}: a whole number from 0 to 4294967295`);
}
