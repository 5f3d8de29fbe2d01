/** Random screens of Ink's components, with above all what makes columns hard to count and rows hard to join. */
import fc from 'fast-check';
import type { Box, BoxProps, Text, TextProps } from 'ink';
import type { ReactElement } from 'react';

interface TextPart {
  readonly text: TextProps;
  readonly parts: readonly (string | TextPart)[];
}

interface BoxPart {
  readonly box: BoxProps;
  readonly parts: readonly Part[];
}

export type Part = TextPart | BoxPart;

/** Ink, of which there may be several. */
export interface Components {
  readonly Box: typeof Box;
  readonly Text: typeof Text;
}

export function elementOf(part: Part, of: Components, key = 0): ReactElement {
  const children = part.parts.map((one, index) =>
    typeof one === 'string' ? one : elementOf(one, of, index),
  );
  return 'text' in part ? (
    <of.Text key={key} {...part.text}>
      {children}
    </of.Text>
  ) : (
    <of.Box key={key} {...part.box}>
      {children}
    </of.Box>
  );
}

const plain = ['a', 'kick ', 'é', '─│┌', '█▒', '⣿⡇', '→', '■', '…', '©', '  ', '\n'];
const wide = ['中', 'ｱﾞ', '👍', '👨‍👩‍👧', '🇩🇪', '⚠️', '◾', '한'];
const invisible = ['e\u0301', '\u0301', '\u200b', '\u00ad', '\u202e', '\t', '\u0007'];
const sgr = ['31', '39', '1', '2', '22', '44', '49', '0', '', '1;4', '38;5;200', '48;2;1;2;3', '1;38;5;9'];
const sequences = [...sgr, '4:3', '12345'].map(parameters => `\u001b[${parameters}m`);
const others = ['\u001b[2J', '\u001b[', '\u009b32m', '\u001b]8;;https://a.b\u0007', '\u001b]8;;\u0007'];

const piece = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...plain) },
  { weight: 2, arbitrary: fc.constantFrom(...sequences) },
  fc.constantFrom(...wide, ...invisible, ...others),
);
const words = fc.array(piece, { maxLength: 12 }).map(pieces => pieces.join(''));

const color = fc.constantFrom('red', 'cyan', '#123456', 'ansi256(99)');

const textProps: fc.Arbitrary<TextProps> = fc.record(
  {
    color,
    backgroundColor: color,
    bold: fc.boolean(),
    dimColor: fc.boolean(),
    inverse: fc.boolean(),
    wrap: fc.constantFrom('wrap', 'hard', 'truncate', 'truncate-start', 'truncate-middle'),
  },
  { requiredKeys: [] },
);

/** Negative ones move parts over each other and over the edges. */
const little = fc.integer({ min: -2, max: 6 });

const boxProps: fc.Arbitrary<BoxProps> = fc.record(
  {
    width: fc.nat(26),
    height: fc.nat(6),
    flexDirection: fc.constantFrom('row', 'column', 'row-reverse'),
    overflow: fc.constant('hidden'),
    overflowX: fc.constant('hidden'),
    position: fc.constant('absolute'),
    marginLeft: little,
    marginTop: little,
    contentOffsetX: little,
    contentOffsetY: little,
    columnGap: fc.constant(1),
    borderStyle: fc.constantFrom('single', 'double'),
    borderColor: color,
    backgroundColor: color,
  },
  { requiredKeys: [] },
);

const innerText = fc.record({ text: textProps, parts: fc.tuple(words) });
const text = fc.record({ text: textProps, parts: fc.array(fc.oneof(words, innerText), { maxLength: 3 }) });

/** Cuts what is in it at every side. */
const windowed = fc
  .record({ width: fc.nat(12), height: fc.nat(4), marginLeft: little, marginTop: little, inner: text })
  .map(
    ({ width, height, inner, ...inside }): BoxPart => ({
      box: { width, height, overflow: 'hidden' },
      parts: [{ box: { ...inside, width: 14, flexShrink: 0 }, parts: [inner] }],
    }),
  );

export const { part } = fc.letrec<{ part: Part; box: BoxPart }>(tie => ({
  part: fc.oneof({ maxDepth: 3 }, text, windowed, tie('box')),
  box: fc.record({ box: boxProps, parts: fc.array(tie('part'), { maxLength: 4 }) }),
}));
