/**
 * How a kick gets to its device: a ladder for each doorbell that the selected queue's guest finds, side by side; or
 * the one route that was opened in the trap log.
 */
import type { Content, Line, Room } from '../contents.ts';
import { duration, exact, instant } from '../format.ts';
import { queueName } from '../history.ts';
import { drawLadder, type Measure, measure, narrowest } from '../ladder.ts';
import { type Steps, stepsOf } from '../ladder-steps.ts';
import { now } from '../rates.ts';
import { type DoorbellKind, outcomeText, type Route } from '../run.ts';
import { fitted } from '../spans.ts';
import type { State } from '../state.ts';
import { wrapped } from '../text.ts';
import type { Role } from '../themes.ts';
import { causeOf, guestName } from '../trap-rows.ts';

export function path(state: State, room: Room): Content {
  return state.opened === null ? doorbells(state, room) : opened(state, state.opened, room);
}

function doorbells(state: State, room: Room): Content {
  const selected = state.scroll.queues;
  const queue = now(state).queues[selected];
  if (queue === undefined) return sentence('No queue, no kick, no path.');
  const { doorbell: inUse, guest, device } = queue;
  const about = `${queueName(queue)}${inUse === null ? ', no doorbell in use' : ''}`;
  const routes = state.routes();
  return remembered(routes, [selected, inUse, lookOf(state, room)], () => {
    const found = routes.filter(one => one.queue === selected);
    if (found.length === 0) return { about, ...sentence(`${guest} finds no doorbell of ${device}.`) };
    const scenes = found.map(({ doorbell, route }) => ({
      route,
      heads: (width: number) => headOf(doorbell, doorbell === inUse, route, { state, width }),
      end: outcomeText(route),
    }));
    return { about, ...gallery(scenes, state, room) };
  });
}

function opened(state: State, { atNs, route }: NonNullable<State['opened']>, room: Room): Content {
  return remembered(route, [atNs, lookOf(state, room)], () => {
    const title: Line = [
      ['strong', ` ${route.guest} ${causeOf(route.cause)}`],
      ['faint', `  at ${instant(atNs)}s${route.state === 'cold' ? ', tables still empty' : ''}`],
    ];
    const end = `${outcomeText(route)}: ${totalsOf(route, state).join(', ')}`;
    return { about: 'opened in the log', ...gallery([{ route, heads: () => [title], end }], state, room) };
  });
}

const sentence = (text: string): Content => ({ heads: [], lines: [[` ${text}`]] });

const lookOf = ({ glyphs }: State, { width, height }: Room) => `${width} ${height >= tall} ${glyphs.name}`;

/** The screen asks ten times a second, and what it gets depends on the route and the room only. */
const memory = new WeakMap<object, { readonly key: string; readonly content: Content }>();

function remembered(of: object, facts: readonly unknown[], draw: () => Content): Content {
  const key = facts.join('\n');
  const before = memory.get(of);
  if (before?.key === key) return before.content;
  const content = draw();
  memory.set(of, { key, content });
  return content;
}

/** A route to be drawn, with what stands over and under its ladder. */
interface Scene {
  readonly route: Route;
  readonly heads: (width: number) => readonly Line[];
  readonly end: string;
}

const gutter = 3;
/** From so many rows on, what stands over the ladders does not scroll away. */
const tall = 12;

