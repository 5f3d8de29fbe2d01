/** What is wrong with the scenario file, in the trap log's place; the run goes on as it was. */
import type { ReactElement } from 'react';
import type { Span } from '../text.ts';
import { type Frame, Panel } from './Panel.tsx';

interface Props extends Frame {
  readonly lines: readonly string[];
  readonly focused: boolean;
  /** Lines scrolled away at the top. */
  readonly offset: number;
}

export function Diagnostics({ lines, focused, offset, ...frame }: Props): ReactElement {
  const shown = lines.slice(offset).map((line): Span[] => [line]);
  const title = '3 The file has errors; the run goes on without this edit';
  return <Panel title={title} focused={focused} lines={shown} {...frame} />;
}
