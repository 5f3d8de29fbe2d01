/** The last line: the keys that one needs first. */
import type { ReactElement } from 'react';
import { bindings } from '../keys.ts';
import { footerHeight } from '../layout.ts';
import type { Span, Theme } from '../text.ts';
import { Lines } from './Panel.tsx';

export function Footer({ width, theme }: { readonly width: number; readonly theme: Theme }): ReactElement {
  return <Lines lines={[line]} width={width} height={footerHeight} theme={theme} />;
}

const line: readonly Span[] = bindings.flatMap<Span>(({ label, hint }) =>
  hint === undefined
    ? []
    : [
        ['focus', label],
        ['faint', ` ${hint}  `],
      ],
);
