/** What holds for every walk, on any stack. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { walkInterrupt } from '../../../engine/doorbell/interrupt.ts';
import { type Kick, walkKick } from '../../../engine/doorbell/kick.ts';
import { ARCHES } from '../../../engine/machine/architectures.ts';
import type { Hop, Route } from '../../../engine/route/route.ts';
import { operationNames, whyNoOperation } from '../../../engine/run/operations.ts';
import type { Run } from '../../../engine/run/run.ts';
import { anyScenario } from '../../helpers/random-scenarios.ts';
import { quietRun } from '../../helpers/runs.ts';
import { bareStack, PROFILES, warm } from '../../helpers/stacks.ts';

const everyKick = ({ ways }: Run): Kick[] => ways.flatMap(way => way.kicks);
const walk = (run: Run, kick: Kick): Route => walkKick(run.stack.machine, kick)!.route;

function walkWarm(run: Run, kick: Kick): Route {
  for (;;) {
    const route = walk(run, kick);
    if (route.state === 'warm') return route;
  }
}

function expectWellFormed({ level, hops }: Route): void {
  // The last one of each depth: what handling it causes is one exit deeper.
  const causes: Hop[] = [];
  const isWellFormed = (hop: Hop): boolean => {
    causes[hop.depth] = hop;
    return (
      hop.level > hop.handledBy &&
      hop.reflected === hop.handledBy > 0 &&
      hop.cycles > hop.servedCycles &&
      hop.why !== '' &&
      (hop.depth === 0 ? hop.level === level : hop.level < causes[hop.depth - 1]!.level)
    );
  };
  expect(hops.filter(hop => !isWellFormed(hop))).toEqual([]);
}

const sumOfHops = ({ hops }: Route): number => hops.reduce((sum, hop) => sum + hop.cycles, 0);

test('every exit goes down, is reflected exactly where H does not serve it, and has a cause above it', () => {
  fc.assert(
    fc.property(anyScenario, scenario => {
      const run = quietRun(scenario);
      for (const kick of everyKick(run)) for (let i = 0; i < 2; i++) expectWellFormed(walk(run, kick));
    }),
    { numRuns: 15 },
  );
});

test("a kick's cycles are the sum over its exits", () => {
  fc.assert(
    fc.property(anyScenario, scenario => {
      const run = quietRun(scenario);
      for (const kick of everyKick(run)) {
        const { route, turn } = walkKick(run.stack.machine, kick)!;
        expect(route.cycles).toBeCloseTo(sumOfHops(route), 6);
        if (turn !== null) expect(turn.atCycles).toBeLessThan(turn.closedAtCycles);
        expect(turn?.closedAtCycles ?? 0).toBeLessThanOrEqual(route.cycles);
      }
    }),
    { numRuns: 15 },
  );
});

test('a cold walk fills what it touches: after as many as there are levels all are warm and the same', () => {
  fc.assert(
    fc.property(anyScenario, scenario => {
      const run = quietRun(scenario);
      for (const kick of everyKick(run)) {
        const routes = Array.from({ length: scenario.levels.length + 2 }, () => walk(run, kick));
        expect(routes.slice(-2).map(({ state }) => state)).toEqual(['warm', 'warm']);
        const firstWarm = routes.findIndex(({ state }) => state === 'warm');
        for (const route of routes.slice(firstWarm)) expect(route).toEqual(routes[firstWarm]);
      }
    }),
    { numRuns: 15 },
  );
});

test("a store to the host's device is one exit from any depth, once the page was touched", () => {
  fc.assert(
    fc.property(anyScenario, scenario => {
      const run = quietRun(scenario);
      for (const kick of everyKick(run)) {
        if (kick.doorbell !== 'mmio' || kick.owner !== 0) continue;
        const { hops } = walkWarm(run, kick);
        expect(hops.map(({ level, handledBy }) => [level, handledBy])).toEqual([[kick.level, 0]]);
      }
    }),
    { numRuns: 25 },
  );
});

test('an interrupt is taken by every hypervisor below its guest, and announced by an exit or not', () => {
  fc.assert(
    fc.property(anyScenario, scenario => {
      const { machine } = quietRun(scenario).stack;
      for (let level = 1; level < machine.levels.length; level++) {
        const of = { device: 'V1', queue: 'q0', vector: 0, to: level, innermost: level, next: null };
        const [announced, between] = (['running', 'between'] as const).map(
          state => walkInterrupt(machine, { ...of, state }).route,
        );
        expectWellFormed(announced!);
        // Without the exit that announces it, and otherwise the same; a posted one is announced by none.
        const posted = level === 1 && machine.levels[0]!.features.has('apicv');
        expect(announced!.hops.length - between!.hops.length).toBe(posted ? 0 : 1);
        expect(between!.hops.map(({ reason }) => reason)).toEqual(
          announced!.hops.slice(posted ? 0 : 1).map(({ reason }) => reason),
        );
        if (!posted) expect(between!.cycles).toBeLessThan(announced!.cycles);
      }
    }),
    { numRuns: 15 },
  );
});

test.each(ARCHES)('%s: every operation is well formed at every depth and owner', arch => {
  for (const depth of [1, 2, 3].filter(each => each <= PROFILES[arch].deepest)) {
    const stack = bareStack({ arch, features: PROFILES[arch].features.slice(0, 1) }, depth);
    for (const operation of operationNames.filter(each => whyNoOperation(stack, each) === null))
      for (let owner = 0; owner < depth; owner++) {
        const route = warm(stack, operation, owner);
        expectWellFormed(route);
        expect(route.hops.length).toBeGreaterThan(0);
      }
  }
});
