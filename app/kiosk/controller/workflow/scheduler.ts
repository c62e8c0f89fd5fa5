import type {
  DocumentPrinter,
  DocumentPrinterStatus,
} from '../../../../drivers/document-printer/contract.ts';
import type { Clock } from '../../../foundation/clock.ts';
import { isAppError } from '../../../foundation/errors.ts';
import type { Logger } from '../../../foundation/logger.ts';
import { milliseconds, minutes, seconds, type Milliseconds } from '../../../foundation/units.ts';
import type { KioskRecords } from '../records/kiosk-records.ts';
import type { InputBin } from '../machine/input-bin.ts';
import type { MachineWatch } from '../machine/machine-watch.ts';
import type { RecordsHealth } from '../machine/records-health.ts';
import type { DrivePool } from './drive-pool.ts';
import type { OrderDesk } from './order-desk.ts';
import { endLongSuspects } from './settle-suspect.ts';

/** The policy for a doubt that nothing and nobody ended. */
const SUSPECT_FOR = minutes(14 * 24 * 60);
const SWEEP_EVERY = seconds(5);
/** After the input bin gave nothing though blanks were reported, or a printer failed, before it is tried again. */
const TRY_AGAIN_AFTER = milliseconds(10_000);
/** The same once it has given nothing several times. */
const TRY_RARELY_AFTER = minutes(1);

export interface SchedulerParts {
  readonly records: KioskRecords;
  readonly recordsHealth: Pick<RecordsHealth, 'noteFailure' | 'tryAgain'>;
  readonly desk: OrderDesk;
  readonly pool: DrivePool;
  readonly watch: Pick<MachineWatch, 'canBegin' | 'facts' | 'isKept'>;
  readonly input: Pick<InputBin, 'isInoperative' | 'noteMiss'>;
  readonly printer: Pick<DocumentPrinter, 'status' | 'readStatus'>;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** Whether something may expire because of the time. */
  readonly isTimeTrusted: () => boolean;
  /** Whether whoever owns a disc could have come for it by now: not while, nor soon after, the bank cannot identify them. */
  readonly isWayOpen: () => boolean;
  /** How long an order may be in doubt: 14 days where it is left out. */
  readonly suspectFor?: Milliseconds | undefined;
  readonly logger: Logger;
}

/** Gives free drives to waiting orders, oldest first; looks after the printer and its stopped jackets; lets orders expire, and payments end that take too long. */
export class Scheduler {
  readonly #parts: SchedulerParts;
  #isClosed = false;
  #notBefore = 0;
  #cancelSweep: () => void = () => {};
  #isAsking = false;
  readonly #jacketsNotBefore = new Map<string, number>();

  constructor(parts: SchedulerParts) {
    this.#parts = parts;
    parts.desk.onChange((orderId, state) => {
      if (state.at !== 'queued' && state.at !== 'producing') return;
      if (state.jacket.is !== 'stopped' || this.#jacketsNotBefore.has(orderId)) return;
      this.#jacketsNotBefore.set(orderId, parts.clock.monotonic() + TRY_AGAIN_AFTER);
    });
  }

  start(): void {
    this.#sweep();
  }

  /** The input bin gave nothing: not at once again. */
  holdBack(): void {
    const { clock, input, logger } = this.#parts;
    const before = input.isInoperative;
    input.noteMiss();
    if (!before && input.isInoperative) logger.warn({}, 'The input bin gives no blank any more.');
    this.#notBefore =
      clock.monotonic() + (input.isInoperative ? TRY_RARELY_AFTER : TRY_AGAIN_AFTER);
  }

  /** Begins what can be begun now. Never throws: it is called by whoever freed a drive or heard a device. */
  schedule(): void {
    this.#orLog(() => this.#begin());
  }

  #begin(): void {
    const { pool, records, watch, clock } = this.#parts;
    if (this.#isClosed || !records.db.open) return;
    if (!watch.canBegin()) return;
    if (clock.monotonic() < this.#notBefore) return;
    for (const order of records.orders.listIn(['queued'])) {
      // Each disc that is begun needs room in the reject bin.
      if (!watch.canBegin()) return;
      const drive = pool.lease();
      if (drive === null) return;
      if (!this.#giveDrive(order.orderId, drive)) pool.release(drive);
    }
  }

  #giveDrive(orderId: string, drive: number): boolean {
    let isGiven = false;
    this.#orLog(() => {
      isGiven = this.#parts.desk.happen(orderId, { is: 'driveLeased', drive }).refusal === null;
    });
    return isGiven;
  }

