/**
 * When a test that waits for what never comes is ended. It only has to be less than a test may take, and costs one that
 * passes nothing: so much that no machine, however slow and busy, is taken for a fault.
 */
export const DEADLINE_MS = 50_000;
