import type { EventLog } from '../../../../db/kiosk/event-log.ts';
import { timestamp, type Clock } from '../../../foundation/clock.ts';
import type { Logger } from '../../../foundation/logger.ts';
import type { DiskReserve } from './disk-reserve.ts';

/** The result codes of SQLite that mean that nothing can be written, whatever it is: sqlite.org/rescode.html. */
const UNWRITABLE = /^SQLITE_(FULL|IOERR|READONLY|CORRUPT|NOTADB|CANTOPEN)/;

/** Knows whether the records can be written: a write that failed says that they cannot, one that is done later that they can. */
export class RecordsHealth {
  readonly #events: EventLog;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #listeners = new Set<() => void>();
  readonly #reserve: Pick<DiskReserve, 'fill' | 'release'> | null;
  #isSound = true;

  /** @param reserve given up where the disk is full; null where there is none. */
  constructor(
    events: EventLog,
    clock: Clock,
    logger: Logger,
    reserve: Pick<DiskReserve, 'fill' | 'release'> | null = null,
  ) {
    this.#reserve = reserve;
    this.#events = events;
    this.#clock = clock;
    this.#logger = logger;
  }

  get isSound(): boolean {
    return this.#isSound;
  }

  /** Sets the reserve aside at a start; where there is no room for it the machine stays closed until there is. */
  prepare(): void {
    if (this.#reserve?.fill() === false) this.#become(false);
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

  /**
   * A disk that is full kept something from being recorded: gives up the reserve, and closes the machine for whatever is new.
   *
   * @returns whether the same may be tried once more.
   */
  makeRoom(error: unknown): boolean {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code !== 'SQLITE_FULL') return false;
    const hasRoom = this.#reserve?.release() ?? false;
    this.noteFailure(error);
    return hasRoom;
  }

  /** Where writing has failed: tries whether it can be done again. */
  tryAgain(): void {
    if (this.#isSound) return;
    if (this.#reserve?.fill() === false) {
      this.#logger.debug({}, 'The disk is still full.');
      return;
    }
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
