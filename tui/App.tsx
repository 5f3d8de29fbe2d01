/**
 * Placement only. 120 columns by 40 rows; smaller screens share out the same way (layout.ts):
 *
 *   title  file                                                        running  1x
 *   simulated 12.345s  wall 12.345s  what happened last         rec FILE 1.2MB
 *   -- 1 Levels: exits ---------------- -- Occupancy -----------------------------
 *   L2 G2                 12.3k/s  1.2M  * G2 V1.tx  * G2 V1.rx
 *     npf        -> H     12.3k/s  1.2M  (the graph, a colour for each queue)
 *   -- 2 Queues ------------------------------------------------------------------
 *   queue      doorbell    held  in use    kicks  lost  wrong  suppr  latency
 *   -- 3 Traps, or the diagnostics of a broken file ------------------------------
 *   time  level  reason  handled by  what for
 *   ? help  q quit  ...
 */
import { Box, useApp, useInput } from 'ink';
import type { ReactElement } from 'react';
import { namesOf } from './keys.ts';
import { fits, footerHeight, headerHeight, smallest } from './layout.ts';
import { Diagnostics } from './panels/Diagnostics.tsx';
import { Footer } from './panels/Footer.tsx';
import { Header } from './panels/Header.tsx';
import { Help } from './panels/Help.tsx';
import { Levels } from './panels/Levels.tsx';
import { Occupancy } from './panels/Occupancy.tsx';
import { Lines } from './panels/Panel.tsx';
import { Queues } from './panels/Queues.tsx';
import { TrapLog } from './panels/TrapLog.tsx';
import { intervalOf, now } from './rates.ts';
import { layoutOf, paneOf } from './scroll.ts';
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
  if (!fits(state.size)) return <TooSmall width={columns} theme={theme} />;
  return (
    <Box flexDirection="column" width={columns} height={rows}>
      <Header snapshot={now(state)} file={state.file} note={state.note} width={columns} theme={theme} />
      <Body state={state} theme={theme} />
      <Footer width={columns} theme={theme} />
    </Box>
  );
}

function TooSmall({ width, theme }: { readonly width: number; readonly theme: Theme }): ReactElement {
  const needs = `too small: needs ${smallest.columns}x${smallest.rows}`;
  return <Lines lines={[[needs]]} width={width} height={1} theme={theme} />;
}

function Body({ state, theme }: Omit<Props, 'onPress'>): ReactElement {
  const { columns, rows } = state.size;
  if (state.help) return <Help width={columns} height={rows - headerHeight - footerHeight} theme={theme} />;
  const { queuesHeight, trapsHeight } = layoutOf(state);
  const counters = { interval: intervalOf(state), baseline: state.baseline };
  return (
    <>
      <Top state={state} theme={theme} {...counters} />
      <Queues
        {...counters}
        focused={state.focus === 'queues'}
        offset={state.scroll.queues}
        width={columns}
        height={queuesHeight}
        theme={theme}
      />
      <Bottom state={state} width={columns} height={trapsHeight} theme={theme} />
    </>
  );
}

type Counters = Pick<Parameters<typeof Levels>[0], 'interval' | 'baseline'>;

function Top({ state, theme, ...counters }: Omit<Props, 'onPress'> & Counters): ReactElement {
  const { levelsWidth, graphWidth, topHeight } = layoutOf(state);
  return (
    <Box columnGap={1} height={topHeight} flexShrink={0}>
      <Levels
        {...counters}
        focused={state.focus === 'levels'}
        offset={state.scroll.levels}
        width={levelsWidth}
        height={topHeight}
        theme={theme}
      />
      {graphWidth > 0 && (
        <Occupancy
          queues={now(state).queues}
          history={state.history}
          width={graphWidth}
          height={topHeight}
          theme={theme}
        />
      )}
    </Box>
  );
}

interface BottomProps {
  readonly state: State;
  readonly width: number;
  readonly height: number;
  readonly theme: Theme;
}

function Bottom({ state, ...frame }: BottomProps): ReactElement {
  const { scroll, diagnostics, traps } = state;
  const focused = state.focus === 'traps';
  if (paneOf({ ...state, focus: 'traps' }) === 'diagnostics')
    return <Diagnostics lines={diagnostics} focused={focused} offset={scroll.diagnostics} {...frame} />;
  const { levels } = now(state);
  return <TrapLog traps={traps} levels={levels} focused={focused} back={scroll.traps} {...frame} />;
}
