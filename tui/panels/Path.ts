/**
 * How a kick gets to its device: a ladder for each doorbell that the selected queue's guest finds, side by side; or
 * the one route that was opened in the trap log.
 */
import type { Content, Line, Room } from '../drawing/content.ts';
import { duration, exact, instant } from '../drawing/format.ts';
import { gallery, rowsForHeads, type Scene } from '../drawing/gallery.ts';
import { type DoorbellKind, type DoorbellRoute, type Executed, outcomeText, type Route } from '../run.ts';
import { queueName } from '../state/history.ts';
import { now } from '../state/rates.ts';
import type { State } from '../state/state.ts';
import { causeOf, guestName } from '../state/trap-rows.ts';

export function path(state: State, room: Room): Content {
  return state.opened === null ? doorbells(state, room) : opened(state.opened, state, room);
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
    const scenes = found.map(one => doorbellScene(one, one.doorbell === inUse, state));
    return { about, ...gallery(scenes, state.glyphs, room) };
  });
}

function opened(executed: Executed, state: State, room: Room): Content {
  return remembered(executed.route, [executed.atNs, lookOf(state, room)], () => ({
    about: 'opened in the log',
    ...gallery([openedScene(executed, state)], state.glyphs, room),
  }));
}

const sentence = (text: string): Content => ({ heads: [], lines: [[` ${text}`]] });

const lookOf = ({ glyphs }: State, { width, height }: Room) =>
  `${width} ${height >= rowsForHeads} ${glyphs.name}`;

/** The screen asks ten times a second, and what it gets depends on the routes and the room only. */
const memory = new WeakMap<object, { readonly key: string; readonly content: Content }>();

function remembered(of: object, facts: readonly unknown[], draw: () => Content): Content {
  const key = facts.join('\n');
  const before = memory.get(of);
  if (before?.key === key) return before.content;
  const content = draw();
  memory.set(of, { key, content });
  return content;
}

const does: Readonly<Record<DoorbellKind, string>> = {
  hypercall: '',
  pio: '  port write',
  mmio: '  memory write',
};

/** Under the doorbell's name, what it comes to. */
function doorbellScene({ doorbell, route }: DoorbellRoute, inUse: boolean, state: State): Scene {
  const name: Line = [
    ['focus', inUse ? state.glyphs.cursor : ' '],
    ['strong', doorbell],
    ['focus', inUse ? ', in use' : ''],
    ['faint', does[doorbell]],
  ];
  const [exits, cycles, time] = totalsOf(route, state);
  const all = ` ${exits}, ${cycles}, ${time}`;
  const heads = (width: number): Line[] => [name, [all.length > width ? ` ${exits}, ${time}` : all]];
  return { route, names: namesOf(route, state), heads, end: outcomeText(route) };
}

function openedScene({ atNs, route }: Executed, state: State): Scene {
  const cause = ` ${route.guest} ${causeOf(route.cause)}`;
  const when = ` at ${instant(atNs)}s${route.state === 'cold' ? ', fills tables on its way' : ''}`;
  const totals = totalsOf(route, state).join(', ');
  const title = (width: number): Line[] =>
    cause.length + when.length > width
      ? [[['strong', cause]], [['faint', when]]]
      : [
          [
            ['strong', cause],
            ['faint', when],
          ],
        ];
  const heads = (width: number): Line[] => [...title(width), [` ${totals}`]];
  return { route, names: namesOf(route, state), heads, end: `${outcomeText(route)}: ${totals}` };
}

/** Exits, cycles, time. */
function totalsOf({ hops, cycles }: Route, state: State): [string, string, string] {
  const exits = `${exact(hops.length)} ${hops.length === 1 ? 'exit' : 'exits'}`;
  return [exits, `${exact(cycles)} cycles`, duration((cycles / now(state).hz) * 1e9)];
}

function namesOf(route: Route, state: State): string[] {
  const { levels } = now(state);
  return levels.map((_, level) => guestName(level, route, levels));
}
