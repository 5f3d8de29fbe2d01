/** Which scenario was in force when, out of the texts in a session log. */
import { type Library, recordedLibrary } from '../scenario/library.ts';
import { parseScenario } from '../scenario/parse.ts';
import type { NamedProfile, Scenario } from '../scenario/scenario.ts';
import { type LookAt, type Session, SessionError } from '../session/reader.ts';

export class ScenariosOf {
  readonly #session: Session;
  readonly #library: Library;
  /** By what says them: the header, or an edit. */
  readonly #known = new Map<object, Scenario>();

  /** Throws a SessionError where this version does not understand the scenario that the session began with. */
  constructor(session: Session, library: Library) {
    this.#session = session;
    this.#library = library;
    this.#begun();
  }

  /** Throws a SessionError where this version does not understand the text that was in force. */
  at({ atNs }: Pick<LookAt, 'atNs'>): Scenario {
    const edit = this.#session.inputs.findLast(input => input.kind === 'edit' && input.atNs <= atNs);
    return edit?.kind === 'edit' ? this.#parsed(edit, edit.text, edit.profiles) : this.#begun();
  }

  #begun(): Scenario {
    const { header } = this.#session;
    return this.#parsed(header, header.scenario, header.profiles);
  }

  #parsed(by: object, text: string, profiles: readonly NamedProfile[]): Scenario {
    const known = this.#known.get(by);
    if (known !== undefined) return known;
    const library = recordedLibrary(profiles, this.#library);
    const { scenario, diagnostics } = parseScenario(text, 'scenario', library);
    if (scenario === null) {
      const [{ line, column, message }] = diagnostics as [(typeof diagnostics)[number]];
      throw new SessionError(
        `the scenario in the session log is not understood: ${line}:${column}: ${message}`,
      );
    }
    const seeded = { ...scenario, seed: this.#session.header.seed };
    this.#known.set(by, seeded);
    return seeded;
  }
}
