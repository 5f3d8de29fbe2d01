/** `trapline run`: the dashboard on a live run, or a report where nobody looks at a terminal. */
import { join } from 'node:path';
import { type Library, type RecordTo, type Speed, startThread } from '../engine/index.ts';
import type { Runnable } from './dashboard.ts';
import { printDiagnostics } from './diagnostics.ts';
import { EXIT } from './exit-codes.ts';
import type { Command } from './later.ts';
import { named, readLibrary, SCENARIOS } from './library.ts';
import { type LookArguments, looksOf, onTerminal, speed, withLooks } from './looks.ts';
import { once } from './once.ts';
import { readScenarioFile } from './scenario-file.ts';
import { seed, simulatedTime, size } from './values.ts';

/** Where nobody can choose one. */
const DEFAULT_SCENARIO = named(join(SCENARIOS, 'three-doorbells.yaml'));
const DEFAULT_FOR_NS = 1e9;

/** As many as have room side by side. */
const MOST_RUNS = 4;

interface RunArguments extends LookArguments {
  readonly scenario: readonly string[] | undefined;
  readonly headless: boolean;
  readonly for: number | undefined;
  readonly json: boolean;
  readonly record: string | undefined;
  readonly maxSize: number | undefined;
  readonly seed: number | undefined;
  readonly speed: Speed;
  readonly watch: boolean;
}

export const runCommand: Command<RunArguments> = {
  builder: args =>
    withLooks(args, 'live')
      .positional('scenario', {
        type: 'string',
        array: true,
        describe: `Scenario file; up to ${MOST_RUNS} of them stand side by side. Left out: a list to choose from`,
      })
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
        describe:
          'Write the session log to this new file; in the dashboard R begins and ends one at any time',
      })
      .option('max-size', {
        type: 'string',
        requiresArg: true,
        coerce: once(size),
        describe:
          'Most that a session log may take of the disk, such as 100MB: at half of it FILE becomes FILE.1, in the place of an earlier one, and begins anew',
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
      .option('watch', {
        type: 'boolean',
        default: true,
        describe: 'Follow edits of the scenario and its profiles',
      }) as never,
  async handler(args) {
    const headless = args.headless || args.json || args.for !== undefined || !onTerminal();
    const given = args.scenario ?? [];
    const impossible = given.length < 2 ? null : whyNotSeveral(given.length, headless, args);
    if (impossible !== null) {
      process.stderr.write(`${impossible}\nSee: trapline --help\n`);
      process.exitCode = EXIT.usage;
    } else if (headless) {
      const files = openAll(given.length === 0 ? [DEFAULT_SCENARIO] : given, readLibrary(), args.seed);
      process.exitCode = files === null ? EXIT.input : await reportOn(files[0], args);
    } else if (given.length > 0) process.exitCode = await show(given, args);
    else process.exitCode = await showChosen(args);
  },
};

/** `opening`: called right before the dashboard takes the terminal, or says why it cannot. */
async function show(names: readonly string[], args: RunArguments, opening = () => {}): Promise<number> {
  const threads = names.map(() => startThread());
  const library = readLibrary();
  const files = openAll(names, library, args.seed, opening);
  if (files === null) return EXIT.input;
  const { runDashboard } = await import('./dashboard.ts');
  const [record, mostBytes] = [recordOf(args), args.maxSize ?? null];
  return runDashboard({ ...args, ...looksOf(args), files, threads, library, record, mostBytes, opening });
}

async function showChosen(args: RunArguments): Promise<number> {
  const { chooseScenario } = await import('./choose.ts');
  const chosen = await chooseScenario(looksOf(args));
  if (typeof chosen === 'number') return chosen;
  try {
    return await show([chosen.file], args, () => chosen.close());
  } finally {
    chosen.close();
  }
}

/** Side by side there is one screen and no report, and a session log is one run's. */
function whyNotSeveral(count: number, headless: boolean, { record }: RunArguments): string | null {
  if (count > MOST_RUNS) return `At most ${MOST_RUNS} scenarios have room side by side; these are ${count}.`;
  if (headless) return 'Several scenarios need a terminal to stand side by side on: for a report name one.';
  if (record !== undefined) return 'A session log is of one run: --record takes one scenario.';
  return null;
}

/** With one seed for all; null where one of them cannot run, which has been said. */
function openAll(
  names: readonly string[],
  library: Library,
  seed: number | undefined,
  complaining = () => {},
): readonly [Runnable, ...Runnable[]] | null {
  const files: Runnable[] = [];
  let failed = false;
  for (const name of names) {
    const opened = readScenarioFile(name, library, seed ?? files[0]?.scenario.seed);
    if (opened.diagnostics.length > 0) complaining();
    printDiagnostics([opened]);
    if (opened.scenario === null) failed = true;
    else files.push({ ...opened, scenario: opened.scenario });
  }
  return failed ? null : (files as [Runnable, ...Runnable[]]);
}

async function reportOn({ scenario, text }: Runnable, args: RunArguments): Promise<number> {
  const { for: time, json } = args;
  const { runReport } = await import('./headless.ts');
  return runReport({ scenario, text, forNs: time ?? DEFAULT_FOR_NS, record: recordOf(args), json });
}

function recordOf({ record, maxSize }: RunArguments): RecordTo | null {
  return record === undefined ? null : { file: record, mostBytes: maxSize ?? null };
}
