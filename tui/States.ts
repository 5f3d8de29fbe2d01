/** The states that are on the screen, for whatever is drawn of them. */
import { createContext, use } from 'react';
import type { State } from './state/state.ts';

export const States = createContext<readonly State[]>([]);

/** The state of the run of that number. */
export function useStateOf(run: number): State {
  return use(States)[run]!;
}
