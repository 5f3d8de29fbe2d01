/** The bytes are no session log, or not one that this version can read; the message says why. */
export class SessionError extends Error {
  override readonly name = 'SessionError';
}
