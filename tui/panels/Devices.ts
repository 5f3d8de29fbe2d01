/** What each level sees of every device. */
import type { Content } from '../contents.ts';
import type { State } from '../state.ts';

export function devices(state: State): Content {
  return { heads: [], lines: state.devices.map(({ id, type, level }) => [`L${level} ${id}  ${type}`]) };
}
