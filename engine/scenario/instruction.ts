/**
 * One instruction of a hypervisor's path, as profiles write it: `op[: detail][ x N]
 * [ if [not ]feature][ unless feature[ or feature]]`, for example `vmread x 11 unless vmcs-shadowing` or `msr: read 0x1d9`.
 */
import type { Instruction } from '../machine/profile.ts';
import { printable } from './printable.ts';

export const INSTRUCTION_FORM =
  /^(?<op>[a-z][a-z0-9-]*)(?:: (?<detail>\S.*?))?(?: x (?<times>[1-9]\d{0,2}))?(?: if (?<not>not )?(?<feature>[a-z0-9-]+))?(?: unless (?<unless>[a-z0-9-]+(?: or [a-z0-9-]+)*))?$/;

export const INSTRUCTION_EXPECTED =
  '`op[: detail][ x N][ if [not ]feature][ unless feature[ or feature]]`, such as `vmload unless vls` or `vmread x 11`';

/** null where the text is no instruction. */
export function parseInstruction(text: string): Instruction | null {
  const parts = INSTRUCTION_FORM.exec(text)?.groups;
  if (parts?.op === undefined || printable(text) !== text) return null;
  const { op, detail = null, times = '1', not, feature, unless } = parts;
  const when = feature === undefined ? null : { feature, offered: not === undefined };
  return { op, detail, when, unless: unless?.split(' or ') ?? [], times: Number(times) };
}

/** The text that parses to this instruction. */
export function formatInstruction({ op, detail, times, when, unless }: Instruction): string {
  const parts = [detail === null ? op : `${op}: ${detail}`];
  if (times !== 1) parts.push(`x ${times}`);
  if (when !== null) parts.push(`if ${when.offered ? '' : 'not '}${when.feature}`);
  if (unless.length > 0) parts.push(`unless ${unless.join(' or ')}`);
  return parts.join(' ');
}
