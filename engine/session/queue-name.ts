/** What a session log calls a queue: `GUEST.DEVICE.QUEUE`, the guest being that whose driver owns it. */
export function nameOf({ guest, device, queue }: Named): string {
  return `${guest}.${device}.${queue}`;
}

interface Named {
  readonly guest: string;
  readonly device: string;
  readonly queue: string;
}
