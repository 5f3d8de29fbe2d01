/** The README's tables of keys, from the key table. */
import { type Binding, bindings, bindingsOf } from '../../tui/keys.ts';

/** Of a live run, and then of those that are a replay's alone. */
export const keyTables = (): string[] => [
  keyTable(bindingsOf('live')),
  keyTable(bindings.filter(({ only }) => only === 'replay')),
];

/** Two keys a row, so that the table stays short. */
function keyTable(of: readonly Binding[]): string {
  const entries = of.map(({ label, does }) => [`\`${label}\``, does] as const);
  const half = Math.ceil(entries.length / 2);
  const rows = entries.slice(0, half).map((left, row) => [...left, ...(entries[row + half] ?? ['', ''])]);
  const heads = ['key', 'does', 'key', 'does'];
  const widths = heads.map((head, column) =>
    Math.max(head.length, ...rows.map(cells => cells[column]!.length)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`;
  return [line(heads), line(widths.map(width => '-'.repeat(width))), ...rows.map(line), ''].join('\n');
}
