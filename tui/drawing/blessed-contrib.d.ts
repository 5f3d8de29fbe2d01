/** The part of blessed-contrib that chart.ts draws with; the package has no types for it. */
declare module 'blessed-contrib/lib/widget/charts/line.js' {
  /** What `setData` asks of the widget that it is called on. */
  interface Surface {
    readonly options: {
      readonly style: { readonly line: string; readonly text: string; readonly baseline: string };
      readonly showNthLabel: number;
      readonly xLabelPadding: number;
      readonly xPadding: number;
      readonly numYLabels: number;
      readonly wholeNumbersOnly: boolean;
      readonly abbreviate: boolean;
      readonly showLegend: boolean;
      readonly minY: number;
      readonly maxY: number;
    };
    /** In dots. */
    readonly canvasSize: { readonly width: number; readonly height: number };
    readonly ctx: object;
  }
  interface LineSeries {
    readonly title: string;
    /** A label for each point; only as many are drawn as there is room for. */
    readonly x: readonly string[];
    readonly y: readonly number[];
    readonly style: { readonly line: string };
  }
  const Line: { prototype: { setData(this: Surface, series: readonly LineSeries[]): void } };
  export = Line;
}
