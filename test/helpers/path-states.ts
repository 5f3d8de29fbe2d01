/** What the path panel is asked with: a scenario's queues, and every way each of them could kick. */

import type { Route } from '../../engine/route/route.ts';
import { doorbellRoutes } from '../../engine/run/explain.ts';
import { Run } from '../../engine/run/run.ts';
import type { Content, Line } from '../../tui/drawing/content.ts';
import { type GlyphName, glyphSets } from '../../tui/drawing/glyphs.ts';
import { paint } from '../../tui/drawing/text.ts';
import { look } from '../../tui/run.ts';
import { initialState } from '../../tui/state/reduce.ts';
import type { State } from '../../tui/state/state.ts';
import { FakeRun, queue } from './fake-run.ts';
import { advanceTo, MS, quietRun } from './runs.ts';
import { bundledText, scenarioOf } from './scenarios.ts';
import { since } from './screens.tsx';

/** Every one is asked about many times, and its routes stay the same. */
function once<T>(make: (name: string) => T): (name: string) => T {
  const made = new Map<string, T>();
  return name => {
    const known = made.get(name) ?? make(name);
    made.set(name, known);
    return known;
  };
}

const walked = once(name => {
  const scenario = scenarioOf(bundledText(name));
  return {
    scenario,
    routes: doorbellRoutes(scenario),
    places: quietRun(scenario).queues.map(({ place }) => place),
  };
});

/** Of a bundled scenario; the first doorbell of each driver is in use. */
export function pathState(name: string, glyphs: GlyphName = 'braille'): State {
  const { scenario, routes, places } = walked(name);
  const fake = new FakeRun();
  fake.patch = {
    levels: scenario.levels.map(level => ({
      name: level.name,
      hypervisor: null,
      sinceNs: 0,
      exits: [],
      cycles: 0,
    })),
    queues: places.map(place => ({
      ...queue,
      guest: place.spec.name,
      device: place.device.id,
      queue: place.driver.workload.queue,
      doorbell: place.driver.doorbells[0] ?? null,
    })),
  };
  const size = { columns: 120, rows: 40 };
  return initialState(
    { file: name, since, size, glyphs: glyphSets[glyphs] },
    { ...look(fake), routes: () => routes },
  );
}

/** Whatever a bundled scenario executes in its first milliseconds: kicks, interrupts, halts. */
export const executedRoutes = once((name): readonly Route[] => {
  const routes: Route[] = [];
  const run = new Run(scenarioOf(bundledText(name)), {
    route: (_, route) => routes.push(route),
    executed: () => {},
  });
  advanceTo(run, 2 * MS);
  return routes;
});

/** As it stands on the screen, without colours, blanks at the ends cut off. */
export function textOf({ heads, lines }: Content, { glyphs }: State): string[] {
  return [...heads, ...lines].map(line => painted(line, { glyphs }).trimEnd());
}

export function painted(line: Line, { glyphs }: Pick<State, 'glyphs'>): string {
  return paint(line, 1000, { glyphs, palette: null });
}
