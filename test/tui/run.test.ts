import { expect, test } from 'vitest';
import { control, nextSpeed } from '../../tui/run.ts';
import { FakeRun } from '../helpers/fake-run.ts';

test('one kick pauses a running run first, and only then', () => {
  const run = new FakeRun();
  control(run, 'step');
  control(run, 'step');
  expect(run.calls).toEqual(['pause', 'step', 'step']);
});

test('pause goes back and forth', () => {
  const run = new FakeRun();
  control(run, 'pause');
  control(run, 'pause');
  expect(run.calls).toEqual(['pause', 'resume']);
});

test('speed goes by steps and stays at the ends', () => {
  expect(nextSpeed(1, 1)).toBe('max');
  expect(nextSpeed('max', 1)).toBe('max');
  expect(nextSpeed('max', -1)).toBe(1);
  expect(nextSpeed(0.001, -1)).toBe(0.001);
});

test('a speed between two steps goes to its neighbours', () => {
  expect(nextSpeed(0.05, 1)).toBe(0.1);
  expect(nextSpeed(0.05, -1)).toBe(0.01);
  expect(nextSpeed(3, 1)).toBe('max');
});
