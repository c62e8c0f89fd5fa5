import {
  copyRecords,
  findCopies,
  getCopy,
  pruneCopies,
  repeatCopy,
  type CopyOccasion,
  type RecordsCopy,
} from '../../../../db/kiosk/copies.ts';
import { keepWitness } from '../../../../db/kiosk/records-folder.ts';
import { askToRestore } from '../../../../db/kiosk/replacement.ts';
import type { Keeping as KeepingView } from '../../../contracts/panel-view.ts';
import { timestamp, type Clock } from '../../../foundation/clock.ts';
import { isAppError } from '../../../foundation/errors.ts';
import type { Logger } from '../../../foundation/logger.ts';
import { seconds } from '../../../foundation/units.ts';
import type { ActHandlers } from '../maintenance/panel-part.ts';
import type { KioskRecords } from '../records/kiosk-records.ts';
import { copiesForStaff } from './copies-for-staff.ts';
import type { KeepingFolders } from './folders.ts';
import { lastNight } from './last-night.ts';
import { restartSoon } from './restart-soon.ts';
import { askToRetire } from './retirement.ts';
import { requireName } from './typed-name.ts';

/** Between two looks at how far the records are, and at whether the night has come. */
const LOOK_EVERY = seconds(60);
/** A copy of the night that failed is tried again after so many looks. */
const LOOKS_BETWEEN_TRIES = 30;
/** How long the bank is waited for when a kiosk is retired. */
const BANK_WITHIN = seconds(5);

export interface KeepingParts {
  readonly records: KioskRecords;
  readonly folders: KeepingFolders;
  readonly kioskName: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The program is to end and to be started again. */
  readonly onRestart: (() => void) | undefined;
  /** Tells the bank that this kiosk is no more; rejects where it cannot be told. */
  readonly tellBank: (ends: AbortSignal) => Promise<void>;
}

/** Keeps the records: their witness, a copy every night, copies by hand; puts one in their place, or gives everything up. */
export class Keeping {
  readonly #parts: KeepingParts;
  #witnessed = '';
  #copies: readonly RecordsCopy[];
  #copying: Promise<unknown> = Promise.resolve();
  #looksToWait = 0;
  #cancelNext: () => void;
  #cancelRestart: () => void = () => {};

  constructor(parts: KeepingParts) {
    this.#parts = parts;
    this.#copies = findCopies(parts.folders.copies);
    this.#cancelNext = parts.clock.after(LOOK_EVERY, () => this.#look());
  }

  readonly handlers: ActHandlers<'back-up' | 'restore' | 'retire'> = {
    'back-up': async () => {
      await this.#copy('hand');
    },
    restore: ({ name }) => {
      const { clock, folders } = this.#parts;
      askToRestore(folders.records, getCopy(folders.copies, name), timestamp(clock));
      this.#restart();
    },
    retire: async ({ code }) => {
      const { clock, folders, kioskName, logger, tellBank } = this.#parts;
      requireName(code, kioskName);
      const late = new AbortController();
      const stop = clock.after(BANK_WITHIN, () => late.abort());
      try {
        await tellBank(late.signal);
      } catch (error) {
        const reason = isAppError(error) ? error.code : String(error);
        logger.warn({ reason }, 'The bank could not be told that this kiosk is retired.');
      } finally {
        stop();
      }
      askToRetire(folders.records.folder, { at: timestamp(clock), kioskName });
      this.#restart();
    },
  };

  view(): KeepingView {
    return copiesForStaff(this.#copies);
  }

  /** The last thing before the records close. */
  async close(): Promise<void> {
    this.#cancelNext();
    this.#cancelRestart();
    await this.#copying.catch(() => {});
    this.#witness();
  }

  #restart(): void {
    const { clock, onRestart } = this.#parts;
    this.#cancelRestart = restartSoon(clock, onRestart);
  }

  #look(): void {
    const { clock } = this.#parts;
    this.#cancelNext = clock.after(LOOK_EVERY, () => this.#look());
    this.#witness();
    this.#looksToWait -= 1;
    const night = this.#copies.find(({ occasion }) => occasion === 'night');
    if (this.#looksToWait > 0 || (night !== undefined && night.at >= lastNight(clock.now())))
      return;
    this.#looksToWait = LOOKS_BETWEEN_TRIES;
    void this.#copyTonight();
  }

  /** Nobody waits for it: one that fails is tried again later. */
  async #copyTonight(): Promise<void> {
    try {
      await this.#copy('night');
      this.#looksToWait = 0;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#parts.logger.error({ reason }, 'The copy of the night could not be made.');
    }
  }

  /** One at a time. */
  #copy(occasion: CopyOccasion): Promise<void> {
    const copying = this.#copying.catch(() => {}).then(() => this.#copyNow(occasion));
    this.#copying = copying;
    return copying;
  }

  async #copyNow(occasion: CopyOccasion): Promise<void> {
    const { clock, folders, records } = this.#parts;
    const at = timestamp(clock);
    const copy = await copyRecords(records.db, folders.copies, occasion, at);
    pruneCopies(folders.copies);
    this.#copies = findCopies(folders.copies);
    records.events.add('records.copied', null, { name: copy.name, bytes: copy.bytes }, at);
    if (folders.second === null) return;
    await repeatCopy(copy, folders.second);
    pruneCopies(folders.second);
  }

  /** Written only where something happened since. A disk that takes no more is told of elsewhere. */
  #witness(): void {
    const { clock, folders, records } = this.#parts;
    if (!records.db.open) return;
    const change = String(records.db.prepare('SELECT total_changes() AS n').pluck().get());
    if (change === this.#witnessed) return;
    try {
      keepWitness(folders.records.witness, records.db, timestamp(clock));
      this.#witnessed = change;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#parts.logger.warn({ reason }, 'How far the records are could not be written down.');
    }
  }
}
