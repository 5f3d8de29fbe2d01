/** The frame of a panel: a rule with its title, and its lines. All are one Text, since every Text is React's and Yoga's work. */
import { Box, Text } from 'ink';
import type { ReactElement } from 'react';
import { paint, type Span, type Theme } from '../text.ts';

/** What App decides for every panel. */
export interface Frame {
  /** In characters, the rule included. */
  readonly width: number;
  readonly height: number;
  readonly theme: Theme;
}

interface Props extends Frame {
  readonly title: string;
  readonly focused?: boolean;
  readonly lines: readonly (readonly Span[])[];
}

export function Panel({ title, focused = false, lines, width, height, theme }: Props): ReactElement {
  const rule = ruleOf(title, focused, width, theme);
  return <Lines lines={[rule, ...lines]} width={width} height={height} theme={theme} />;
}

/** Lines without a title: as many as fit, one below the other. */
export function Lines({ lines, width, height, theme }: Omit<Props, 'title'>): ReactElement {
  const painted = lines.slice(0, height).map(spans => paint(spans, width, theme) || ' ');
  return (
    <Box width={width} height={height} flexShrink={0} overflow="hidden">
      <Text wrap="truncate-end">{painted.join('\n')}</Text>
    </Box>
  );
}

/** Brackets mark the focus as well as colour does. */
function ruleOf(title: string, focused: boolean, width: number, { ascii }: Theme): Span[] {
  const dash = ascii ? '-' : '─';
  const name = focused ? `[${title}]` : ` ${title} `;
  const rest = Math.max(0, width - 2 - name.length);
  return [
    ['faint', dash.repeat(2)],
    [focused ? 'focus' : 'strong', name],
    ['faint', dash.repeat(rest)],
  ];
}
