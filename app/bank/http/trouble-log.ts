import type { Clock } from '../../foundation/clock.ts';
import type { LogFields, Logger } from '../../foundation/logger.ts';
import { minutes } from '../../foundation/units.ts';
import { type ErrorAnswer, errorForLog } from './wire-errors.ts';

/** How often the same is said; what comes in between is counted. */
const SAID_EVERY = minutes(1);
/** Kinds of trouble that are remembered, a kilobyte each at most: more than there are routes with their codes. */
const KEPT = 1000;

interface Said {
  readonly at: number;
  /** How many were not said since. */
  more: number;
}

/**
 * Says of requests that were not answered on which route and why, the same once a minute: whoever asks in vain all day must
 * not be able to fill a disk.
 */
export class TroubleLog {
  readonly #logger: Logger;
  readonly #clock: Clock;
  readonly #said = new Map<string, Said>();

  constructor(logger: Logger, clock: Clock) {
    this.#logger = logger;
    this.#clock = clock;
  }

  /** @param route as the API describes it; null: none. */
  note(route: string | null, { body, isOurs, status }: ErrorAnswer, error: unknown): void {
    const refused = { route, status, code: body.code };
    if (isOurs) {
      this.#say('error', { route, ...errorForLog(error) }, 'A request could not be answered.');
    } else if (body.code === 'VIEWING_AHEAD') {
      // So every player is kept to its pace, all the time.
      this.#logger.debug(refused, 'A request was refused.');
    } else {
      this.#say('info', refused, 'A request was refused.');
    }
  }

  #say(level: 'error' | 'info', fields: LogFields, message: string): void {
    const key = JSON.stringify(fields);
    const now = this.#clock.monotonic();
    const said = this.#said.get(key);
    if (said !== undefined && now - said.at < SAID_EVERY) {
      said.more += 1;
      return;
    }
    if (this.#said.size >= KEPT) this.#said.clear();
    this.#said.set(key, { at: now, more: 0 });
    const more = said === undefined || said.more === 0 ? {} : { moreBefore: said.more };
    this.#logger[level]({ ...fields, ...more }, message);
  }
}
