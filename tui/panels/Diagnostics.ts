/** What is wrong with the scenario file; the run goes on as it was. */
import type { Content } from '../drawing/content.ts';
import type { State } from '../state/state.ts';

export function diagnostics(state: State): Content {
  if (state.diagnostics.length === 0) return { heads: [], lines: [[['good', 'The file is in order.']]] };
  const about = 'the file has errors; the run goes on without this edit';
  return { about, heads: [], lines: state.diagnostics.map(line => [line]) };
}
