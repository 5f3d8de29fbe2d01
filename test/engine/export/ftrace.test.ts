/** The kernel's text: what reads a real trace of Linux 6.1 reads ours, line by line, and sees the same orders of exits. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { inOrder } from '../../../engine/route/route.ts';
import { counted, exitsIn, logOf, textOf } from '../../helpers/logs.ts';

const FIXTURE = new URL('../../fixtures/kvm-6.1-svm-trace.txt.gz', import.meta.url);
const real = gunzipSync(readFileSync(FIXTURE)).toString();

const LINE =
  /^ *(?<task>\S+)-(?<pid>\d+) +\[(?<cpu>\d{3})\] [a-zA-Z.]{2}[0-9a-zA-Z.]{3} +(?<time>[\d.]+): (?<event>\w+): (?<what>.*)$/;
const HEX64 = '0x[0-9a-f]{16}';
const EXIT = `vcpu \\d+ reason (?<reason>\\w+) rip 0x[0-9a-f]+ info1 ${HEX64} info2 ${HEX64} intr_info 0x[0-9a-f]{8} error_code 0x[0-9a-f]{8}`;
const EVENTS: Readonly<Record<string, RegExp>> = {
  kvm_exit: new RegExp(`^${EXIT}$`),
  kvm_nested_vmexit: new RegExp(`^${EXIT}$`),
  kvm_nested_vmexit_inject: new RegExp(
    `^reason: (?<reason>\\w+) ext_inf1: ${HEX64} ext_inf2: ${HEX64} ext_int: 0x[0-9a-f]{8} ext_int_err: 0x[0-9a-f]{8}$`,
  ),
  kvm_nested_intr_vmexit: new RegExp(`^rip: ${HEX64}$`),
  kvm_nested_vmenter: new RegExp(
    `^rip: ${HEX64} vmc[bs]: ${HEX64} nested_rip: ${HEX64} int_ctl: 0x[0-9a-f]{8} event_inj: 0x[0-9a-f]{8} nested_(npt|ept)=y nested_(cr3|eptp): ${HEX64}$`,
  ),
  kvm_entry: /^vcpu \d+, rip 0x[0-9a-f]+$/,
  kvm_msr: /^msr_(read|write) [0-9a-f]+ = 0x[0-9a-f]+$/,
};

interface Line {
  readonly cpu: string;
  readonly time: number;
  readonly event: string;
  readonly what: string;
}

const linesOf = (trace: string): Line[] =>
  trace.split('\n').flatMap(text => {
    if (text === '' || text.startsWith('#')) return [];
    const { groups } = LINE.exec(text) ?? {};
    if (groups === undefined) throw new Error(`no line of a trace: ${text}`);
    return { cpu: groups.cpu!, time: Number(groups.time), event: groups.event!, what: groups.what! };
  });

/** Exits as `2:npf>1`; the host cannot tell deeper guests from G2. */
function orderOf(lines: readonly Line[]): string[] {
  const exits: { reason: string; level: number; reflected: boolean }[] = [];
  for (const { event, what } of lines) {
    if (event === 'kvm_exit')
      exits.push({ reason: EVENTS.kvm_exit!.exec(what)!.groups!.reason!, level: 1, reflected: false });
    if (event === 'kvm_nested_vmexit') exits.at(-1)!.level = 2;
    if (event === 'kvm_nested_vmexit_inject') exits.at(-1)!.reflected = true;
  }
  return exits.map(({ reason, level, reflected }) => `${level}:${reason}${reflected ? '>1' : ''}`);
}

const unread = (lines: readonly Line[]) =>
  lines.filter(({ event, what }) => EVENTS[event] !== undefined && !EVENTS[event].test(what));

/** Every event between an exit and the entry that follows it, by what the exit is: those that we write. */
function shapesOf(lines: readonly Line[]): Map<string, string> {
  const shapes = new Map<string, string>();
  let shape: Line[] = [];
  for (const line of lines.filter(({ event }) => event in EVENTS)) {
    if (line.event === 'kvm_exit') shape = [];
    shape.push(line);
    if (line.event !== 'kvm_entry') continue;
    const [exit] = orderOf(shape);
    if (exit !== undefined) shapes.set(exit, shape.map(({ event }) => event).join(' '));
    shape = [];
  }
  return shapes;
}

test('the fixture is read as the kernel wrote it', () => {
  const lines = linesOf(real);
  expect(unread(lines)).toEqual([]);
  expect(orderOf(lines).slice(0, 4)).toEqual(['2:io>1', '1:io', '1:msr', '1:vmrun']);
});

