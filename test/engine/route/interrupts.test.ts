/** The way up: how an interrupt reaches its guest, by what the processor does and what it offers. */
import { expect, test } from 'vitest';
import {
  type Interrupt,
  type VcpuState,
  walkHalt,
  walkInterrupt,
} from '../../../engine/doorbell/interrupt.ts';
import { inOrder, type Route } from '../../../engine/route/route.ts';
import { quietRun } from '../../helpers/runs.ts';
import { bareStack, type CpuText } from '../../helpers/stacks.ts';

const svm = (...features: string[]): CpuText => ({ arch: 'svm', features });
const vmx = (...features: string[]): CpuText => ({ arch: 'vmx', features });
const machineOf = (cpu: CpuText, depth: number) => quietRun(bareStack(cpu, depth)).stack.machine;

function interrupt(cpu: CpuText, depth: number, state: VcpuState, of: Partial<Interrupt> = {}): Route {
  const vector = { device: 'V1', queue: 'tx', vector: 0, to: depth, innermost: depth, next: null };
  return walkInterrupt(machineOf(cpu, depth), { ...vector, state, ...of }).route;
}

const order = (...args: Parameters<typeof interrupt>): string => inOrder(interrupt(...args)).join(' ');

test('SVM: a running guest exits, G1 takes it in a window of its own, and the guest ends it by an exit', () => {
  expect(order(svm('vgif', 'vls'), 1, 'running')).toBe('1:interrupt 1:msr');
  expect(order(svm('vgif', 'vls'), 2, 'running')).toBe(
    // G1's end of the interrupt, its resume; then G2's end of it.
    '2:interrupt>1 1:vintr 1:msr 1:msr 1:vmrun 2:msr>1 1:msr 1:vmrun',
  );
});

test('VMX: the exit itself acknowledges the vector, so G1 needs no window (SDM 25.7.1)', () => {
  expect(order(vmx('vmcs-shadowing'), 2, 'running')).not.toMatch(/WINDOW/);
  expect(order(vmx('vmcs-shadowing'), 2, 'running')).toMatch(/^2:EXTERNAL_INTERRUPT>1 /);
});

test('posted: a guest of L0 does not exit, neither for the interrupt nor for its end (SDM 30.4 to 30.6)', () => {
  expect(order(vmx(), 1, 'running')).toBe('1:EXTERNAL_INTERRUPT 1:MSR_WRITE');
  const posted = interrupt(vmx('apicv'), 1, 'running');
  expect(posted.hops).toEqual([]);
  expect(posted.cycles).toBeGreaterThan(0);
});

test("posted: a nested guest exits all the same, since the vector is its hypervisor's; G1's own end of it does not", () => {
  const [with_, without] = [['apicv'], []].map(features => interrupt(vmx(...features), 2, 'running'));
  expect(with_!.hops[0]).toMatchObject({ level: 2, reason: 'EXTERNAL_INTERRUPT', reflected: true });
  const ends = ({ hops }: Route) =>
    hops.filter(({ level, reason }) => level === 1 && reason === 'MSR_WRITE').length;
  expect(ends(without!) - ends(with_!)).toBe(1);
});

test('while the processor is out of guest mode no exit announces it', () => {
  expect(order(svm('vgif', 'vls'), 1, 'between')).toBe('1:msr');
  expect(order(svm('vgif', 'vls'), 2, 'between')).not.toMatch(/interrupt/);
});

test('a halt climbs down the levels: each hypervisor has nothing else to do and halts too', () => {
  const halts = (depth: number) => inOrder(walkHalt(machineOf(svm('vgif', 'vls'), depth), depth));
  expect(halts(1)).toEqual(['1:hlt']);
  expect(halts(2)).toEqual(['2:hlt>1', '1:hlt']);
  expect(halts(3).filter(each => each.includes('hlt'))).toEqual(['3:hlt>2', '2:hlt>1', '1:hlt']);
});

test('a wake-up climbs up them: no exit announces it, no window is waited for, every level goes on', () => {
  expect(order(svm('vgif', 'vls'), 1, 'halted')).toBe('1:msr');
  // G1's end of the interrupt, its resume of G2, and G2's end of it.
  expect(order(svm('vgif', 'vls'), 2, 'halted')).toBe('1:msr 1:msr 1:vmrun 2:msr>1 1:msr 1:vmrun');
  const levels = interrupt(svm('vgif', 'vls'), 3, 'halted').hops.map(({ level }) => level);
  expect(new Set(levels)).toEqual(new Set([1, 2, 3]));
});

test('an interrupt for a back end in G1 stops G2 and goes no further up, unless the back end has one for G2', () => {
  const back = { to: 1, innermost: 2 };
  expect(order(svm('vgif', 'vls'), 2, 'running', back)).toBe('2:interrupt>1 1:vintr 1:msr 1:msr 1:vmrun');
  const both = order(svm('vgif', 'vls'), 2, 'running', { ...back, next: 2 });
  expect(both).toBe('2:interrupt>1 1:vintr 1:msr 1:msr 1:vmrun 2:msr>1 1:msr 1:vmrun');
});

test('a halted G2 stays halted where the back end has nothing for it: G1 halts again', () => {
  expect(order(svm('vgif', 'vls'), 2, 'halted', { to: 1, innermost: 2 })).toBe('1:msr 1:hlt');
});
