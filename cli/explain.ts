/** `trapline explain`: every driver and doorbell, or one operation of the innermost guest, hop by hop. */
import {
  type Explained,
  type ExplainedRoute,
  explained,
  explainScenario,
  operationNames,
  outcomeText,
  printable,
  repeated,
  type Scenario,
  type WholeRequest,
  walkOperation,
  whyNoOperation,
} from '../engine/index.ts';
import { printDiagnostics } from './diagnostics.ts';
import { EXIT } from './exit-codes.ts';
import type { Command } from './later.ts';
import { readLibrary } from './library.ts';
import { once } from './once.ts';
import { readScenarioFile } from './scenario-file.ts';

interface ExplainArguments {
  readonly scenario: string;
  readonly op: string | undefined;
  readonly owner: number;
  readonly cold: boolean;
  readonly json: boolean;
}

export const explainCommand: Command<ExplainArguments> = {
  builder: args =>
    args
      .positional('scenario', { type: 'string', demandOption: true, describe: 'Scenario file' })
      .option('op', {
        type: 'string',
        requiresArg: true,
        choices: operationNames,
        coerce: once(String),
        describe: 'One operation of the innermost guest instead of the drivers',
      })
      .option('owner', {
        type: 'string',
        requiresArg: true,
        default: '0',
        coerce: once(Number),
        describe: 'Level that emulates the page of an assigned-mmio operation',
      })
      .option('cold', {
        type: 'boolean',
        default: false,
        describe: 'The first time, before any table is filled',
      })
      .option('json', {
        type: 'boolean',
        default: false,
        describe: 'One JSON document on standard output',
      }),
  handler({ scenario: file, op, owner, cold, json }) {
    const opened = readScenarioFile(file, readLibrary());
    const { scenario } = opened;
    printDiagnostics([opened]);
    if (scenario === null) {
      process.exitCode = EXIT.input;
      return;
    }
    const impossible = op === undefined ? null : whyImpossible(scenario, op, owner);
    if (impossible !== null) {
      process.stderr.write(`${impossible}\nSee: trapline --help\n`);
      process.exitCode = EXIT.usage;
      return;
    }
    const explanation =
      op === undefined ? explainScenario(scenario, cold) : explainOperation(scenario, op, owner, cold);
    if (json) process.stdout.write(`${JSON.stringify({ version: 1, ...explanation }, null, 2)}\n`);
    else for (const line of explainLines(scenario, explanation)) process.stdout.write(`${printable(line)}\n`);
  },
};

function whyImpossible(scenario: Scenario, op: string, owner: number): string | null {
  const innermost = scenario.levels.length - 1;
  if (innermost === 0) return 'An operation needs a guest: this stack has one level only.';
  const lacking = whyNoOperation(scenario, op);
  if (lacking !== null) return `--op ${op}: ${lacking}.`;
  if (Number.isInteger(owner) && owner >= 0 && owner < innermost) return null;
  return `--owner takes a level from 0 to ${innermost - 1}: the one that emulates the page lies below the innermost guest.`;
}

function explainOperation(scenario: Scenario, operation: string, owner: number, cold: boolean): Explained {
  return {
    routes: [explained(walkOperation(scenario, operation, { owner, cold }), { operation })],
    missing: [],
    requests: [],
  };
}

export function explainLines(scenario: Scenario, { routes, missing, requests }: Explained): string[] {
  if (routes.length + missing.length === 0) return ['No driver, no route. Try --op.'];
  const lines = routes.flatMap(route => [...routeLines(scenario, route), '']);
  for (const { guest, device, queue, doorbell } of missing)
    lines.push(
      `${guest} finds no ${doorbell} doorbell of ${device}.${queue}: it is hidden, or the device has none.`,
      '',
    );
  lines.push(...requests.flatMap(request => [...requestLines(request), '']));
  return lines.slice(0, -1);
}

/** Past so many exits nobody reads an order. */
const READABLE_ORDER = 40;

function requestLines({ guest, device, queue, completes, exits, cycles, order }: WholeRequest): string[] {
  const when = completes === 'at-once' ? 'done before the guest goes on' : 'done later';
  const head = `a whole request of ${guest} to ${device}.${queue}, ${when}: ${number(exits)} ${exits === 1 ? 'exit' : 'exits'}, ${number(cycles)} cycles`;
  return exits > READABLE_ORDER ? [head] : [head, `  ${order.join(' ')}`];
}

function routeLines(scenario: Scenario, route: ExplainedRoute): string[] {
  const does =
    route.operation === undefined
      ? `kicks ${route.device}.${route.queue} by ${route.doorbell}`
      : `does one ${route.operation}`;
  const exits = `${number(route.exits)} ${route.exits === 1 ? 'exit' : 'exits'}`;
  const head = `${route.guest} (L${route.level}) ${does}, ${route.state}: ${outcomeText(route)}; ${exits}, ${number(route.cycles)} cycles`;
  return [head, ...hopLines(scenario, route)];
}

/** One line a hop, indented by what caused it; equal neighbours share a line. */
function hopLines(scenario: Scenario, { hops }: ExplainedRoute): string[] {
  const name = (level: number) => scenario.levels[level]!.name;
  return Array.from(repeated(hops), ({ hop, times, cycles }) => {
    const what = hop.detail === null ? hop.reason : `${hop.reason} (${hop.detail})`;
    const also = times === 1 ? '' : ` x ${times}`;
    const way = hop.reflected ? '=>' : '->';
    const cost = `${number(cycles / times)}${times === 1 ? '' : ' each'}`;
    const indent = '  '.repeat(hop.depth + 1);
    return `${`${indent}L${hop.level} ${what}${also}`.padEnd(34)} ${way} ${name(hop.handledBy).padEnd(6)} ${cost.padStart(12)}  ${hop.why}`;
  });
}

const number = (n: number): string => n.toLocaleString('en-US', { maximumFractionDigits: 0 });
