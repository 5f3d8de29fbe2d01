/** The README's table of keys, from the key table. */
import { bindings } from '../../tui/keys.ts';

/** Two keys a row, so that the table stays short. */
export function keyTable(): string {
  const entries = bindings.map(({ label, does }) => [`\`${label}\``, does] as const);
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
