import { channel, type Channel, type ChannelListener } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';
import { ManualClock } from '../../app/foundation/manual-clock.ts';
import type { Milliseconds } from '../../app/foundation/units.ts';
import { settle } from './drivers-time.ts';

/** Turns of the event loop without anything happening after which nothing more will, until time passes. */
const QUIET_TURNS = 4;
/** A request that takes more turns than this waits for time to pass. */
const PATIENCE_TURNS = 20_000;

/**
 * A clock that jumps from timer to timer, and only once everything else has come to rest: requests on the loopback that
 * are under way and files that are being read take no time. Days pass as fast as they can be computed, the same each time.
 */
export class VirtualTime {
  readonly clock: ManualClock;
  /** Requests that have begun and not ended; those that wait for time are not waited for. */
  readonly #underWay = new Set<object>();
  readonly #subscriptions: { readonly name: Channel; readonly listener: ChannelListener }[] = [];

  readonly #patience: number;

  /** @param patience turns of the event loop: more where another process answers, which a busy machine lets wait. */
  constructor(start: string, patience: number = PATIENCE_TURNS) {
    this.#patience = patience;
    this.clock = new ManualClock(start);
    this.#listen('undici:request:create', (message) => this.#underWay.add(requestOf(message)));
    for (const end of ['undici:request:trailers', 'undici:request:error']) {
      this.#listen(end, (message) => this.#underWay.delete(requestOf(message)));
    }
    this.#listen('diptych:slow-hash:begin', (message) => this.#underWay.add(message as object));
    this.#listen('diptych:slow-hash:end', (message) => this.#underWay.delete(message as object));
    this.#listen('http.client.request.start', (message) => {
      const request = requestOf(message) as ClientRequest;
      this.#underWay.add(request);
      request.once('close', () => this.#underWay.delete(request));
    });
  }

  /** Lets time pass until `isReached`, at most `limit` of it. @throws Error where it was not reached by then. */
  async until(isReached: () => boolean, limit: Milliseconds): Promise<void> {
    const end = this.clock.monotonic() + limit;
    await this.#rest();
    while (!isReached()) {
      if (this.clock.monotonic() >= end || !this.clock.advanceToNext()) {
        throw new Error(`It did not come to that within ${limit / 1000} s.`);
      }
      await this.#rest();
    }
  }

  /** Lets exactly that much time pass. */
  async pass(span: Milliseconds): Promise<void> {
    let isOver = false;
    this.clock.after(span, () => {
      isOver = true;
    });
    await this.until(() => isOver, span);
  }

  /** What comes of it without time passing; where it waits for a timer, time passes. */
  async now<T>(outcome: Promise<T>, limit: Milliseconds): Promise<T> {
    const seen = { isSettled: false };
    const note = () => {
      seen.isSettled = true;
    };
    outcome.then(note, note);
    for (let turn = 0; turn < 50 && !seen.isSettled; turn += 1) await settle();
    await this.until(() => seen.isSettled, limit);
    return outcome;
  }

  close(): void {
    for (const { name, listener } of this.#subscriptions) name.unsubscribe(listener);
  }

  async #rest(): Promise<void> {
    let quiet = 0;
    for (let turn = 0; quiet < QUIET_TURNS; turn += 1) {
      await settle();
      const isReading = process.getActiveResourcesInfo().some((name) => name.startsWith('FSReq'));
      quiet = this.#underWay.size > 0 || isReading ? 0 : quiet + 1;
      if (turn > this.#patience) this.#underWay.clear();
    }
  }

  #listen(name: string, listener: ChannelListener): void {
    const opened = channel(name);
    opened.subscribe(listener);
    this.#subscriptions.push({ name: opened, listener });
  }
}

function requestOf(message: unknown): object {
  return (message as { readonly request: object }).request;
}
