/** A dashboard, as the program around it knows it. */
import type { GlyphName } from './drawing/glyphs.ts';
import type { ThemeName } from './drawing/themes.ts';
import type { Applied, Diagnostic } from './run.ts';
import type { Diagnosis, RunningText } from './state/state.ts';

/** What keys do with the scenarios' files; the screen knows neither files nor programs. `of`: index of the run. */
export interface Files {
  /**
   * Has the terminal, in the state in which the program found it, until the promise settles; it resolves with a note
   * for the header, empty where there is nothing to say. `at`: what is to be mended; null for the top of the file.
   */
  edit(of: number, at: Diagnostic | null): Promise<string>;
  undo(of: number): void;
  /** Begins session logs of all runs, or ends those that are being written. */
  record(): void;
}

/** How the screen is to look, and what is pressed on it. */
export interface ScreenOptions {
  readonly glyphs: GlyphName;
  /** null: without any colour or weight. */
  readonly theme: ThemeName | null;
  /** Sentences for a screen reader, in the ordinary screen's scrollback, in place of panels. */
  readonly spoken: boolean;
  /** Names of keys that are pressed before anybody else presses one. */
  readonly press?: readonly string[];
  /** Both must be terminals: raw mode and the alternate screen are used without asking. */
  readonly stdin?: NodeJS.ReadStream;
  readonly stdout?: NodeJS.WriteStream;
}

export interface Exit {
  /** `quit` also where the program itself closed the dashboard. */
  readonly reason: 'quit' | 'interrupt' | 'error';
  /** What was thrown while drawing or looking, or what a run failed with; null for the other reasons. */
  readonly error: Error | null;
}

/** `of`: index of the run that is meant. */
export interface Dashboard {
  /** Another text runs: the header says what that changed. */
  reloaded(of: number, applied: Applied, text: RunningText): void;
  /** What is wrong with the file from now on; errors come to the front until there are none. */
  diagnosed(of: number, diagnosis: Diagnosis): void;
  /** Something else for the header: why a recording stopped. */
  note(of: number, text: string): void;
  /** Restores the terminal before it returns, or, where an editor has it, once that is through; a second call does nothing. */
  close(): void;
  /** Resolves once, when the terminal is restored. */
  readonly exited: Promise<Exit>;
}
