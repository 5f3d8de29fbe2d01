/** What must hold at the end of a run: the text's expectations with their names looked up. */
import type { Complain, Part } from './complain.ts';
import {
  EXPECTATION_EXPECTED,
  type ExpectationText,
  isQuantity,
  parseExpectation,
  QUANTITIES,
} from './expectation.ts';
import { didYouMean, oneOf } from './nearest.ts';
import type { Expectation } from './scenario.ts';
import type { ScenarioText } from './schema.ts';
import { checkKnown, checkQueue, type Driven, drivenQueues, type Topology } from './topology.ts';
import type { Path } from './yaml.ts';

export function expectationsOf(text: ScenarioText, topology: Topology, complain: Complain): Expectation[] {
  const driven = drivenQueues(text.levels);
  return text.expect.flatMap((line, i) => one(line, ['expect', i], driven, topology, complain));
}

function one(
  line: string,
  at: Path,
  driven: readonly Driven[],
  topology: Topology,
  complain: Complain,
): Expectation[] {
  const parsed = parseExpectation(line);
  if (parsed === null) {
    complain(at, 'expectation', `\`${line}\` is not an expectation`, {
      expected: EXPECTATION_EXPECTED,
      ...rewritten(line),
    });
    return [];
  }
  const { device, queue, quantity } = parsed;
  checkDriven(line, parsed, at, driven, topology, complain);
  if (isQuantity(quantity)) return [{ ...parsed, quantity }];
  complain(at, 'unknown-quantity', `unknown quantity \`${quantity}\``, {
    expected: oneOf(QUANTITIES),
    within: partOf(line, device.length + queue.length + 2, quantity),
    ...didYouMean(quantity, QUANTITIES),
  });
  return [];
}

function checkDriven(
  line: string,
  { device, queue }: ExpectationText,
  at: Path,
  driven: readonly Driven[],
  topology: Topology,
  complain: Complain,
): void {
  const complainAt =
    (within: Part): Complain =>
    (path, rule, message, advice) =>
      complain(path, rule, message, { ...advice, within });
  const placed = checkKnown(topology, device, at, complainAt(partOf(line, 0, device)));
  if (placed === null) return;
  if (!checkQueue(placed, queue, at, complainAt(partOf(line, device.length + 1, queue)))) return;
  // A driver whose device or queue is mistyped may be the one that is missed here: that has been said.
  const unclear = driven.some(each => !has(topology, each));
  if (unclear || driven.some(each => each.device === device && each.queue === queue)) return;
  complainAt(partOf(line, 0, `${device}.${queue}`))(
    at,
    'undriven-queue',
    `no driver has a queue ${device}.${queue}`,
    {
      expected: oneOf(driven.map(each => `${each.device}.${each.queue}`)),
      related: [{ at: [...placed.at, 'id'], message: `\`${device}\` is here` }],
    },
  );
}

function has(topology: Topology, { device, queue }: Driven): boolean {
  return topology.get(device)?.device.queues.some(({ name }) => name === queue) ?? false;
}

/** A line is said with spaces around it that count for nothing. */
function partOf(line: string, from: number, word: string): Part {
  const start = line.length - line.trimStart().length + from;
  return { text: line, from: start, to: start + word.length };
}

/** With the habits of programming languages taken out: `lostKicks = 0`, `lost_kicks === 0`. */
function rewritten(line: string): { readonly hint?: string; readonly replacement?: string } {
  const kebab = line
    .replace(/_(?!.*\.)/g, '-')
    .replace(/[a-z][A-Z]/g, ([small, large]) => `${small}-${large!.toLowerCase()}`)
    .replace(/\s*(?<![<>=!])={1,3}(?!=)\s*/, ' == ');
  const parsed = parseExpectation(kebab);
  if (parsed === null || !isQuantity(parsed.quantity)) return {};
  return { hint: `did you mean \`${kebab}\`?`, replacement: kebab };
}
