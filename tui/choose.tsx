/** Opens the list of what may be run, and restores the terminal on every way out. */
import { render } from 'ink';
import type { Suspend } from './App.tsx';
import { ChoiceScreen } from './ChoiceScreen.tsx';
import { type GlyphName, glyphSets } from './drawing/glyphs.ts';
import { type ThemeName, themes } from './drawing/themes.ts';
import { pageOf } from './panels/ChoiceList.ts';
import { choiceOf, choicePressed, type Entry } from './state/choice.ts';
import { sizeOf } from './terminal.ts';

export interface ChooserOptions {
  /** At least one. */
  readonly entries: readonly Entry[];
  readonly glyphs: GlyphName;
  /** null: without any colour or weight. */
  readonly theme: ThemeName | null;
  /** Sentences for a screen reader. */
  readonly spoken: boolean;
}

export interface Chooser {
  /** Index of the entry, whose list stays until it is closed; or how the user left, and then it is closed already. */
  readonly answer: Promise<number | 'quit' | 'interrupt'>;
  /** Restores the terminal before it returns; a second call does nothing. */
  close(): void;
}

export function openChooser({ entries, glyphs, theme, spoken }: ChooserOptions): Chooser {
  const { stdin, stdout } = process;
  const look = { glyphs: glyphSets[glyphs], palette: theme === null ? null : themes[theme] };
  const { promise, resolve, reject } = Promise.withResolvers<number | 'quit' | 'interrupt'>();
  let choice = choiceOf(entries);
  let answered = false;
  // As the dashboard does: what is typed before the first frame would be echoed onto it.
  stdin.setRawMode(true);
  const screen = render(app(), {
    incrementalRendering: true,
    exitOnCtrlC: false,
    interactive: true,
    alternateScreen: !spoken,
    isScreenReaderEnabled: spoken,
  });
  const redraw = () => screen.rerender(app());
  stdout.prependListener('resize', redraw);
  screen.waitUntilExit().then(() => answer('quit'), reject);
  return { answer: promise, close };

  function app() {
    return (
      <ChoiceScreen choice={choice} size={sizeOf(stdout)} theme={look} spoken={spoken} onPress={pressed} />
    );
  }

  function pressed(names: readonly string[], suspend: Suspend): void {
    for (const name of names) if (!answered) press(name, suspend);
    if (!answered) redraw();
  }

  function press(name: string, suspend: Suspend): void {
    const { editing, text } = choice.filter;
    if (name === 'ctrl-c') leave('interrupt');
    else if (name === 'ctrl-z') suspend(() => void process.kill(0, 'SIGTSTP')).catch(reject);
    else if (name === 'ctrl-l') screen.clear();
    else if (!editing && (name === 'q' || (name === 'escape' && text === ''))) leave('quit');
    else if (!editing && name === 'return' && choice.cursor >= 0) answer(choice.cursor);
    else choice = choicePressed(choice, name, pageOf(sizeOf(stdout)));
  }

  function answer(given: number | 'quit' | 'interrupt'): void {
    answered = true;
    resolve(given);
  }

  function leave(reason: 'quit' | 'interrupt'): void {
    answer(reason);
    close();
  }

  function close(): void {
    stdout.off('resize', redraw);
    screen.unmount();
  }
}
