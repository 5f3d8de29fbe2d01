/**
 * Placement only: layout.ts says how much room each panel has, contents.ts what is in it. One run at 120 by 40 (of
 * several, each has a pane like this as narrow as it must be, and above the footer stands who is ahead and why):
 *
 *   title  file                                                              running  1x
 *   simulated 12.345s  b: L0 exits 412k/s -> 51.0k/s, /8.1; p99 ...    rec FILE 1.2MB
 *   in place: V1 doorbells
 *   (of a replay, its timeline)
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
import { Fragment, type ReactElement } from 'react';
import type { Line } from './drawing/content.ts';
import type { Theme } from './drawing/text.ts';
import { namesOf } from './keys.ts';
import { Pane } from './Pane.tsx';
import { Footer } from './panels/Footer.tsx';
import { Help } from './panels/Help.tsx';
import { Lines } from './panels/Panel.tsx';
import { verdict } from './panels/Verdict.ts';
import { divide, type Size } from './state/layout.ts';
import { kindOf, type State } from './state/state.ts';

/** Hands the terminal to somebody else for as long as the callback takes. */
export type Suspend = (meanwhile: () => void | Promise<void>) => Promise<void>;

interface Props {
  /** Of the whole screen. */
  readonly size: Size;
  /** A run each, at least one; all are looked at in the same way. */
  readonly states: readonly [State, ...State[]];
  /** Index of the run that keys for one run change. */
  readonly chosen: number;
  readonly theme: Theme;
  readonly onPress: (names: readonly string[], suspend: Suspend) => void;
}

export function App({ size, states, chosen, theme, onPress }: Props): ReactElement {
  const { suspendTerminal } = useApp();
  useInput((input, key) => onPress(namesOf(input, key), suspendTerminal));
  const { columns, rows } = size;
  const { verdictHeight, footerHeight } = divide(size, states.length);
  const [first] = states;
  const { help } = first;
  return (
    <Box flexDirection="column" width={columns} height={rows}>
      {help ? (
        <Help kind={kindOf(first)} width={columns} height={rows - footerHeight} theme={theme} />
      ) : (
        <Panes states={states} chosen={chosen} height={rows - verdictHeight - footerHeight} theme={theme} />
      )}
      {!help && verdictHeight > 0 && (
        <Lines lines={verdict(states)} width={columns} height={verdictHeight} theme={theme} />
      )}
      <Footer
        kind={kindOf(first)}
        filter={first.filter}
        jump={first.jump}
        width={columns}
        height={footerHeight}
        theme={theme}
      />
    </Box>
  );
}

interface PanesProps extends Pick<Props, 'states' | 'chosen' | 'theme'> {
  readonly height: number;
}

/** Side by side, an upright between two. */
function Panes({ states, chosen, height, theme }: PanesProps): ReactElement {
  const upright: Line[] = Array.from({ length: height }, () => [['faint', theme.glyphs.upright]]);
  return (
    <Box flexShrink={0}>
      {states.map((state, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a run is its place on the screen
        <Fragment key={index}>
          {index > 0 && <Lines lines={upright} width={1} height={height} theme={theme} />}
          <Pane state={state} chosen={states.length > 1 && index === chosen} theme={theme} />
        </Fragment>
      ))}
    </Box>
  );
}
