/** The list of what may be run, on the whole screen. */
import { Box, Text, useApp, useInput } from 'ink';
import type { ReactElement } from 'react';
import type { Suspend } from './App.tsx';
import { printable, type Theme } from './drawing/text.ts';
import { namesOf } from './keys.ts';
import { choiceLines } from './panels/ChoiceList.ts';
import { fittingHints, type Hint, promptOf } from './panels/Footer.tsx';
import { Lines } from './panels/Panel.tsx';
import { type Choice, shownOf } from './state/choice.ts';
import type { Size } from './state/layout.ts';

interface Props {
  readonly choice: Choice;
  readonly size: Size;
  readonly theme: Theme;
  /** Sentences for a screen reader. */
  readonly spoken: boolean;
  readonly onPress: (names: readonly string[], suspend: Suspend) => void;
}

const hints = [
  ['Enter', 'run'],
  ['q Esc', 'leave'],
  ['/', 'filter'],
  ['Up k, Down j, a number', 'choose'],
].map(
  ([keys, does]): Hint => [
    ['focus', keys!],
    ['faint', ` ${does}  `],
  ],
);

export function ChoiceScreen({ choice, size, theme, spoken, onPress }: Props): ReactElement {
  const { suspendTerminal } = useApp();
  useInput((input, key) => onPress(namesOf(input, key), suspendTerminal));
  if (spoken) return <Text>{printable(sentenceOf(choice), theme.glyphs.ascii)}</Text>;
  const { columns: width, rows } = size;
  const footer = choice.filter.editing ? promptOf(choice.filter) : fittingHints(hints, width);
  return (
    <Box flexDirection="column" width={width} height={rows}>
      <Lines lines={choiceLines(choice, size, theme)} width={width} height={rows - 1} theme={theme} />
      <Lines lines={[footer]} width={width} height={1} theme={theme} />
    </Box>
  );
}

function sentenceOf(choice: Choice): string {
  const { entries, cursor, filter } = choice;
  const entry = entries[cursor];
  const place = `${shownOf(choice).indexOf(cursor) + 1} of ${shownOf(choice).length}`;
  const what = entry === undefined ? 'None has these words' : `${place}: ${entry.title}. ${entry.about}`;
  if (filter.editing) return `Filter: ${filter.text}. ${what}`;
  return `${what} Up and down choose, Enter runs it, q leaves.`;
}
