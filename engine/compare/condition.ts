/**
 * `--fail-on 'V1.tx.p99 > +5%'`: what must not be so of two runs. A number with a sign is a change from A to B, one
 * without is B's own. The form and the names are those of a scenario's `expect`; where it names no queue, or no level,
 * all of them together are meant.
 */
import { type Advice, type Diagnostic, diagnostic } from '../scenario/diagnostics.ts';
import type { Comparison } from '../scenario/expectation.ts';
import { didYouMean, oneOf } from '../scenario/nearest.ts';
import type { RuleId } from '../scenario/rules.ts';
import { DURATION_EXPECTED, NANOSECONDS } from '../scenario/units.ts';
import { LEVEL_QUANTITIES, type LevelQuantity, QUEUE_QUANTITIES, type QueueQuantity } from './quantities.ts';

export interface Condition {
  readonly expression: string;
  /** `DEVICE.QUEUE`, `GUEST.DEVICE.QUEUE`, or a level; null for all. */
  readonly of: string | null;
  readonly quantity: QueueQuantity | LevelQuantity;
  readonly comparison: Comparison;
  /** B's own, B less A, or that as a share of A. */
  readonly kind: 'own' | 'change' | 'share';
  /** In the quantity's unit; of a share, 1 is all of A. */
  readonly value: number;
}

const QUANTITIES = [...Object.keys(LEVEL_QUANTITIES), ...Object.keys(QUEUE_QUANTITIES)];

const FORM =
  /^(?<of>(?:\S.*\.)?)(?<quantity>[A-Za-z][\w-]*)\s*(?<comparison>[=!<>]=|<|>)\s*(?<sign>[+-]?)(?<number>\d+(?:\.\d+)?)\s*(?<unit>%|[a-zµμ]*)$/;

const EXPECTED =
  '`[DEVICE.QUEUE.]QUANTITY COMPARISON NUMBER`, the number with a sign where it is a change from A to B: `p99 > +5%`, `V1.tx.p99 > +10us`, `lost-kicks > 0`';

/** Its parts; what is wrong with it otherwise. */
export function parseCondition(text: string): Condition | Diagnostic {
  const expression = text.trim();
  const parts = FORM.exec(expression)?.groups as Record<(typeof PARTS)[number], string> | undefined;
  if (parts === undefined)
    return wrong(0, expression, 'expectation', `\`${expression}\` is no condition`, {
      expected: EXPECTED,
    });
  const { of, quantity, comparison, sign, number, unit } = parts;
  if (!isQuantity(quantity))
    return wrong(of.length, quantity, 'unknown-quantity', `unknown quantity \`${quantity}\``, {
      expected: oneOf(QUANTITIES),
      ...didYouMean(quantity, QUANTITIES),
    });
  const figure = `${sign}${number}${unit}`;
  const said = whyNoFigure(quantity, sign, Number(number), unit);
  if (said !== null) return wrong(expression.length - figure.length, figure, ...said);
  const share = unit === '%';
  const factor = share ? 0.01 : (NANOSECONDS[unit] ?? 1);
  return {
    expression,
    of: of === '' ? null : of.slice(0, -1),
    quantity,
    comparison: comparison as Comparison,
    kind: share ? 'share' : sign === '' ? 'own' : 'change',
    value: Number(number) * factor * (sign === '-' ? -1 : 1),
  };
}

const PARTS = ['of', 'quantity', 'comparison', 'sign', 'number', 'unit'] as const;

const isQuantity = (name: string): name is Condition['quantity'] => QUANTITIES.includes(name);

function whyNoFigure(
  quantity: Condition['quantity'],
  sign: string,
  number: number,
  unit: string,
): [RuleId, string, Advice] | null {
  const isTime = quantity in QUEUE_QUANTITIES && QUEUE_QUANTITIES[quantity as QueueQuantity].unit === 'ns';
  if (unit === '%')
    return sign === ''
      ? ['expectation', 'a percentage is of a change', { hint: `write it with its sign: \`+${number}%\`` }]
      : null;
  if (unit === '')
    return isTime && number !== 0
      ? ['duration', `\`${number}\` has no unit`, { expected: `${DURATION_EXPECTED}, or a change in %` }]
      : null;
  if (isTime && unit in NANOSECONDS) return null;
  const message = isTime ? `\`${unit}\` is no unit of time` : `${quantity} has no unit`;
  return isTime
    ? ['duration', message, { expected: 'ns, us, ms or s', ...didYouMean(unit, Object.keys(NANOSECONDS)) }]
    : ['expectation', message, { expected: 'a number, or a change in %' }];
}

/** About the part of an expression that begins `at` there. */
export function wrong(at: number, part: string, rule: RuleId, message: string, advice: Advice): Diagnostic {
  const place = { line: 1, column: at + 1, endLine: 1, endColumn: at + 1 + part.length };
  return diagnostic('--fail-on', place, rule, message, advice);
}
