/** Which scenario was in force when, out of the texts in a session log. */
import type { Library } from '../scenario/library.ts';
import { parseScenario } from '../scenario/parse.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { type LookAt, type Session, SessionError } from '../session/reader.ts';

export class ScenariosOf {
  readonly #session: Session;
  readonly #library: Library;
  readonly #known = new Map<string, Scenario>();

  /** Throws a SessionError where this version does not understand the scenario that the session began with. */
  constructor(session: Session, library: Library) {
    this.#session = session;
    this.#library = library;
    this.#parsed(session.header.scenario);
  }

  /** Throws a SessionError where this version does not understand the text that was in force. */
  at({ atNs }: Pick<LookAt, 'atNs'>): Scenario {
    const edit = this.#session.inputs.findLast(input => input.kind === 'edit' && input.atNs <= atNs);
    return this.#parsed(edit?.kind === 'edit' ? edit.text : this.#session.header.scenario);
  }

  #parsed(text: string): Scenario {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const { scenario, diagnostics } = parseScenario(text, 'scenario', this.#library);
    if (scenario === null) {
      const [{ line, column, message }] = diagnostics as [(typeof diagnostics)[number]];
      throw new SessionError(
        `the scenario in the session log is not understood: ${line}:${column}: ${message}`,
      );
    }
    const seeded = { ...scenario, seed: this.#session.header.seed };
    this.#known.set(text, seeded);
    return seeded;
  }
}
