/**
 * Placement only: layout.ts says how much room each panel has, contents.ts what is in it. 120 columns by 40 rows:
 *
 *   title  file                                                              running  1x
 *   simulated 12.345s  b: L0 exits 412k/s -> 51.0k/s, /8.1; p99 ...    rec FILE 1.2MB
 *   in place: V1 doorbells
 *   -- 1 Levels ------------------------ -- 2 Occupancy -----------------------------
 *   from, reason         by H     by G1  1 G2 V1.tx  2 G2 V1.rx
 *   L2 G2                       12.3k/s  (the graph, a colour and a figure a queue)
 *   -- 3 Queues -------------------------------------------------------------------
 *   queue      doorbell    held  use  avail  used   kicks  lost  wrong  suppr   mean
 *   -- 4 Traps; or 5 Path, 6 Latency, 7 Devices, 8 Diagnostics; two where there is room
 *   time  level  reason  handled by  what for
 *   ? help  q quit  ...
 */
import { Box, useApp, useInput } from 'ink';
import type { ReactElement } from 'react';
import { namesOf } from './keys.ts';
import type { Band, Layout } from './layout.ts';
import { Footer } from './panels/Footer.tsx';
import { Header } from './panels/Header.tsx';
import { Help } from './panels/Help.tsx';
import { Panel } from './panels/Panel.tsx';
import { layoutOf } from './scroll.ts';
import type { State } from './state.ts';
import type { Theme } from './text.ts';

/** Hands the terminal to somebody else for as long as the callback takes. */
export type Suspend = (meanwhile: () => void) => Promise<void>;

interface Props {
  readonly state: State;
  readonly theme: Theme;
  readonly onPress: (names: readonly string[], suspend: Suspend) => void;
}

export function App({ state, theme, onPress }: Props): ReactElement {
  const { suspendTerminal } = useApp();
  useInput((input, key) => onPress(namesOf(input, key), suspendTerminal));
  const { columns, rows } = state.size;
  const { headerHeight, bands, footerHeight } = layoutOf(state);
  return (
    <Box flexDirection="column" width={columns} height={rows}>
      <Header state={state} width={columns} height={headerHeight} theme={theme} />
      {state.help ? (
        <Help width={columns} height={rows - headerHeight - footerHeight} theme={theme} />
      ) : (
        <Bands bands={bands} state={state} theme={theme} />
      )}
      <Footer filter={state.filter} width={columns} height={footerHeight} theme={theme} />
    </Box>
  );
}

interface BandsProps extends Pick<Layout, 'bands'> {
  readonly state: State;
  readonly theme: Theme;
}

function Bands({ bands, state, theme }: BandsProps): ReactElement[] {
  return bands.map(band => <Row key={band.places[0]!.panel} band={band} state={state} theme={theme} />);
}

interface RowProps extends Omit<BandsProps, 'bands'> {
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
