/** The engine's only door. */

export { type Condition, parseCondition } from './compare/condition.ts';
export { type Judged, judge, whyUnknown } from './compare/judge.ts';
export { measureScenario, measureSession } from './compare/measure.ts';
export type { Measured } from './compare/measured.ts';
export type { Unit } from './compare/quantities.ts';
export { isDifferent, type Row, rowsOf } from './compare/rows.ts';
export { verdict } from './compare/verdict.ts';
export { type Divergence, type Verified, verify } from './compare/verify.ts';
export {
  type Contents,
  type Exported,
  type ExportFormat,
  exported,
  exportFormats,
  isDirectory,
} from './export/formats.ts';
export { CannotExport } from './export/machines.ts';
export type { Arch } from './machine/architectures.ts';
export type { SeenBar, SeenCapability } from './pci/listing.ts';
export type { Cause, Hop, Outcome, Route } from './route/route.ts';
export { inOrder } from './route/route.ts';
export { type Step, type Steps, stepsOf } from './route/steps.ts';
export { outcomeText, type Repeated, repeated } from './route/telling.ts';
export { RouteTooLong } from './route/trail.ts';
export { type Consequence, consequenceText } from './run/consequence.ts';
export type { DeviceView, MappedAddress, SeenDevice } from './run/device-view.ts';
export {
  type DoorbellRoute,
  doorbellRoutes,
  type Explained,
  type ExplainedRoute,
  explained,
  explainScenario,
  type MissingDoorbell,
  whyTooDeep,
} from './run/explain.ts';
export {
  type ComparedFigure,
  type ComputedOn,
  compareFigures,
  type Figures,
} from './run/figures.ts';
export { operationNames, walkOperation, whyNoOperation } from './run/operations.ts';
export type { Report } from './run/report.ts';
export type { WholeRequest } from './run/request.ts';
export type { ExitCount } from './run/totals.ts';
export { costJsonSchema } from './scenario/cost-profile.ts';
export {
  type Diagnostic,
  diagnostic,
  formatDiagnostic,
  hasErrors,
  type Paint,
  type Place,
  type TextOf,
} from './scenario/diagnostics.ts';
export { difference } from './scenario/difference.ts';
export { type Heading, headingOf } from './scenario/heading.ts';
export { hypervisorJsonSchema } from './scenario/hypervisor-profile.ts';
export { type Library, libraryOf, type ProfileSource, UnreadableProfile } from './scenario/library.ts';
export { type Parsed, parseScenario } from './scenario/parse.ts';
export { printable } from './scenario/printable.ts';
export { RULES, type RuleId } from './scenario/rules.ts';
export type { DoorbellKind, NamedProfile, Scenario } from './scenario/scenario.ts';
export { scenarioJsonSchema } from './scenario/schema.ts';
export {
  briefDuration,
  formatDuration,
  formatSize,
  parseDuration,
  parseSize,
  UnitError,
} from './scenario/units.ts';
export { LONGEST_TEXT } from './scenario/yaml-document.ts';
export type { Moment } from './session/moments.ts';
export { type LookAt, readSession, type Session } from './session/reader.ts';
export { SessionError } from './session/session-error.ts';
export { bucketEdge, countsSince, quantileOf } from './sim/histogram.ts';
export { runHeadless } from './worker/headless.ts';
export type {
  Applied,
  Ended,
  Executed,
  Latency,
  LevelSnapshot,
  LiveRun,
  QueueSnapshot,
  Recording,
  RecordTo,
  RunView,
  Snapshot,
  Speed,
} from './worker/live.ts';
export { type Lockstep, newLockstep } from './worker/lockstep.ts';
export { openRun, startThread, type Thread } from './worker/open.ts';
export { LEAST_SIZE } from './worker/recording.ts';
export { openReplay, type Replay, type SeenLook } from './worker/replay.ts';
export { isSessionFile, openSessionFile } from './worker/session-file.ts';
