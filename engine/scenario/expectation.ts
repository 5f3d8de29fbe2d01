/** `V1.tx.lost-kicks == 0`: what a scenario says must hold at the end of its run. */
import type { Expectation, ExpectedQuantity } from './scenario.ts';

export const QUANTITIES: readonly ExpectedQuantity[] = [
  'kicks',
  'lost-kicks',
  'misdirected-kicks',
  'suppressed-kicks',
  'submitted',
  'completed',
  'lost',
  'corruptions',
  'interrupts',
  'stalled',
];

export type Comparison = Expectation['comparison'];

const comparisons: Readonly<Record<Comparison, (a: number, b: number) => boolean>> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

export const compares = (a: number, comparison: Comparison, b: number): boolean =>
  comparisons[comparison](a, b);

/** A device's id may hold dots, a queue's name may not: the last two dots separate. */
const formWith = (quantity: string): string =>
  String.raw`^(?<device>\S.*)\.(?<queue>[^.]+)\.(?<quantity>${quantity})\s*(?<comparison>[=!<>]=|<|>)\s*(?<value>\d+(?:\.\d+)?)$`;

/** Lets any quantity through, so that an unknown one can be told by name. */
const FORM = new RegExp(formWith('[a-z-]+'));
export const EXPECTATION_FORM = formWith(QUANTITIES.join('|'));

export const EXPECTATION_EXPECTED =
  '`DEVICE.QUEUE.QUANTITY COMPARISON NUMBER`, such as `V1.tx.lost-kicks == 0`';

/** Its parts, the quantity not yet known to be one. */
export type ExpectationText = Omit<Expectation, 'quantity'> & { readonly quantity: string };

/** null where the text has another form. */
export function parseExpectation(expression: string): ExpectationText | null {
  const parts = FORM.exec(expression.trim())?.groups;
  if (parts === undefined) return null;
  const { device, queue, quantity, comparison, value } = parts as Record<string, string>;
  return {
    expression: expression.trim(),
    device: device!,
    queue: queue!,
    quantity: quantity!,
    comparison: comparison as Expectation['comparison'],
    value: Number(value),
  };
}

export function isQuantity(name: string): name is ExpectedQuantity {
  return (QUANTITIES as readonly string[]).includes(name);
}
