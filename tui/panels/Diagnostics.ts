/** What is wrong with the scenario file, and the run goes on as it was; or else what the last edit did to the run. */
import type { Content, Line, Room } from '../drawing/content.ts';
import { wrapped } from '../drawing/text.ts';
import type { State } from '../state/state.ts';

export function diagnostics(state: State, { width }: Room): Content {
  if (state.diagnostics.length === 0) return { heads: [], lines: inOrder(state, width) };
  const about = 'the file has errors; the run goes on without this edit';
  return { about, heads: [], lines: state.diagnostics.map(line => [line]) };
}

function inOrder({ lastEdit }: State, width: number): Line[] {
  const done = lastEdit.flatMap(text => wrapped(text, width).map((line): Line => [line]));
  const about: Line[] = done.length === 0 ? [] : [[], ['The last edit:'], ...done];
  return [[['good', 'The file is in order.']], ...about];
}
