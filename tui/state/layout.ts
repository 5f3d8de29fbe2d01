/**
 * How the screen's rows and columns are shared out: numbers only, so that scrolling knows a panel's page.
 *
 * Three bands, one below the other: Levels and Occupancy; Queues; and the details, as many side by side as fit. On a
 * screen smaller than 80 by 24 panels go, in this order: Occupancy moves below Levels or goes; Levels; Queues. What
 * has the focus stays: at last it is alone. Then the timeline of a replay goes, the footer, and the header.
 */
import { isDetail, numberOf, type PanelName } from '../panels.ts';

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

export interface Place {
  readonly panel: PanelName;
  readonly width: number;
}

/** Panels side by side, a blank column between two; heights are rows, title rules included. */
export interface Band {
  readonly height: number;
  readonly places: readonly Place[];
}

/** Of one run's pane. */
export interface Layout {
  readonly headerHeight: number;
  readonly timelineHeight: number;
  readonly bands: readonly Band[];
}

/** Of the whole screen: as many panes as there are runs, and below them what they share. */
export interface Division {
  readonly pane: Size;
  /** What is said of runs that stand side by side. */
  readonly verdictHeight: number;
  readonly footerHeight: number;
}

/** What the screen should show, as far as there is room. */
export interface Wish {
  readonly focus: PanelName;
  readonly zoomed: boolean;
  readonly hidden: readonly PanelName[];
  /** The panels that share the bottom, the one asked for last first. */
  readonly details: readonly PanelName[];
  /** Lines that the queues would like, their column heads included. */
  readonly queueLines: number;
  /** Whether there is a line for where a replay stands. */
  readonly hasTimeline: boolean;
}

/** Room for `EPT_MISCONFIG` beside its figures. */
const narrowestLevels = 43;
/** A graph narrower than this shows its axis and little else. */
const narrowestGraph = 30;
/** A trap log or a ladder of three levels. */
const narrowestDetail = 76;
/** Rows below which a panel says too little to be worth its rule. */
const lowestTop = 6;
const lowestQueues = 3;
const lowestDetails = 5;

/** A column stands between two panes. */
export function divide({ columns, rows }: Size, panes: number): Division {
  const footerHeight = rows >= 6 ? 1 : 0;
  const verdictHeight = panes > 1 && rows >= 12 ? 2 : 0;
  const pane = {
    columns: Math.max(1, Math.floor((columns - (panes - 1)) / panes)),
    rows: rows - footerHeight - verdictHeight,
  };
  return { pane, verdictHeight, footerHeight };
}

/** `size`: of the run's pane. */
export function layOut({ columns, rows }: Size, wish: Wish): Layout {
  const headerHeight = rows >= 28 ? 3 : rows >= 8 ? 2 : rows >= 4 ? 1 : 0;
  const timelineHeight = wish.hasTimeline && rows >= 8 ? 1 : 0;
  const body = { columns, rows: rows - headerHeight - timelineHeight };
  const bands = wish.zoomed ? [alone(wish.focus, body)] : bandsOf(body, wish);
  return { headerHeight, timelineHeight, bands };
}

/** Where a panel stands; null where it is not on the screen. */
export function placeOf({ bands }: Layout, panel: PanelName): { width: number; height: number } | null {
  for (const { height, places } of bands) {
    const place = places.find(one => one.panel === panel);
    if (place) return { width: place.width, height };
  }
  return null;
}

/** The panels on the screen, in reading order. */
export function shownPanels({ bands }: Layout): PanelName[] {
  return bands.flatMap(({ places }) => places.map(({ panel }) => panel));
}

function alone(panel: PanelName, { columns, rows }: Size): Band {
  return { height: rows, places: [{ panel, width: columns }] };
}

function bandsOf(body: Size, wish: Wish): Band[] {
  const wanted = (panel: PanelName) => !wish.hidden.includes(panel);
  const bottom = detailsOf(body, wish);
  const reserved = bottom.length > 0 ? lowestDetails : 0;
  const queues = wanted('queues') && body.rows >= lowestQueues + reserved + 2;
  const top = (['levels', 'occupancy'] as const).filter(wanted);
  const roomForTop = body.rows >= lowestTop + reserved + (queues ? lowestQueues : 0);
  const bands = shareRows(body, {
    top: roomForTop ? topPanels(body, top) : [],
    queueLines: queues ? wish.queueLines : null,
    bottom,
  });
  const shown = bands.some(({ places }) => places.some(({ panel }) => panel === wish.focus));
  return shown ? bands : [alone(wish.focus, body)];
}

/** The details that fit side by side, in the order of their numbers. */
function detailsOf({ columns }: Size, { details, hidden }: Wish): PanelName[] {
  const fit = Math.max(1, Math.floor((columns + 1) / (narrowestDetail + 1)));
  return details
    .filter(panel => !hidden.includes(panel))
    .slice(0, fit)
    .sort((a, b) => numberOf(a) - numberOf(b));
}

/** Rows of panels: Occupancy beside Levels, or below it where the screen is narrow and high. */
function topPanels({ columns, rows }: Size, top: readonly PanelName[]): PanelName[][] {
  if (top.length < 2) return top.length === 0 ? [] : [[...top]];
  if (columns >= narrowestLevels + 1 + narrowestGraph) return [[...top]];
  return rows >= 30 ? top.map(panel => [panel]) : [['levels']];
}

interface Shares {
  readonly top: readonly PanelName[][];
  readonly queueLines: number | null;
  readonly bottom: readonly PanelName[];
}

function shareRows({ columns, rows }: Size, { top, queueLines, bottom }: Shares): Band[] {
  const most = top.length + bottom.length === 0 ? rows : Math.max(lowestQueues, Math.floor(rows * 0.3));
  const queues = queueLines === null ? 0 : Math.min(queueLines + 1, most);
  const left = rows - queues;
  const topRows = bottom.length === 0 ? left : top.length === 0 ? 0 : Math.floor(left * topShare(top));
  const topBands = top.map((panels, index) => ({
    height: Math.floor((topRows * (index + 1)) / top.length) - Math.floor((topRows * index) / top.length),
    places: shareColumns(columns, panels),
  }));
  const middle: Band[] =
    queueLines === null ? [] : [{ height: queues, places: [{ panel: 'queues', width: columns }] }];
  const low: Band[] =
    bottom.length === 0 ? [] : [{ height: left - topRows, places: shareColumns(columns, bottom) }];
  // Whatever nobody else takes is the queues'.
  return [...topBands, ...middle, ...low].map((band, _, all) =>
    all.length === 1 ? { ...band, height: rows } : band,
  );
}

/** Two rows of panels at the top want more than half of the screen. */
const topShare = (top: readonly unknown[]): number => (top.length > 1 ? 0.6 : 0.5);

function shareColumns(columns: number, panels: readonly PanelName[]): Place[] {
  const free = columns - (panels.length - 1);
  if (panels.length === 2 && panels[0] === 'levels') {
    const levels = Math.max(narrowestLevels, Math.floor(columns * 0.42));
    return [
      { panel: 'levels', width: levels },
      { panel: panels[1]!, width: free - levels },
    ];
  }
  return panels.map((panel, index) => {
    const edge = (at: number) => Math.floor((free * at) / panels.length);
    return { panel, width: edge(index + 1) - edge(index) };
  });
}

/** The details as they come to be after one was asked for. */
export function asked(details: readonly PanelName[], panel: PanelName): readonly PanelName[] {
  return isDetail(panel) ? [panel, ...details.filter(one => one !== panel)] : details;
}
