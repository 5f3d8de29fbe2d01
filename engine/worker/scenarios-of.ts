/** Which scenario was in force when, out of the texts in a session log. */
import { type Library, recordedLibrary } from '../scenario/library.ts';
import { parseScenario } from '../scenario/parse.ts';
import type { NamedProfile, Scenario } from '../scenario/scenario.ts';
import type { SessionInput } from '../session/payload.ts';
import type { LookAt, Session } from '../session/reader.ts';
import { SessionError } from '../session/session-error.ts';

/** An edit, as a log tells of it. */
export type EditInput = Extract<SessionInput, { kind: 'edit' }>;

export class ScenariosOf {
  /** What the session began with. */
  readonly begun: Scenario;
  readonly #session: Session;
  readonly #library: Library;
  readonly #known = new Map<EditInput, Scenario>();
  /** Whether the text with which the session began has the session's seed: then it is that of its edits, too. */
  readonly #ownSeed: boolean;

  /** Throws a SessionError where this version does not understand the scenario that the session began with. */
  constructor(session: Session, library: Library) {
    this.#session = session;
    this.#library = library;
    const { scenario, profiles, seed } = session.header;
    const begun = this.#parsed(scenario, profiles);
    this.begun = { ...begun, seed };
    this.#ownSeed = begun.seed === seed;
  }

  /** Throws a SessionError where this version does not understand the text that was in force. */
  at({ atNs }: Pick<LookAt, 'atNs'>): Scenario {
    const edit = this.#session.inputs.findLast(input => input.kind === 'edit' && input.atNs <= atNs);
    return edit?.kind === 'edit' ? this.after(edit) : this.begun;
  }

  /** What an edit put in force. Throws likewise. */
  after(edit: EditInput): Scenario {
    const known = this.#known.get(edit);
    if (known !== undefined) return known;
    const edited = this.#parsed(edit.text, edit.profiles);
    const seed = edit.seed ?? (this.#ownSeed ? edited.seed : this.begun.seed);
    const scenario = { ...edited, seed };
    this.#known.set(edit, scenario);
    return scenario;
  }

  #parsed(text: string, profiles: readonly NamedProfile[]): Scenario {
    const library = recordedLibrary(profiles, this.#library);
    const { scenario, diagnostics } = parseScenario(text, 'scenario', library);
    if (scenario !== null) return scenario;
    const [{ line, column, message }] = diagnostics as [(typeof diagnostics)[number]];
    throw new SessionError(
      `the scenario in the session log is not understood: ${line}:${column}: ${message}`,
    );
  }
}
