import { expect, test, vi } from 'vitest';
import { control, nextSpeed, sample } from '../../tui/run.ts';
import { FakeRun } from '../helpers/fake-run.ts';

test('one kick pauses a running run first, and only then', () => {
  const run = new FakeRun();
  control([run], 'step', 0);
  control([run], 'step', 0);
  expect(run.calls).toEqual(['pause', 'step', 'step']);
});

test('pause goes back and forth', () => {
  const run = new FakeRun();
  control([run], 'pause', 0);
  control([run], 'pause', 0);
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

test('a key changes all runs alike, as the first one asks', () => {
  const [first, second] = [new FakeRun(), new FakeRun()];
  second.pause();
  control([first, second], 'pause', 0);
  expect([first.calls, second.calls]).toEqual([['pause'], ['pause', 'pause']]);
});

test('the next doorbell is that of the selected queue', () => {
  const run = new FakeRun();
  control([run], 'doorbell', 1);
  expect(run.calls).toEqual(['next doorbell 1']);
});

test('a look that has news is told of, and one that throws', () => {
  vi.useFakeTimers();
  const run = new FakeRun();
  const told: string[] = [];
  const stop = sample({
    look: () => run.snapshot().simulatedNs > 0,
    news: () => told.push('news'),
    failed: error => told.push(String(error)),
  });
  vi.advanceTimersByTime(100);
  run.advance();
  vi.advanceTimersByTime(100);
  run.broken = new Error('broken');
  vi.advanceTimersByTime(100);
  stop();
  vi.advanceTimersByTime(500);
  vi.useRealTimers();
  expect(told).toEqual(['news', 'Error: broken']);
});
