/** Occupancy of every queue over the last seconds, drawn by blessed-contrib's line chart. */
import type { ReactElement } from 'react';
import { drawChart, type Series } from '../chart.ts';
import type { QueueSnapshot } from '../run.ts';
import type { HistoryPoint } from '../state.ts';
import { type Span, seriesRole, type Theme } from '../text.ts';
import { type Frame, Panel } from './Panel.tsx';

interface Props extends Frame {
  readonly queues: readonly QueueSnapshot[];
  readonly history: readonly HistoryPoint[];
}

export function Occupancy({ queues, history, ...frame }: Props): ReactElement {
  const { width, height, theme } = frame;
  const series = queues.map((queue, index) => seriesOf(queue, index, history));
  const labels = history.map(point => ageOf(point, history.at(-1)!));
  const drawn = drawChart({ width, height: height - 2, labels, series, ascii: theme.ascii });
  return <Panel title="Occupancy" lines={[legendOf(series, theme), ...drawn]} {...frame} />;
}

function seriesOf(queue: QueueSnapshot, index: number, history: readonly HistoryPoint[]): Series {
  return {
    title: `${queue.guest} ${queue.device}.${queue.queue}`,
    role: seriesRole(index),
    values: history.map(({ occupancy }) => occupancy[index] ?? 0),
  };
}

/** In wall time, which is what a watcher waits. */
function ageOf({ wallNs }: HistoryPoint, newest: HistoryPoint): string {
  return `${-Math.round((newest.wallNs - wallNs) / 1e9)}s`;
}

function legendOf(series: readonly Series[], { ascii }: Theme): Span[] {
  return series.flatMap<Span>(({ role, title }) => [[role, ascii ? '* ' : '■ '], [role, title], '  ']);
}
