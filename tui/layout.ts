/** How the screen's rows and columns are shared out: numbers only, so that scrolling knows a panel's page. */

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

export interface Layout {
  /** The width of levels, and of the graph beside it; one column lies between the two. */
  readonly levelsWidth: number;
  readonly graphWidth: number;
  /** Rows, title rule included. */
  readonly topHeight: number;
  readonly queuesHeight: number;
  readonly trapsHeight: number;
}

/** Below this there is one line that says so. */
export const smallest: Size = { columns: 40, rows: 10 };

export const headerHeight = 2;
export const footerHeight = 1;

/** Room for `EPT_MISCONFIG` beside its figures. */
const narrowestLevels = 43;

/** A graph narrower than this shows its axis and little else. */
const narrowestGraph = 30;

export function fits({ columns, rows }: Size): boolean {
  return columns >= smallest.columns && rows >= smallest.rows;
}

/** `queueLines`: how many lines the queues would like, their column heads included. */
export function layOut({ columns, rows }: Size, queueLines: number): Layout {
  const body = rows - headerHeight - footerHeight;
  const queuesHeight = Math.max(2, Math.min(queueLines + 1, Math.floor(body * 0.3)));
  const topHeight = Math.floor((body - queuesHeight) * 0.5);
  const half = Math.max(narrowestLevels, Math.floor(columns * 0.42));
  const graphWidth = columns - half - 1 >= narrowestGraph ? columns - half - 1 : 0;
  return {
    levelsWidth: graphWidth ? half : columns,
    graphWidth,
    topHeight,
    queuesHeight,
    trapsHeight: body - queuesHeight - topHeight,
  };
}
