/**
 * Comma-separated values (RFC 4180), a row an operation, in the order in which they began. The mean cost of a route is in
 * `cycles`; a log does not say how each operation's own cost scattered around it.
 */
import type { Route } from '../route/route.ts';
import { printable } from '../scenario/printable.ts';
import { type ExportedLog, Machines } from './machines.ts';
import { type Operation, operationsOf } from './operations.ts';

export function* csv(log: ExportedLog): Generator<string> {
  const machines = new Machines(log);
  const depth = Math.max(...machines.all.map(({ levels }) => levels.length));
  const columns = [...COLUMNS, ...Array.from({ length: depth - 1 }, (_, below) => exitsOf(below + 1))];
  yield line(['sequence', 'at_ns', ...columns.map(([name]) => name)]);
  // A route has thousands of exits, and is executed thousands of times.
  const known = new Map<Route, { readonly hz: number; readonly cells: string }>();
  for (const operation of operationsOf(log, machines)) {
    const { route, hz, sequence, atNs } = operation;
    let rest = known.get(route);
    if (rest?.hz !== hz) {
      rest = { hz, cells: line(columns.map(([, value]) => value(operation))) };
      known.set(route, rest);
    }
    yield `${sequence},${atNs},${rest.cells}`;
  }
}

type Cell = string | number | null | undefined;

type Column = readonly [name: string, value: (of: Operation) => Cell];

/** What is alike whenever a route is executed. */
const COLUMNS: readonly Column[] = [
  ['guest', ({ route }) => route.guest],
  ['level', ({ route }) => route.level],
  ['vcpu', ({ processor }) => processor.vcpu],
  ['cause', ({ route }) => route.cause.kind],
  ['device', ({ route: { cause } }) => ('device' in cause ? cause.device : null)],
  ['queue', ({ route: { cause } }) => ('device' in cause ? cause.queue : null)],
  ['doorbell', ({ route: { cause } }) => (cause.kind === 'kick' ? cause.doorbell : null)],
  ['outcome', ({ route }) => route.outcome],
  ['error', ({ route }) => route.error],
  ['reached', ({ route }) => route.reached],
  ['state', ({ route }) => route.state],
  ['cycles', ({ route }) => route.cycles],
  ['mean_ns', ({ route, hz }) => Math.round((route.cycles / hz) * 1e9)],
  ['exits', ({ route }) => route.hops.length],
  ['reflected', ({ route }) => route.hops.filter(({ reflected }) => reflected).length],
];

const exitsOf = (level: number): Column => [
  `exits_of_l${level}`,
  ({ route }) => route.hops.filter(hop => hop.level === level).length,
];

const line = (cells: readonly Cell[]): string => `${cells.map(cell).join(',')}\r\n`;

function cell(value: Cell): string {
  if (typeof value !== 'string') return String(value ?? '');
  // To a spreadsheet a text that begins so is a formula, quoted or not; an apostrophe before it says that it is none.
  const text = printable(value).replace(/^(?=[=+\-@])/, "'");
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
