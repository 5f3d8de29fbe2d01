import { expect, test } from 'vitest';
import { inShell, trapline } from '../helpers/program.ts';
import { fileWith } from '../helpers/temporary.ts';

interface Route {
  readonly cycles: number;
  readonly hops: readonly { readonly cycles: number }[];
}

function routesOf(...args: string[]): Route[] {
  const { code, stdout, stderr } = trapline('explain', '--json', ...args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const { version, routes } = JSON.parse(stdout);
  expect(version).toBe(1);
  return routes;
}

test("explain tells the mail's three outcomes", () => {
  const kick = { guest: 'G2', level: 2, queue: 'tx', state: 'warm' };
  const routes = routesOf('scenarios/three-doorbells.yaml');
  expect(routes).toMatchObject([
    { ...kick, device: 'V1', doorbell: 'hypercall', outcome: 'error', error: -1000, reached: null },
    { ...kick, device: 'V2', doorbell: 'pio', outcome: 'delivered', error: null },
    { ...kick, device: 'V3', doorbell: 'mmio', outcome: 'delivered', error: null },
  ]);
});

test('the hypercall is reflected and refused, the port write reissued, the store goes straight to H', () => {
  const [hypercall, pio, mmio] = routesOf('scenarios/three-doorbells.yaml');
  const reflected = { level: 2, handledBy: 1, reflected: true };
  expect(hypercall?.hops[0]).toMatchObject({ ...reflected, reason: 'hypercall' });
  expect(pio?.hops.slice(0, 2)).toMatchObject([
    { ...reflected, reason: 'io' },
    { level: 1, handledBy: 0, reflected: false, reason: 'io' },
  ]);
  expect(mmio).toMatchObject({ exits: 1, byLevel: { 2: { npf: 1 } } });
  expect(mmio?.hops).toMatchObject([{ level: 2, handledBy: 0, reflected: false, reason: 'npf' }]);
});

test("a route's cycles are those of its hops", () => {
  for (const { cycles, hops } of routesOf('scenarios/xeon.yaml'))
    expect(hops.reduce((sum, hop) => sum + hop.cycles, 0)).toBeCloseTo(cycles);
});

test('the text says the same, a line a hop', () => {
  const { code, stdout } = trapline('explain', 'scenarios/three-doorbells.yaml');
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /G2 \(L2\) kicks V1\.tx by hypercall, warm: error -1000, delivered to nobody; 3 exits/,
  );
  expect(stdout).toMatch(/L2 io +=> G1 /);
  expect(stdout).toMatch(/kicks V3\.tx by mmio, warm: delivered to H:V3; 1 exit,/);
});

test('explain --op needs no device, and nested features take exits away', () => {
  const [cpuid] = routesOf('scenarios/bare.yaml', '--op', 'cpuid');
  expect(cpuid).toMatchObject({
    guest: 'G2',
    level: 2,
    exits: 8,
    byLevel: { 1: { vmsave: 1, vmload: 2, stgi: 1, msr: 1, clgi: 1, vmrun: 1 }, 2: { cpuid: 1 } },
    order: ['2:cpuid>1', '1:vmsave', '1:vmload', '1:stgi', '1:msr', '1:clgi', '1:vmload', '1:vmrun'],
  });
  const [featured] = routesOf('scenarios/three-doorbells.yaml', '--op', 'cpuid');
  expect(featured).toMatchObject({ exits: 3, byLevel: { 1: { msr: 1, vmrun: 1 }, 2: { cpuid: 1 } } });
});

test('a stack without drivers says so', () => {
  const { code, stdout } = trapline('explain', 'scenarios/bare.yaml');
  expect(code).toBe(0);
  expect(stdout).toBe('No driver, no route. Try --op.\n');
});

test('a reader that has seen enough is no fault', () => {
  // The shell closes the pipe before the program can have written; 7 would be its exit code otherwise.
  const { stdout, stderr } = inShell(
    '{ "$@"; echo $? >&3; } 3>&2 | true',
    'explain',
    'scenarios/xeon.yaml',
    '--json',
  );
  expect({ stdout, stderr }).toEqual({ stdout: '', stderr: '0\n' });
});

test('a stack too deep to walk is said to be, and not walked until memory ends', () => {
  const names = ['H', ...Array.from({ length: 9 }, (_, at) => `G${at + 1}`)];
  const levels = names.map(name => `  - { name: ${name}, hypervisor: kvm-6.1 }`).join('\n');
  const innermost = '\n  - { name: G10 }\n';
  const head = 'version: 1\ntitle: deep\ncpu: { arch: svm, costs: zen-3 }\nlevels:\n';
  const { code, stderr } = trapline('explain', fileWith(`${head}${levels}${innermost}`), '--op', 'cpuid');
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: 'one operation of this stack makes over 1000000 exits: take levels away\n',
  });
});
