/** OpenMetrics, read by its reference parser where that is installed, and as Prometheus' text by promtool. */
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { exitsIn, logOf, textOf } from '../../helpers/logs.ts';

/** Debian: prometheus, python3-prometheus-client. */
const lacksPromtool = spawnSync('promtool', ['--version']).error !== undefined;
const PARSE = `import sys
from prometheus_client.openmetrics.parser import text_string_to_metric_families as families
for family in families(sys.stdin.read()):
    print(family.type, family.name, len(family.samples))`;
const PYTHON = '/usr/bin/python3';
const lacksReference = spawnSync(PYTHON, ['-c', 'import prometheus_client.openmetrics.parser']).status !== 0;

/** In Prometheus' own format, a counter's family has its samples' name, and there is no unit. */
const asPrometheus = (text: string): string =>
  text
    .replaceAll(/^# UNIT .*\n/gm, '')
    .replaceAll(/^# TYPE (\S+) counter\n# HELP \1 /gm, '# TYPE $1_total counter\n# HELP $1_total ');

/** Samples of a metric, each with its labels. */
function samplesOf(text: string, metric: string): { labels: Record<string, string>; value: number }[] {
  const lines = text.split('\n').filter(line => line.startsWith(`trapline_${metric}{`));
  return lines.map(line => {
    const labels = [...line.matchAll(/(\w+)="([^"]*)"/g)].map(([, label, of]) => [label, of]);
    return { labels: Object.fromEntries(labels), value: Number(line.slice(line.lastIndexOf(' '))) };
  });
}

test.skipIf(lacksReference)('openmetrics: its reference parser reads every family', async () => {
  const input = await textOf('openmetrics', logOf('three-doorbells.yaml').session);
  const { stdout, stderr } = spawnSync(PYTHON, ['-c', PARSE], { input, encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(stdout).toMatch(/^counter trapline_exits \d+$/m);
  expect(stdout).toMatch(/^gauge trapline_queue_occupancy 3$/m);
  expect(stdout).toMatch(/^histogram trapline_request_latency_seconds \d+$/m);
});

test.skipIf(lacksPromtool)('openmetrics: promtool has nothing against it as text of Prometheus', async () => {
  const input = asPrometheus(await textOf('openmetrics', logOf('three-doorbells.yaml').session));
  const { stdout, stderr, status } = spawnSync('promtool', ['check', 'metrics'], { input, encoding: 'utf8' });
  expect({ stdout, stderr, status }).toEqual({ stdout: '', stderr: '', status: 0 });
});

test("openmetrics: counters are the last look's, buckets count up to all latencies", async () => {
  const log = logOf('three-doorbells.yaml');
  const text = await textOf('openmetrics', log.session);
  expect(text).toMatch(/\n# EOF\n$/);
  const exits: Record<string, number> = {};
  for (const { labels, value } of samplesOf(text, 'exits_total')) {
    const name = `${labels.level}:${labels.reason}`;
    exits[name] = (exits[name] ?? 0) + value;
  }
  expect(exits).toEqual(exitsIn(log));
  const { counters } = [...log.session.samples].at(-1)!;
  const kicks = samplesOf(text, 'kicks_total').map(({ labels, value }) => [labels.device, value]);
  expect(kicks).toEqual(['V1', 'V2', 'V3'].map(device => [device, counters[`G2.${device}.tx.kicks`]]));
  const buckets = samplesOf(text, 'request_latency_seconds_bucket').filter(
    ({ labels }) => labels.device === 'V2',
  );
  const counts = buckets.map(({ value }) => value);
  expect(buckets.length).toBeGreaterThan(5);
  expect(counts).toEqual(counts.toSorted((a, b) => a - b));
  expect(buckets.at(-1)).toMatchObject({ labels: { le: '+Inf' }, value: counters['G2.V2.tx.completed'] });
});
