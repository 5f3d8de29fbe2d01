/**
 * What can be wrong, each with an id that scripts and suppressions may rely on. docs/diagnostics.md shows an
 * example of every one, and a test holds it to this list.
 */

export interface Rule {
  /** One line, for lists of rules. */
  readonly about: string;
  readonly severity: 'error' | 'warning';
  /** The lines around the place say more than the line alone: what is wrong is how they stand to each other. */
  readonly context: boolean;
}

const error = (about: string): Rule => ({ about, severity: 'error', context: false });
const misplaced = (about: string): Rule => ({ about, severity: 'error', context: true });
const warning = (about: string): Rule => ({ about, severity: 'warning', context: false });

const rules = {
  // YAML itself.
  'text-too-long': error('The text is longer than a scenario may be'),
  'too-much': error('More of something than is read or can run'),
  'stray-character': error('A character that has no place in a text'),
  'empty-text': error('The text says nothing'),
  'too-deep': error('Lists and mappings, or the levels themselves, nest too deeply'),
  tab: misplaced('A tab, or a space that is none, at the beginning of a line'),
  indentation: misplaced('A line that begins in a column where nothing can begin'),
  'missing-colon': misplaced('A key without its colon'),
  'missing-space': misplaced('No space after a colon or a dash'),
  'missing-comma': error('Two entries between brackets without a comma'),
  'unclosed-bracket': misplaced('A bracket that is not closed'),
  'extra-bracket': error('A bracket that closes nothing'),
  'unclosed-quote': error('A quote that is not closed'),
  'needs-quotes': error('A value that YAML reads as something else unless it stands between quotes'),
  'duplicate-key': error('A key that stands twice in one mapping'),
  'unknown-anchor': error('An alias without its anchor'),
  'second-document': error('More than one document in a file'),
  'yaml-syntax': error('Any other text that YAML does not allow'),
  'unknown-directive': warning('A directive that YAML readers do not know'),
  // The shape: keys, types, ranges.
  'unknown-key': misplaced('A key that nothing here has'),
  'missing-key': misplaced('A key that must be there'),
  'wrong-type': error('A list, a mapping, a number or a text where another of them belongs'),
  'unknown-word': error('A word that is not among those that can stand here'),
  'invalid-name': error('A name or a line of text with characters that it may not have'),
  'out-of-range': error('A number, or a list, that is too small or too large'),
  'queue-size': error('A queue size that is no power of two'),
  duration: error('A duration without its unit, or too short or long'),
  rate: error('A rate without its unit, or too low or high'),
  'repeated-item': error('The same entry twice in a list of distinct ones'),
  instruction: error('A text that is no instruction of a hypervisor'),
  // Profiles and the processor.
  unreadable: error('A scenario, or a profile that one names, that cannot be read'),
  'unknown-profile': error('A hypervisor or cost profile that does not exist'),
  'wrong-arch': error('A hypervisor profile for another architecture'),
  'unknown-feature': error('A CPU feature that the architecture does not have'),
  'unknown-instruction': error('An instruction that the architecture does not have'),
  'unknown-field': error('A VMCS field that does not exist'),
  'unknown-operation': error('An operation that has no handler or no exit'),
  // Levels and guests.
  'missing-hypervisor': misplaced('A level that has a guest and no hypervisor'),
  'duplicate-name': error('Two guests of one name'),
  'beside-the-host': error("A guest beside the host, which is nobody's guest"),
  'unknown-level': error('A level that does not exist'),
  'unknown-vcpu': error('A virtual processor that the guest does not have'),
  // Devices, and who has them.
  'duplicate-device': error('Two devices of one id'),
  'duplicate-queue': error('Two queues of one name in a device'),
  'unknown-device': error('A device that no level has'),
  'unknown-queue': error('A queue that the device does not have'),
  'unseen-device': error('A device that is not assigned as far as here'),
  'own-device': error('A device that is not below the level that wants it'),
  'assigned-twice': error('A device that one level assigns twice'),
  'assigned-to-nobody': error('A device assigned by the innermost level'),
  'assigned-and-driven': error('A device that a level passes on and drives as well'),
  'driven-twice': error('A device or a queue with two drivers'),
  'impossible-doorbell': error('A doorbell that the architecture has no way to ring'),
  'missing-doorbell': error('A doorbell that the device does not have'),
  'physical-device': error('Real hardware that is not as real hardware is'),
  'service-or-back-end': error('A device served by nobody, or by two'),
  'queues-of-back-end': error('A device with several queues and one back end'),
  // Events and expectations.
  event: error('An event in which nothing happens, or more than one thing'),
  'not-assigned': error('A swap of a device that the level does not assign'),
  expectation: error('A text that is no expectation'),
  'unknown-quantity': error('A quantity that no queue has'),
  'undriven-queue': error('An expectation of a queue that no driver has'),
  // What runs, and does not do what it says.
  'small-queue': warning('A queue that no request fits into'),
  'device-without-guest': warning('A device of the innermost level, which no guest sees'),
  'hypervisor-without-guest': warning('A hypervisor at the innermost level, which runs nobody'),
  'undriven-device': warning('A device that no driver has'),
  'silent-driver': warning('A driver from which every doorbell that it knows is hidden'),
  'nothing-to-hide': warning('A hidden doorbell that was not to be seen before'),
  'shared-identity': warning('Two guests that both stand at the addresses of their hypervisor'),
  'idle-event': warning('An event that changes nothing'),
} as const satisfies Record<string, Rule>;

export type RuleId = keyof typeof rules;

export const RULES: Readonly<Record<RuleId, Rule>> = rules;
