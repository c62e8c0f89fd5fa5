import type { EventLog } from '../../../../db/kiosk/event-log.ts';
import { timestamp, type Clock } from '../../../foundation/clock.ts';
import type { Logger } from '../../../foundation/logger.ts';

/** The result codes of SQLite that mean that nothing can be written, whatever it is: sqlite.org/rescode.html. */
const UNWRITABLE = /^SQLITE_(FULL|IOERR|READONLY|CORRUPT|NOTADB|CANTOPEN)/;

/** Knows whether the records can be written: a write that failed says that they cannot, one that is done later that they can. */
export class RecordsHealth {
  readonly #events: EventLog;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #listeners = new Set<() => void>();
  #isSound = true;

  constructor(events: EventLog, clock: Clock, logger: Logger) {
    this.#events = events;
    this.#clock = clock;
    this.#logger = logger;
  }

  get isSound(): boolean {
    return this.#isSound;
  }

  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }

  /** Something failed that may have been a write; what was no failure of the records changes nothing. */
  noteFailure(error: unknown): void {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (!UNWRITABLE.test(code) || !this.#isSound) return;
    this.#logger.error({ code }, 'The records cannot be written.');
    this.#become(false);
  }

  /** Where writing has failed: tries whether it can be done again. */
  tryAgain(): void {
    if (this.#isSound) return;
    try {
      this.#events.add('records.sound', null, {}, timestamp(this.#clock));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#logger.debug({ reason }, 'The records still cannot be written.');
      return;
    }
    this.#logger.info({}, 'The records can be written again.');
    this.#become(true);
  }

  #become(isSound: boolean): void {
    this.#isSound = isSound;
    for (const listener of this.#listeners) listener();
  }
}
