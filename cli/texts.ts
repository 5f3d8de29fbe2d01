/**
 * The texts of one scenario file that have run in this session, and the way back through them. `u` goes back to the
 * text that ran before the one that runs, without touching the file; as with a browser's pages, the next save goes on
 * from there, and what was gone back from is no longer on the way.
 */
import { statSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import type { LiveRun, Scenario } from '../engine/index.ts';
import type { Dashboard } from '../tui/index.ts';
import type { ScenarioFile } from './scenario-file.ts';
import { readText } from './text-file.ts';

/** A text that can run. */
interface Good {
  readonly scenario: Scenario;
  readonly text: string;
  readonly since: Date;
}

/** Milliseconds between two looks whether a file was saved again that has been gone back from. */
const LOOK = 50;

export class SessionTexts {
  readonly #file: string;
  readonly #run: LiveRun;
  readonly #screen: Dashboard;
  readonly #of: number;
  /** From what the session began with to what runs. */
  readonly #way: Good[];
  /** The last one that was read from the file. */
  #newest: Good;
  #undone = false;
  #looks: NodeJS.Timeout | undefined;
  /** One thing at a time, in the order in which it was asked for. */
  #last: Promise<void> = Promise.resolve();

  /** `of`: the run's index on the screen. */
  constructor(began: Good & { readonly file: string }, run: LiveRun, screen: Dashboard, of: number) {
    this.#file = began.file;
    this.#run = run;
    this.#screen = screen;
    this.#of = of;
    this.#way = [began];
    this.#newest = began;
  }

  /** The file has another text: one that can run goes into the run, a broken one is shown while the run goes on. */
  saved(found: Pick<ScenarioFile, 'scenario' | 'text' | 'diagnostics' | 'textOf'>): Promise<void> {
    const since = new Date();
    return this.#next(async () => {
      this.#screen.diagnosed(this.#of, found);
      const { scenario, text } = found;
      if (scenario !== null) await this.#goOn({ scenario, text, since });
    });
  }

  undo(): Promise<void> {
    return this.#next(async () => {
      if (this.#way.length === 1)
        return this.#screen.note(this.#of, 'nothing to undo: this is what the session began with');
      this.#way.pop();
      this.#undone = true;
      this.#lookForSave();
      await this.#apply(this.#way.at(-1)!);
    });
  }

  close(): void {
    clearInterval(this.#looks);
  }

  async #goOn(good: Good): Promise<void> {
    this.close();
    this.#undone = false;
    this.#newest = good;
    this.#way.push(good);
    const changed = await this.#apply(good);
    // Another comment is no step on the way back: nothing would be seen of it.
    if (!changed) this.#way.splice(-2, 1);
  }

  /** Whether that has changed anything. */
  async #apply({ scenario, text, since }: Good): Promise<boolean> {
    const applied = await this.#run.apply(scenario, text);
    const running = { since, first: this.#way.length === 1, undone: this.#undone };
    this.#screen.reloaded(this.#of, applied, running);
    return applied.consequences.length > 0;
  }

  /** A file that is written as it was is wanted again. The watch sees no change there; any other text is found as ever. */
  #lookForSave(): void {
    clearInterval(this.#looks);
    let stamp = stampOf(this.#file);
    this.#looks = setInterval(() => {
      const now = stampOf(this.#file);
      if (now !== stamp) this.#next(() => this.#written());
      stamp = now;
    }, LOOK).unref();
  }

  async #written(): Promise<void> {
    if (this.#undone && isDeepStrictEqual(readText(this.#file), { text: this.#newest.text }))
      await this.#goOn({ ...this.#newest, since: new Date() });
  }

  #next(step: () => Promise<void>): Promise<void> {
    const failed = (error: unknown) => this.#screen.note(this.#of, String(error));
    this.#last = this.#last.then(step).catch(failed);
    return this.#last;
  }
}

/** Another one after every save. */
function stampOf(file: string): string {
  const stats = statSync(file, { bigint: true, throwIfNoEntry: false });
  return stats === undefined ? '' : `${stats.ino} ${stats.mtimeNs}`;
}
