/** What a screen reader is given in place of the screen. */
import { Box, Text, useApp, useInput } from 'ink';
import type { ReactElement } from 'react';
import type { Suspend } from './App.tsx';
import { printable, type Theme } from './drawing/text.ts';
import { namesOf } from './keys.ts';
import { spoken } from './sentences.ts';
import type { State } from './state/state.ts';

interface Props {
  readonly states: readonly State[];
  readonly theme: Theme;
  readonly onPress: (names: readonly string[], suspend: Suspend) => void;
}

export function Spoken({ states, theme, onPress }: Props): ReactElement {
  const { suspendTerminal } = useApp();
  useInput((input, key) => onPress(namesOf(input, key), suspendTerminal));
  const lines = states.flatMap(state => spoken(state));
  return (
    <Box flexDirection="column">
      {lines.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is its position
        <Text key={index}>{printable(line, theme.glyphs.ascii)}</Text>
      ))}
    </Box>
  );
}
