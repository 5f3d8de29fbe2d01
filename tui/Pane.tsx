/** One run on the screen: its header, a replay's timeline, and its panels where layout.ts has room for them. */
import { Box } from 'ink';
import type { ReactElement } from 'react';
import type { Theme } from './drawing/text.ts';
import { Header } from './panels/Header.tsx';
import { Lines, Panel } from './panels/Panel.tsx';
import { timelineLine } from './panels/Timeline.ts';
import type { Band } from './state/layout.ts';
import { layoutOf } from './state/scroll.ts';
import type { State } from './state/state.ts';

interface Props {
  readonly state: State;
  /** Keys that change one run change this one; told apart where several stand side by side. */
  readonly chosen: boolean;
  readonly theme: Theme;
}

export function Pane({ state, chosen, theme }: Props): ReactElement {
  const { columns, rows } = state.size;
  const { headerHeight, timelineHeight, bands } = layoutOf(state);
  const { timeline } = state;
  return (
    <Box flexDirection="column" width={columns} height={rows} flexShrink={0}>
      <Header state={state} chosen={chosen} width={columns} height={headerHeight} theme={theme} />
      {timeline && timelineHeight > 0 && (
        <Lines
          lines={[timelineLine(timeline, columns, theme.glyphs)]}
          width={columns}
          height={timelineHeight}
          theme={theme}
        />
      )}
      {bands.map(band => (
        <Row key={band.places[0]!.panel} band={band} state={state} theme={theme} />
      ))}
    </Box>
  );
}

interface RowProps extends Omit<Props, 'chosen'> {
  readonly band: Band;
}

function Row({ band: { height, places }, state, theme }: RowProps): ReactElement {
  return (
    <Box columnGap={1} height={height} flexShrink={0}>
      {places.map(({ panel, width }) => (
        <Panel key={panel} panel={panel} state={state} width={width} height={height} theme={theme} />
      ))}
    </Box>
  );
}
