/** One run on the screen: its header, a replay's timeline, and its panels where layout.ts has room for them. */
import { Box } from 'ink';
import type { ReactElement } from 'react';
import type { Theme } from './drawing/text.ts';
import { Header } from './panels/Header.tsx';
import { Painted, Panel, Room } from './panels/Panel.tsx';
import { timelineLine } from './panels/Timeline.ts';
import { useStateOf } from './States.ts';
import type { Band, Layout, Size } from './state/layout.ts';

interface Props {
  /** The run's number. */
  readonly of: number;
  readonly size: Size;
  readonly layout: Layout;
  /** Keys that change one run change this one; told apart where several stand side by side. */
  readonly chosen: boolean;
  readonly theme: Theme;
}

export function Pane({ of, size: { columns: width, rows }, layout, chosen, theme }: Props): ReactElement {
  const { headerHeight, timelineHeight, bands } = layout;
  return (
    <Box flexDirection="column" width={width} height={rows} flexShrink={0}>
      <Room width={width} height={headerHeight}>
        <Header {...{ of, chosen, width, theme }} height={headerHeight} />
      </Room>
      {timelineHeight > 0 && (
        <Room width={width} height={timelineHeight}>
          <Where {...{ of, width, theme }} height={timelineHeight} />
        </Room>
      )}
      {bands.map(band => (
        <Row key={band.places[0]!.panel} {...{ band, of, theme }} />
      ))}
    </Box>
  );
}

interface WhereProps extends Pick<Props, 'of' | 'theme'> {
  readonly width: number;
  readonly height: number;
}

/** Where a replay stands. */
function Where({ of, theme, ...room }: WhereProps): ReactElement {
  const { timeline } = useStateOf(of);
  const lines = timeline === null ? [] : [timelineLine(timeline, room.width, theme.glyphs)];
  return <Painted lines={lines} {...room} theme={theme} />;
}

interface RowProps extends Pick<Props, 'of' | 'theme'> {
  readonly band: Band;
}

function Row({ band: { height, places }, of, theme }: RowProps): ReactElement {
  return (
    <Box columnGap={1} height={height} flexShrink={0}>
      {places.map(({ panel, width }) => (
        <Room key={panel} width={width} height={height}>
          <Panel {...{ panel, of, width, height, theme }} />
        </Room>
      ))}
    </Box>
  );
}