  /** What fails here is tried again with the next sweep. */
  #orLog(work: () => void): void {
    try {
      work();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#parts.logger.error({ reason }, 'The orders could not be looked after.');
      this.#parts.recordsHealth.noteFailure(error);
    }
  }

  close(): void {
    this.#isClosed = true;
    this.#cancelSweep();
  }

  #sweep(): void {
    if (this.#isClosed) return;
    this.#parts.recordsHealth.tryAgain();
    this.#orLog(() => this.#letExpire());
    this.#orLog(() => this.#endLongDoubts());
    this.#orLog(() => this.#endLatePayments());
    this.#orLog(() => this.#retryJackets());
    if (this.#isPrinterInTrouble()) void this.#askPrinter();
    this.schedule();
    this.#cancelSweep = this.#parts.clock.after(SWEEP_EVERY, () => this.#sweep());
  }

  /** Money is given back for good: the time must be sure, and the bank could have told of a playback. */
  #endLongDoubts(): void {
    const { isTimeTrusted, isWayOpen, suspectFor = SUSPECT_FOR } = this.#parts;
    if (isTimeTrusted() && isWayOpen()) endLongSuspects(this.#parts, suspectFor);
  }

  #letExpire(): void {
    const { clock, desk, records } = this.#parts;
    // What has expired is not given out any more: not before the time is sure.
    if (!this.#parts.isTimeTrusted() || !this.#parts.isWayOpen()) return;
    // Nobody can come for it while the machine is kept from its customers.
    if (this.#parts.watch.isKept) return;
    for (const order of records.orders.listIn(['ready'])) {
      if (order.state.at === 'ready' && order.state.holdUntil <= clock.now()) {
        desk.happen(order.orderId, { is: 'holdPassed' });
      }
    }
  }

  #endLatePayments(): void {
    const { clock, desk, records } = this.#parts;
    for (const { orderId, state } of records.orders.listIn(['paying'])) {
      if (state.at === 'paying' && state.payBefore <= clock.now()) {
        desk.happen(orderId, { is: 'payLimitPassed' });
      }
    }
  }

  /** A printer tells nothing by itself: while it has trouble it is asked whether somebody has helped it. */
  #isPrinterInTrouble(): boolean {
    const { health, paper } = this.#parts.printer.status;
    return health !== 'online' || isOutOfPaper(paper);
  }

  async #askPrinter(): Promise<void> {
    if (this.#isAsking) return;
    const { logger, printer, signal } = this.#parts;
    this.#isAsking = true;
    try {
      await printer.readStatus({ signal });
      if (!this.#isClosed) this.#orLog(() => this.#retryJackets());
    } catch (error) {
      const code = isAppError(error) ? error.code : 'PROGRAM_FAILED';
      if (!signal.aborted) logger.debug({ code }, 'The printer did not say how it is.');
    } finally {
      this.#isAsking = false;
    }
  }

  /** A jacket that stopped has its sheet reserved already: what counts is whether any is there, not whether one is free. */
  #retryJackets(): void {
    const { clock, desk, printer, records, watch } = this.#parts;
    if (watch.isKept) return;
    if (!watch.facts().printerWorks || isOutOfPaper(printer.status.paper)) return;
    for (const { orderId, state } of records.orders.listIn(['queued', 'producing'])) {
      if (state.at !== 'queued' && state.at !== 'producing') continue;
      if (state.jacket.is !== 'stopped') continue;
      if (clock.monotonic() < (this.#jacketsNotBefore.get(orderId) ?? 0)) continue;
      this.#jacketsNotBefore.delete(orderId);
      desk.happen(orderId, { is: 'printerReady' });
    }
  }
}

function isOutOfPaper(paper: DocumentPrinterStatus['paper']): boolean {
  return paper === 'out' || paper === 'jammed';
}
