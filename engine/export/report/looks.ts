/** Goes about in a log's looks, and counts at any of them. */
import { Totals } from '../../run/totals.ts';
import type { LookReader } from '../../session/look.ts';
import type { Layout } from '../../session/payload.ts';
import { Playback } from '../../session/playback.ts';
import type { Session } from '../../session/reader.ts';
import { type Tally, tallyOf } from './tally.ts';

export class Looks {
  readonly #session: Session;
  readonly #playback: Playback;
  readonly #totals = new Map<Layout, Totals>();

  constructor(session: Session) {
    this.#session = session;
    this.#playback = new Playback(session);
  }

  /** `look`: an index of the session's. What comes back is good until the next one. */
  goTo(look: number): LookReader {
    this.#playback.goTo(look);
    return this.#playback.seen;
  }

  tallyAt(look: number): Tally {
    const seen = this.goTo(look);
    const { layout, vector } = seen;
    const executed = vector.subarray(vector.length - layout.routes);
    // Also those before its levels began to count: an edit may have started a guest again.
    const since = layout.levels.map(() => 0);
    return tallyOf(seen, this.#totalsOf(layout).byLevel(executed, since));
  }

  #totalsOf(layout: Layout): Totals {
    const known = this.#totals.get(layout);
    if (known !== undefined) return known;
    const totals = new Totals();
    for (let id = 0; id < layout.routes; id++) {
      const route = this.#session.routes.get(layout.firstRoute + id);
      if (route === undefined) break;
      totals.add(route);
    }
    this.#totals.set(layout, totals);
    return totals;
  }
}
