import { expect, test } from 'vitest';
import { program, trapline } from '../helpers/program.ts';
import { wheelText } from '../helpers/scenarios.ts';
import { fileWith, freshPath } from '../helpers/temporary.ts';
import { Terminal } from '../helpers/terminal.ts';

const broken = fileWith(wheelText().replace('seed: 42', 'sead: 42').replace('size: 256', 'size: 300'));
const warned = fileWith(wheelText().replace('hide: []', 'hide: [hypercall, pio, mmio]'));

test('several files end with a count of what is wrong in how many', () => {
  const { code, stderr, stdout } = trapline('check', broken, 'scenarios/bare.yaml', warned);
  expect({ code, stdout }).toEqual({ code: 1, stdout: 'scenarios/bare.yaml: fine\n' });
  expect(stderr).toMatch(/\n\n2 errors, 1 warning in 2 files\n$/);
});

test('one file, or none that is wrong, needs no count', () => {
  expect(trapline('check', broken).stderr).not.toMatch(/ in \d+ file/);
  expect(trapline('check', 'scenarios/bare.yaml', 'scenarios/xeon.yaml').stderr).toBe('');
});

test('a file that cannot be read is said to be, and the others are checked', () => {
  const { code, stdout, stderr } = trapline('check', freshPath('.yaml'), 'scenarios/bare.yaml', broken);
  expect({ code, stdout }).toEqual({ code: 1, stdout: 'scenarios/bare.yaml: fine\n' });
  expect(stderr).toMatch(/\.yaml: ENOENT.*\n[\s\S]*\[queue-size\]/);
});

test('a warning alone is no failure', () => {
  const { code, stderr } = trapline('check', warned);
  expect(code).toBe(0);
  expect(stderr).toContain('[silent-driver]');
});

test('--json has the rule, the related places and the replacement', () => {
  const { stdout } = trapline('check', '--json', broken, warned);
  const [unknown, , silent] = JSON.parse(stdout).diagnostics;
  expect(unknown).toMatchObject({ rule: 'unknown-key', replacement: 'seed', related: [] });
  expect(silent.related).toHaveLength(3);
  expect(silent.related[0]).toMatchObject({ file: warned, line: 23, message: 'G1 hides its hypercall' });
});

test('--json and --sarif exclude each other', () => {
  const { code, stdout, stderr } = trapline('check', '--json', '--sarif', 'scenarios/bare.yaml');
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain('json and sarif are mutually exclusive');
});

test('a stack that is too deep to walk is a diagnostic as any other, at its levels', () => {
  const guests = Array.from(
    { length: 5 },
    (_, i) => `  - { name: G${i + 1}, hypervisor: kvm-4.18, assign: [{ device: V1, iommu: emulated }] }`,
  );
  const deep = `version: 1
title: deep
cpu: { arch: vmx, costs: dvh-xeon-4114 }
levels:
  - name: H
    hypervisor: kvm-4.18
    devices: [{ id: V1, queues: [{ name: tx, size: 64 }], doorbells: [pio], service: { fixed: 5us } }]
${guests.join('\n')}
  - { name: G6, drivers: [{ device: V1, workload: { queue: tx, arrivals: { poisson: 10/s } } }] }
`;
  const { code, stdout } = trapline('check', '--json', fileWith(deep));
  expect(code).toBe(1);
  expect(JSON.parse(stdout).diagnostics).toEqual([
    expect.objectContaining({ rule: 'too-deep', line: 4, column: 1, endColumn: 7 }),
  ]);
});

const ESCAPE = String.fromCharCode(0x1b);

test('there are colours on a terminal, and none where NO_COLOR is set, nor in a pipe', async () => {
  const command = [process.execPath, program, 'check', broken] as const;
  const shown = async (env: Record<string, string>) => {
    await using terminal = new Terminal(command, { env });
    await terminal.exit();
    return terminal.raw;
  };
  expect(await shown({})).toContain(`${ESCAPE}[31m`);
  expect(await shown({ NO_COLOR: '1' })).not.toContain(`${ESCAPE}[31m`);
  expect(trapline('check', broken).stderr).not.toContain(ESCAPE);
});
