/** How a run came to where it is: what a session log says first that begins in the midst of it. */
import type { NamedProfile, Scenario } from '../scenario/scenario.ts';
import type { SessionHeader, SessionInput } from '../session/payload.ts';

/** Characters of edits' texts that are kept in memory. */
export const MOST_KEPT = 64e6;

export interface Beginning extends Pick<SessionHeader, 'scenario' | 'profiles' | 'seed' | 'forgotten'> {
  /** Edits and doorbells, oldest first. What is only a matter of pace changes nothing. */
  readonly inputs: readonly SessionInput[];
}

export class Past {
  readonly #most: number;
  #beginning: Beginning;
  #kept = 0;

  /** `text`: the scenario as the run began with it. `most`: characters, beyond which the past is forgotten. */
  constructor({ profiles, seed }: Scenario, text: string, most = MOST_KEPT) {
    this.#beginning = { scenario: text, profiles, seed, inputs: [] };
    this.#most = most;
  }

  take(input: SessionInput): void {
    if (input.kind !== 'edit' && input.kind !== 'doorbell') return;
    this.#beginning = { ...this.#beginning, inputs: [...this.#beginning.inputs, input] };
    this.#kept += sizeOf(input);
    if (this.#kept <= this.#most) return;
    this.#beginning = withoutInputs(this.#beginning);
    this.#kept = 0;
  }

  /** Where the inputs have more than `most` characters they are left out, and the text in force stands in their place. */
  beginning(most = Number.POSITIVE_INFINITY): Beginning {
    return this.#kept <= most ? this.#beginning : withoutInputs(this.#beginning);
  }
}

function withoutInputs({ inputs, forgotten = 0, ...began }: Beginning): Beginning {
  const last = inputs.findLast(({ kind }) => kind === 'edit');
  const edited = last?.kind === 'edit' ? { scenario: last.text, profiles: last.profiles } : began;
  const seed = (last?.kind === 'edit' ? last.seed : null) ?? began.seed;
  return { ...edited, seed, forgotten: forgotten + inputs.length, inputs: [] };
}

/** What an input comes to without any text. */
const STAMP = 100;

function sizeOf(input: SessionInput): number {
  const texts = input.kind === 'edit' ? [input.text, ...input.profiles.map(textOf)] : [];
  return texts.reduce((size, { length }) => size + length, STAMP);
}

const textOf = ({ text }: NamedProfile): string => text;
