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
import { isDeepStrictEqual } from 'node:util';
import { Box, useApp, useInput } from 'ink';
import { Fragment, memo, type ReactElement, use } from 'react';
import type { Line } from './drawing/content.ts';
import type { Theme } from './drawing/text.ts';
import { namesOf } from './keys.ts';
import { Pane } from './Pane.tsx';
import { Footer } from './panels/Footer.tsx';
import { Help } from './panels/Help.tsx';
import { Lines, Painted, Room } from './panels/Panel.tsx';
import { verdict } from './panels/Verdict.ts';
import { States } from './States.ts';
import { divide, type Layout, type Size } from './state/layout.ts';
import { layoutOf } from './state/scroll.ts';
import { kindOf, type State } from './state/state.ts';
import type { Kind } from './state/timeline.ts';

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
  const { help, filter, jump } = states[0];
  const layouts = states.map(layoutOf);
  return (
    <States value={states}>
      <Placement {...{ size, layouts, chosen, theme, help, kind: kindOf(states[0]), filter, jump }} />
    </States>
  );
}

interface PlacementProps
  extends Pick<Props, 'size' | 'chosen' | 'theme'>,
    Pick<State, 'help' | 'filter' | 'jump'> {
  /** A run each. */
  readonly layouts: readonly Layout[];
  readonly kind: Kind;
}

/** Stays as it is from frame to frame; what is in the places asks for the states by itself. */
const Placement = memo(({ size, layouts, chosen, theme, help, kind, filter, jump }: PlacementProps) => {
  const { columns, rows } = size;
  const { pane, verdictHeight, footerHeight } = divide(size, layouts.length);
  return (
    <Box flexDirection="column" width={columns} height={rows}>
      {help ? (
        <Help kind={kind} width={columns} height={rows - footerHeight} theme={theme} />
      ) : (
        <Panes {...{ layouts, chosen, theme }} size={pane} />
      )}
      {!help && verdictHeight > 0 && (
        <Room width={columns} height={verdictHeight}>
          <Verdict width={columns} height={verdictHeight} theme={theme} />
        </Room>
      )}
      <Footer kind={kind} filter={filter} jump={jump} width={columns} height={footerHeight} theme={theme} />
    </Box>
  );
}, isDeepStrictEqual);

type PanesProps = Pick<PlacementProps, 'size' | 'layouts' | 'chosen' | 'theme'>;

/** Side by side, an upright between two. */
function Panes({ size, layouts, chosen, theme }: PanesProps): ReactElement {
  const { rows: height } = size;
  const upright: Line[] = Array.from({ length: height }, () => [['faint', theme.glyphs.upright]]);
  return (
    <Box flexShrink={0}>
      {layouts.map((layout, of) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a run is its place on the screen
        <Fragment key={of}>
          {of > 0 && <Lines lines={upright} width={1} height={height} theme={theme} />}
          <Pane {...{ of, size, layout, theme }} chosen={layouts.length > 1 && of === chosen} />
        </Fragment>
      ))}
    </Box>
  );
}

/** Who is ahead. */
function Verdict({ width, height, theme }: { width: number; height: number; theme: Theme }): ReactElement {
  return <Painted lines={verdict(use(States))} width={width} height={height} theme={theme} />;
}