/** As many side by side as fit, the others below them; the reasons last, where they do not fit beside the arrows. */
function gallery(scenes: readonly Scene[], state: State, { width, height }: Room): Omit<Content, 'about'> {
  const { levels } = now(state);
  const cast = scenes.map(({ route }) => {
    const names = levels.map((_, level) => guestName(level, route, levels));
    return { names, steps: stepsOf(route, names) };
  });
  const ladders = cast.map(({ steps }) => steps);
  const fit = Math.floor((width + gutter) / (narrowest(ladders) + gutter));
  const columns = Math.max(1, Math.min(scenes.length, fit));
  const column = Math.floor((width - gutter * (columns - 1)) / columns);
  const measured = measure(ladders, cast[0]!.names, column);
  const pictures = scenes.map((scene, index) =>
    pictureOf(scene, { ...cast[index]!, measured, width: column, state }),
  );
  const reasons = measured.why > 0 ? [] : ladders;
  if (columns < pictures.length) {
    const lines = chunks(pictures, columns).flatMap(band => [
      ...sideBySide(
        band.map(({ heads, lines }) => [...heads, ...lines, []]),
        column,
      ),
    ]);
    return { heads: [], lines: [...lines, ...reasonsOf(reasons, width)] };
  }
  const heads = sideBySide(
    pictures.map(picture => picture.heads),
    column,
  );
  const lines = [
    ...sideBySide(
      pictures.map(picture => picture.lines),
      column,
    ),
    ...sideBySide(
      reasons.map(steps => [[], ...reasonsOf([steps], column)]),
      column,
    ),
  ];
  return height >= tall ? { heads, lines } : { heads: [], lines: [...heads, ...lines] };
}

function chunks<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, at) =>
    all.slice(at * size, (at + 1) * size),
  );
}

function sideBySide(parts: readonly (readonly Line[])[], width: number): Line[] {
  const rows = Math.max(0, ...parts.map(({ length }) => length));
  return Array.from({ length: rows }, (_, row) =>
    parts.flatMap((lines, index) => [
      ...(index === 0 ? [] : [' '.repeat(gutter)]),
      ...fitted(lines[row] ?? [], width),
    ]),
  );
}

interface Look {
  readonly names: readonly string[];
  readonly steps: Steps;
  readonly measured: Measure;
  readonly width: number;
  readonly state: State;
}

function pictureOf({ route, heads, end }: Scene, { names, steps, measured, width, state }: Look) {
  const { glyphs } = state;
  const good = route.outcome === 'delivered';
  const role: Role = good ? 'good' : 'alarm';
  const ladder = drawLadder(steps, names, { measure: measured, glyphs, end: role });
  const mark = route.reached !== null ? `${glyphs.bell} ` : good ? '' : `${glyphs.times} `;
  const ends = wrapped(mark + end, width - 1).map((line): Line => [[role, ` ${line}`]]);
  return { heads: [...heads(width), [], ladder.names], lines: [...ladder.rungs, ...ends] };
}

/** Each of them once. */
function reasonsOf(ladders: readonly Steps[], width: number): Line[] {
  const exits = ladders.flatMap(({ steps }) => steps.flatMap(({ exit }) => exit?.hop ?? []));
  const told = new Map(exits.map(({ why, reason }) => [why, `${reason}:`]));
  return Array.from(told).flatMap(([why, of]) =>
    wrapped(`${of} ${why}`, width - 1).map((line, at): Line => {
      const said = at === 0 ? of : '';
      return [` ${said}`, ['faint', line.slice(said.length)]];
    }),
  );
}

const does: Readonly<Record<DoorbellKind, string>> = {
  hypercall: '',
  pio: 'port write',
  mmio: 'memory write',
};

/** The doorbell's name, and what it comes to. */
function headOf(
  doorbell: DoorbellKind,
  inUse: boolean,
  route: Route,
  { state, width }: { readonly state: State; readonly width: number },
): Line[] {
  const name: Line = [
    ['focus', inUse ? state.glyphs.cursor : ' '],
    ['strong', doorbell],
    ['focus', inUse ? ', in use' : ''],
    ['faint', `  ${does[doorbell]}`],
  ];
  const [exits, cycles, time] = totalsOf(route, state);
  const all = ` ${exits}, ${cycles}, ${time}`;
  return [name, [all.length > width ? ` ${exits}, ${time}` : all]];
}

/** Exits, cycles, time. */
function totalsOf({ hops, cycles }: Route, state: State): [string, string, string] {
  const exits = `${exact(hops.length)} ${hops.length === 1 ? 'exit' : 'exits'}`;
  return [exits, `${exact(cycles)} cycles`, duration((cycles / now(state).hz) * 1e9)];
}
