/** What the program tells the shell. */
export const EXIT = {
  fine: 0,
  /** The input is at fault: message on stderr, `file:line:column`. */
  input: 1,
  usage: 2,
  /** The scenario's own `expect` does not hold. */
  expect: 3,
  /** What `diff --fail-on` says must not be. */
  failOn: 4,
  /** A fault of ours (sysexits: EX_SOFTWARE). */
  fault: 70,
  hangup: 129,
  interrupt: 130,
  terminated: 143,
} as const;
