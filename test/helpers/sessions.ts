/** Sessions to record in tests: what was done to the recorder, and what a reader should make of it. */
import fc from 'fast-check';
import { DOORBELLS } from '../../engine/machine/architecture.ts';
import { ARCHES } from '../../engine/machine/architectures.ts';
import type { Route } from '../../engine/route/route.ts';
import type { NamedProfile } from '../../engine/scenario/scenario.ts';
import type { Control, SessionHeader } from '../../engine/session/payload.ts';
import type { Session } from '../../engine/session/reader.ts';
import { Recorder } from '../../engine/session/recorder.ts';

export const header: SessionHeader = {
  engine: '0.1.0',
  scenario: 'version: 1\ntitle: übergroß\n',
  scenarioSha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  profiles: [
    { kind: 'costs', name: './my-machine.yaml', text: 'costs: mine\n' },
    { kind: 'hypervisor', name: 'kvm-6.1', arch: 'svm', text: 'hypervisor: kvm-6.1\n' },
  ],
  seed: 42,
  recordedAt: '2026-01-02T03:04:05.678Z',
};

export const route: Route = {
  guest: 'G2',
  level: 2,
  cause: { kind: 'kick', device: 'V1', queue: 'tx', doorbell: 'hypercall' },
  state: 'warm',
  outcome: 'error',
  error: -1000,
  turn: null,
  reached: null,
  hops: [
    {
      level: 2,
      reason: 'hypercall',
      detail: null,
      handledBy: 1,
      reflected: true,
      depth: 0,
      cycles: 1188,
      servedCycles: 0,
      why: 'G1 does not know the token',
    },
  ],
  cycles: 1188,
};

/** One call of the recorder. */
export type Act =
  | {
      readonly kind: 'edit';
      readonly atNs: number;
      readonly events: number;
      readonly text: string;
      readonly profiles: readonly NamedProfile[];
    }
  | { readonly kind: 'control'; readonly atNs: number; readonly events: number; readonly change: Control }
  | { readonly kind: 'executed'; readonly atNs: number; readonly routeId: number }
  | { readonly kind: 'sample'; readonly atNs: number; readonly counters: Readonly<Record<string, number>> }
  | { readonly kind: 'flush' };

/** Records the acts, defining every route at its first use, and returns the log's bytes. */
export function record(acts: readonly Act[]): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [];
  const recorder = new Recorder(bytes => parts.push(bytes.slice()), header);
  const defined = new Set<number>();
  for (const act of acts) {
    if (act.kind === 'executed' && !defined.has(act.routeId))
      recorder.route(act.routeId, routeOf(act.routeId));
    if (act.kind === 'executed') defined.add(act.routeId);
    perform(recorder, act);
  }
  recorder.end();
  return Uint8Array.from(parts.flatMap(part => [...part]));
}

/** Routes told apart by their cost. */
export const routeOf = (id: number): Route => ({ ...route, cycles: id });

function perform(recorder: Recorder, act: Act): void {
  if (act.kind === 'edit') recorder.edit(act.atNs, act.events, act.text, act.profiles);
  else if (act.kind === 'control') recorder.control(act.atNs, act.events, act.change);
  else if (act.kind === 'executed') recorder.executed(act.atNs, act.routeId);
  else if (act.kind === 'sample') recorder.sample(act.atNs, act.counters);
  else recorder.flush();
}

/** What a session should hold, from the acts that made it. */
export function expected(acts: readonly Act[]) {
  const inputs = acts.flatMap((act): object[] => {
    if (act.kind === 'edit') return [act];
    return act.kind === 'control' ? [{ ...act.change, atNs: act.atNs, events: act.events }] : [];
  });
  const samples = acts.flatMap(act =>
    act.kind === 'sample' ? [{ atNs: act.atNs, counters: act.counters }] : [],
  );
  const kicks = acts
    .filter(act => act.kind === 'executed')
    .map(({ atNs, routeId }, sequence) => ({ sequence, atNs: Math.round(atNs), routeId }));
  const routes = [...new Set(kicks.map(kick => kick.routeId))].map(id => [id, routeOf(id)] as const);
  return { inputs, samples, kicks, routes };
}

/** What a session holds, in the shape of `expected`. */
export function contents({ inputs, samples, kicks, routes }: Session) {
  return { inputs, samples, kicks: [...kicks], routes: [...routes] };
}

/** True where everything in `part` is how `whole` begins. */
export function beginsLike(whole: ReturnType<typeof contents>, part: ReturnType<typeof contents>): boolean {
  const keys = ['inputs', 'samples', 'kicks', 'routes'] as const;
  return keys.every(
    key => JSON.stringify(whole[key].slice(0, part[key].length)) === JSON.stringify(part[key]),
  );
}

const atNs = fc.double({ min: 0, max: 2 ** 50, noNaN: true }).map(Math.abs);
const events = fc.nat();
const text = fc.string({ unit: 'binary' });
const profile: fc.Arbitrary<NamedProfile> = fc.oneof(
  fc.record({ kind: fc.constant('costs' as const), name: text, text }),
  fc.record({ kind: fc.constant('hypervisor' as const), arch: fc.constantFrom(...ARCHES), name: text, text }),
);
const profiles = fc.array(profile, { maxLength: 3 });
const change: fc.Arbitrary<Control> = fc.oneof(
  fc.constantFrom('pause', 'resume', 'step').map(kind => ({ kind }) as const),
  fc.constantFrom<number | 'max'>(0.001, 1, 'max').map(speed => ({ kind: 'speed', speed }) as const),
  fc
    .record({ queue: fc.string(), doorbell: fc.constantFrom(...DOORBELLS) })
    .map(of => ({ kind: 'doorbell', ...of }) as const),
);
const counters = fc.dictionary(
  fc.stringMatching(/^[a-z.0-9]{1,8}$/),
  fc.oneof(fc.nat(), fc.constant(Number.NaN)),
);

export const anyAct: fc.Arbitrary<Act> = fc.oneof(
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('edit' as const), atNs, events, text, profiles }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('control' as const), atNs, events, change }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('executed' as const), atNs, routeId: fc.nat(5) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('sample' as const), atNs, counters }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'flush' as const }) },
);
