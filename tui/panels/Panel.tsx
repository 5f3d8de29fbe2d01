/** A panel: a rule with its title, and its lines. All are one Text, since every Text is React's and Yoga's work. */
import { Box, Text } from 'ink';
import type { ReactElement, ReactNode } from 'react';
import { contentOf } from '../contents.ts';
import type { Content, Line } from '../drawing/content.ts';
import { paint, type Theme } from '../drawing/text.ts';
import { numberOf, type PanelName, titles } from '../panels.ts';
import { useStateOf } from '../States.ts';

interface Props {
  readonly panel: PanelName;
  /** The run's number. */
  readonly of: number;
  /** In characters, the rule included. */
  readonly width: number;
  readonly height: number;
  readonly theme: Theme;
}

export function Panel({ panel, of, width, height, theme }: Props): ReactElement {
  const state = useStateOf(of);
  const content = contentOf(panel, state, { width, height });
  const title = `${numberOf(panel)} ${titles[panel]}`;
  const rule = ruleOf({ title, about: content.about ?? '', focused: state.focus === panel, width, theme });
  const lines = [rule, ...content.heads, ...visible(content, state.scroll[panel], height)];
  return <Painted lines={lines} width={width} height={height} theme={theme} />;
}

/** Never scrolled so far that the room below the last line is left empty. */
function visible({ heads, lines, first }: Content, scroll: number, height: number): readonly Line[] {
  const page = Math.max(0, height - 1 - heads.length);
  return lines.slice(first ?? Math.min(scroll, Math.max(0, lines.length - page)));
}

interface RoomProps extends Pick<Props, 'width' | 'height'> {
  readonly children: ReactNode;
}

/** So many columns and rows of the screen, and nothing beyond them. */
export function Room({ width, height, children }: RoomProps): ReactElement {
  return (
    <Box width={width} height={height} flexShrink={0} overflow="hidden">
      {children}
    </Box>
  );
}

interface LinesProps extends Pick<Props, 'width' | 'height' | 'theme'> {
  readonly lines: readonly Line[];
}

/** As many lines as fit, one below the other. */
export function Painted({ lines, width, height, theme }: LinesProps): ReactElement {
  const painted = lines.slice(0, height).map(spans => paint(spans, width, theme) || ' ');
  return <Text wrap="truncate-end">{painted.join('\n')}</Text>;
}

/** Lines in a room of their own. */
export function Lines(lines: LinesProps): ReactElement {
  return (
    <Room width={lines.width} height={lines.height}>
      <Painted {...lines} />
    </Room>
  );
}

export interface Rule {
  readonly title: string;
  readonly about: string;
  readonly focused: boolean;
  readonly width: number;
  readonly theme: Theme;
}

/** Brackets mark the focus as well as colour does. */
export function ruleOf({ title, about, focused, width, theme }: Rule): Line {
  const { rule } = theme.glyphs;
  const name = focused ? `[${title}]` : ` ${title} `;
  const note = about === '' ? '' : `${focused ? ' ' : ''}${about} `;
  const rest = Math.max(0, width - 2 - name.length - note.length);
  return [
    ['faint', rule.repeat(2)],
    [focused ? 'focus' : 'strong', name],
    ['faint', note],
    ['faint', rule.repeat(rest)],
  ];
}