test('what reads a real trace reads ours, and around each exit the same events stand in the same order', async () => {
  const lines = linesOf(await textOf('ftrace', logOf('three-doorbells.yaml').session));
  expect(unread(lines)).toEqual([]);
  const ours = shapesOf(lines);
  const common = [...shapesOf(linesOf(real))].filter(([exit]) => ours.has(exit));
  expect(common.map(([exit]) => exit).toSorted()).toEqual([
    ...['1:io', '1:msr', '1:vmrun', '2:hypercall>1', '2:interrupt>1', '2:io>1'],
  ]);
  for (const [exit, shape] of common) expect(`${exit} ${ours.get(exit)}`).toBe(`${exit} ${shape}`);
});

test("a reissued port write and an unknown hypercall make the real machine's exits, in its order", async () => {
  const ours = orderOf(linesOf(await textOf('ftrace', logOf('three-doorbells.yaml').session))).join(' ');
  const reissued = orderOf(linesOf(real)).slice(0, 4).join(' ');
  const at = orderOf(linesOf(real)).indexOf('2:hypercall>1');
  const unknown = orderOf(linesOf(real)).slice(at, at + 3);
  expect(unknown).toEqual(['2:hypercall>1', '1:msr', '1:vmrun']);
  expect(ours).toContain(reissued);
  expect(ours).toContain(unknown.join(' '));
});

test.each([
  ['three-doorbells.yaml', 2],
  ['xeon.yaml', 2],
] as const)("%s: exits come in the order of the routes, and are the log's", async (name, deepest) => {
  const { session, arch, hz } = logOf(name);
  const order = orderOf(linesOf(await textOf('ftrace', session)));
  const expected = [...session.kicks].flatMap(({ routeId }) => inOrder(session.routes.get(routeId)!));
  expect(order).toEqual(expected);
  expect(counted(order.map(exit => exit.replace(/>1$/, '')))).toEqual(exitsIn({ session, arch, hz }));
  expect(Math.max(...order.map(exit => Number(exit[0])))).toBe(deepest);
});

test('lines come in the order of time, and no processor has two exits without an entry', async () => {
  const lines = linesOf(await textOf('ftrace', logOf('whole-request.yaml').session));
  const times = lines.map(({ time }) => time);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  const perCpu = Map.groupBy(
    lines.filter(({ event }) => event === 'kvm_exit' || event === 'kvm_entry'),
    ({ cpu }) => cpu,
  );
  expect(perCpu.size).toBeGreaterThan(2);
  for (const each of perCpu.values())
    expect(each.map(({ event }) => event).join(' ')).toMatch(/^(kvm_exit kvm_entry ?)*(kvm_exit)?$/);
});

test('a guest that halts is entered again when it is woken, and not when its exit has been served', async () => {
  const halting = (text: string) => text.replace('- name: G2\n', '- name: G2\n    idle: halt\n');
  const { session, hz } = logOf('three-doorbells.yaml', 20e6, halting);
  const lines = linesOf(await textOf('ftrace', session));
  const longest = Math.max(
    ...[...session.routes.values()].flatMap(({ hops }) => hops.map(({ cycles }) => cycles)),
  );
  const sleeps = lines.flatMap(({ event, what, time }, at) => {
    const next = lines[at + 1];
    const halts = event === 'kvm_exit' && what.includes('reason hlt') && next?.event === 'kvm_entry';
    return halts ? [next.time - time] : [];
  });
  expect(Math.max(...sleeps)).toBeGreaterThan(longest / hz);
});

test('on ARM64 an exit is printed with its exception class', async () => {
  const { session } = logOf('arm64.yaml', 5e6);
  const lines = linesOf(await textOf('ftrace', session));
  const classes = lines.flatMap(({ event, what }) =>
    event === 'kvm_exit' ? [/^(IRQ|TRAP): HSR_EC: 0x00(..) \((\w+)\), PC: 0x0{16}$/.exec(what)![3]!] : [],
  );
  const routes = [...session.kicks].flatMap(({ routeId }) => session.routes.get(routeId)!.hops);
  const named = routes.map(({ reason }) => (reason === 'IRQ' ? 'UNKNOWN' : reason));
  expect(counted(classes)).toEqual(counted(named));
});

test('s390x has no such events, and that is said', async () => {
  const { session } = logOf('s390x.yaml', 1e6);
  await expect(textOf('ftrace', session)).rejects.toThrow('KVM traces no exits of s390x');
});
