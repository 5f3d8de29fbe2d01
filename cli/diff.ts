/** `trapline diff`: two runs, each a scenario that is run for it or a session log of one that was, number by number. */
import {
  type Condition,
  difference,
  formatDiagnostic,
  isDifferent,
  isSessionFile,
  judge,
  type Library,
  type Measured,
  measureScenario,
  measureSession,
  openSessionFile,
  parseCondition,
  printable,
  rowsOf,
  type Scenario,
  verdict,
  whyUnknown,
} from '../engine/index.ts';
import { printDiagnostics } from './diagnostics.ts';
import { type Compared, linesOf } from './diff-text.ts';
import { EXIT } from './exit-codes.ts';
import { asFaultyInput } from './faulty-input.ts';
import type { Command } from './later.ts';
import { readLibrary } from './library.ts';
import { once } from './once.ts';
import { readScenarioFile } from './scenario-file.ts';
import { seed, simulatedTime } from './values.ts';

const DEFAULT_FOR_NS = 1e9;

interface DiffArguments {
  readonly a: string;
  readonly b: string;
  readonly for: number | undefined;
  readonly seed: number | undefined;
  readonly all: boolean;
  readonly failOn: readonly string[];
  readonly json: boolean;
}

export const diffCommand: Command<DiffArguments> = {
  builder: args =>
    args
      .positional('a', { type: 'string', demandOption: true, describe: 'Scenario, or session log: what was' })
      .positional('b', { type: 'string', demandOption: true, describe: 'Scenario, or session log: what is' })
      .option('for', {
        type: 'string',
        requiresArg: true,
        coerce: once(simulatedTime),
        describe: 'Simulated time that scenarios run: 250ms (default 1s, or as long as the log)',
      })
      .option('seed', {
        type: 'string',
        requiresArg: true,
        coerce: once(seed),
        describe: "Of both scenarios, instead of A's",
      })
      .option('all', { type: 'boolean', default: false, describe: 'Show what is the same, too' })
      .option('fail-on', {
        type: 'string',
        array: true,
        nargs: 1,
        default: [],
        describe: `End with ${EXIT.failOn} if that is so, such as 'p99 > +5%' or 'lost-kicks > 0'; again for another`,
      })
      .option('json', { type: 'boolean', default: false, describe: 'One JSON document' }) as never,
  handler(args) {
    process.exitCode = diff(args);
  },
};

function diff(args: DiffArguments): number {
  const conditions = args.failOn.map(parsed);
  if (!conditions.every(each => each !== null)) return usage();
  const sides = opened(args, readLibrary());
  if (sides === null) return EXIT.input;
  const [a, b] = measured(sides, args.for);
  const unknown = conditions.map(each => complained(each.expression, whyUnknown(each, a, b)));
  if (unknown.some(each => each)) return usage();
  const judged = conditions.map(each => judge(each, a, b));
  const rows = rowsOf(a, b).filter(row => args.all || isDifferent(row));
  const compared: Compared = {
    a: { file: args.a, ...factsOf(a) },
    b: { file: args.b, ...factsOf(b) },
    changes: changesOf(sides),
    rows,
    verdict: verdict(a, b),
    failOn: judged,
  };
  if (args.json) process.stdout.write(`${JSON.stringify({ version: 1, ...compared }, null, 2)}\n`);
  else for (const line of linesOf(compared)) process.stdout.write(`${printable(line)}\n`);
  return judged.some(({ failed }) => failed) ? EXIT.failOn : EXIT.fine;
}

/** null where it is no condition, which has been said. */
function parsed(expression: string): Condition | null {
  const found = parseCondition(expression);
  if (!('rule' in found)) return found;
  complained(expression, found);
  return null;
}

function complained(expression: string, found: ReturnType<typeof whyUnknown>): boolean {
  if (found !== null) process.stderr.write(`${formatDiagnostic(found, expression.trim())}\n`);
  return found !== null;
}

function usage(): number {
  process.stderr.write('See: trapline diff --help\n');
  return EXIT.usage;
}

/** What is compared, before anything has run. */
type Side = { readonly scenario: Scenario } | { readonly log: Measured };

/** null where a scenario cannot run, which has been said. */
function opened({ a, b, seed: given }: DiffArguments, library: Library): readonly [Side, Side] | null {
  const one = openedOne(a, library, given);
  // A log's run has had its seed already; whoever is compared with it has the same.
  const other = openedOne(b, library, given ?? (one && seedOf(one)));
  if (one === null || other === null) return null;
  const again = 'scenario' in one && 'log' in other && given === undefined;
  return again ? [{ scenario: { ...one.scenario, seed: other.log.seed } }, other] : [one, other];
}

const seedOf = (side: Side): number => ('log' in side ? side.log.seed : side.scenario.seed);

function openedOne(file: string, library: Library, given: number | null | undefined): Side | null {
  if (asFaultyInput(file, () => isSessionFile(file))) return { log: measuredLog(file) };
  const found = readScenarioFile(file, library, given ?? undefined);
  printDiagnostics([found]);
  return found.scenario && { scenario: found.scenario };
}

function measuredLog(file: string): Measured {
  const { session, close } = asFaultyInput(file, () => openSessionFile(file));
  try {
    if (session.missing !== null) process.stderr.write(`${printable(`${file}: ${session.missing}`)}\n`);
    return asFaultyInput(file, () => measureSession(session));
  } finally {
    close();
  }
}

/** A scenario runs as long as the log that it is compared with. */
function measured([a, b]: readonly [Side, Side], forNs: number | undefined): [Measured, Measured] {
  const log = [a, b].find(side => 'log' in side);
  const ns = forNs ?? (log !== undefined && 'log' in log ? log.log.simulatedNs : DEFAULT_FOR_NS);
  const of = (side: Side) => ('log' in side ? side.log : measureScenario(side.scenario, ns));
  return [of(a), of(b)];
}

const factsOf = ({ title, seed, simulatedNs }: Measured) => ({ title, seed, simulatedNs });

/** What a person would call the difference of two scenarios. */
function changesOf([a, b]: readonly [Side, Side]): string[] {
  if ('log' in a || 'log' in b) return [];
  return difference(a.scenario, b.scenario)
    .filter(({ told }) => told)
    .map(({ text }) => text);
}
