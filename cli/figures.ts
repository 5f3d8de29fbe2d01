/** `trapline figures`: every published figure that is known, beside what the model makes of it. */
import {
  type ComparedFigure,
  type ComputedOn,
  compareFigures,
  formatDiagnostic,
  hasErrors,
  printable,
} from '../engine/index.ts';
import type { Command } from './later.ts';
import { readFigureTables, readLibrary } from './library.ts';

interface FiguresArguments {
  readonly json: boolean;
}

export const figuresCommand: Command<FiguresArguments> = {
  builder: args =>
    args.option('json', {
      type: 'boolean',
      default: false,
      describe: 'One JSON document on standard output',
    }),
  handler({ json }) {
    const figures = readFigures();
    if (json) process.stdout.write(`${JSON.stringify({ version: 1, figures }, null, 2)}\n`);
    else for (const line of asText(figures)) process.stdout.write(`${printable(line)}\n`);
  },
};

/** Throws where the package's own tables are wrong: that is no fault of the user's. */
function readFigures(): readonly ComparedFigure[] {
  const tables = readFigureTables();
  const { figures, diagnostics } = compareFigures(tables, readLibrary());
  if (!hasErrors(diagnostics)) return figures;
  const textOf = (file: string) => tables.find(table => table.file === file)?.text ?? '';
  throw new Error(diagnostics.map(each => formatDiagnostic(each, textOf(each.file))).join('\n'));
}

interface Widths {
  readonly figure: number;
  readonly published: number;
  readonly computed: number;
}

function asText(figures: readonly ComparedFigure[]): string[] {
  const widest = (text: (row: ComparedFigure) => string) => Math.max(...figures.map(row => text(row).length));
  const widths = {
    figure: widest(row => row.figure),
    published: widest(publishedText),
    computed: widest(computedText),
  };
  const tables = [...Map.groupBy(figures, row => row.table).values()];
  return [...tables.flatMap(rows => [...tableLines(rows, widths), '']), summary(figures)];
}

function tableLines(rows: readonly ComparedFigure[], widths: Widths): string[] {
  const { table, source, measuredOn } = rows[0]!;
  const lines = [table, `  ${source}`, `  measured on: ${measuredOn}`];
  let on: string | null = null;
  for (const row of rows) {
    const computedOn: string | null = row.computedOn === null ? on : machineText(row.computedOn);
    if (computedOn !== on) lines.push(`  computed on: ${computedOn}`);
    on = computedOn;
    lines.push(`    ${rowText(row, widths)}`);
  }
  return lines;
}

function machineText({ arch, features, hypervisor, costs }: ComputedOn): string {
  return [hypervisor, arch, ...features, `costs ${costs}`].join(', ');
}

function rowText(row: ComparedFigure, widths: Widths): string {
  const { figure, level, error, basis, whyNot } = row;
  return [
    figure.padEnd(widths.figure),
    (level === null ? '' : `L${level}`).padEnd(3),
    publishedText(row).padStart(widths.published),
    computedText(row).padStart(widths.computed),
    (error === null ? '' : percent.format(error)).padStart(8),
    basis ?? `not computed: ${whyNot}`,
  ].join('  ');
}

const publishedText = ({ published, unit }: ComparedFigure): string => `${number(published)} ${unit}`;
const computedText = ({ computed }: ComparedFigure): string => (computed === null ? '' : number(computed));

function summary(figures: readonly ComparedFigure[]): string {
  const count = (basis: ComparedFigure['basis']) => figures.filter(row => row.basis === basis).length;
  return `${figures.length} figures: ${count('calibrated')} calibrated on, ${count('predicted')} predicted, ${count(null)} not computed.`;
}

const percent = new Intl.NumberFormat('en-US', {
  style: 'percent',
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
  signDisplay: 'exceptZero',
});
const number = (n: number): string => n.toLocaleString('en-US', { maximumFractionDigits: 1 });
