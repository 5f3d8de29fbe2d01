import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { RULES } from '../../engine/index.ts';
import { foundIn } from '../helpers/scenarios.ts';

const FILE = 'docs/diagnostics.md';
const document = readFileSync(FILE, 'utf8');
const BASE = /```yaml\n(.*?)```/s.exec(document)![1]!;

interface Example {
  readonly rule: string;
  readonly about: string;
  readonly text: string;
  readonly said: string;
}

const EXAMPLE =
  /### `(?<rule>[a-z-]+)`\n\n(?<about>[^\n]*)\.\n\n```(?<form>diff|yaml)\n(?<change>.*?)```\n\n```text\n(?<said>.*?)```/gs;

const examples = [...document.matchAll(EXAMPLE)].map(({ groups }): Example => {
  const { rule, about, form, change, said } = groups as Record<string, string>;
  const text = form === 'diff' ? patched(BASE, change!) : change!;
  return {
    rule: rule!,
    about: about!,
    text: text.replace(/(.)\{(\d+)\}/g, (_, x, times) => x.repeat(times)),
    said: said!,
  };
});

/** Groups of lines, each with what goes (-), what comes (+), and what it comes after (a space). */
function patched(base: string, change: string): string {
  const groups = change.matchAll(/((?: .*\n)*)((?:-.*\n)*)((?:\+.*\n)*)/g);
  const strip = (lines: string) => lines.replace(/^./gm, '');
  return [...groups].reduce((text, [, after = '', out = '', put = '']) => {
    const [from, to] = [strip(after) + strip(out), strip(after) + strip(put)];
    if (from === '' && to === '') return text;
    expect(text.split(from)).toHaveLength(2);
    return text.replace(from, () => to);
  }, base);
}

const check = (text: string) => foundIn(text, 'scenario.yaml');
const printed = (text: string) =>
  `${check(text).formatted.join('\n\n')}\n`.replaceAll(`${process.cwd()}/`, '');

test('every rule has an example in the document, in the words of the list', () => {
  expect(examples.map(({ rule, about }) => [rule, about])).toEqual(
    Object.entries(RULES).map(([rule, { about }]) => [rule, about]),
  );
});

test('the scenario that the examples change is in order', () => {
  expect(check(BASE).formatted).toEqual([]);
});

test.each(examples)('the example of $rule breaks that rule and no other', ({ rule, text }) => {
  const { diagnostics } = check(text);
  expect(new Set(diagnostics.map(each => each.rule))).toEqual(new Set([rule]));
  const isWarning = RULES[rule as keyof typeof RULES].severity === 'warning';
  expect(check(text).scenario !== null).toBe(isWarning);
});

test('what is said to each is what the document shows', async () => {
  let next = 0;
  const anew = document.replaceAll(
    /```text\n.*?```/gs,
    () => `\`\`\`text\n${printed(examples[next++]!.text)}\`\`\``,
  );
  await expect(anew).toMatchFileSnapshot(`../../${FILE}`);
});
