import type { Outbox, OutboxEntry } from '../../../../db/kiosk/outbox.ts';
import { timestamp, type Clock } from '../../../foundation/clock.ts';
import { isAppError } from '../../../foundation/errors.ts';
import type { Logger } from '../../../foundation/logger.ts';
import { milliseconds, type Milliseconds } from '../../../foundation/units.ts';
import type { KioskBank } from './bank-client.ts';
import { WokenWork } from './woken-work.ts';

const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 60_000;

/** What came of a report: `later` concerns its own order alone, `away` all of them. */
type Sent = 'done' | 'later' | 'away' | 'closing';

/** Takes reports from the outbox to the bank: at least once each, in order for each order, for as long as it takes. */
export class ReportSender {
  readonly #outbox: Outbox;
  readonly #bank: Pick<KioskBank, 'report'>;
  readonly #clock: Clock;
  readonly #logger: Logger;
  /** Told of whatever kept the outbox from being read or written. */
  onFailure: (error: unknown) => void = () => {};
  readonly #work: WokenWork;
  #pause = FIRST_PAUSE;

  readonly #epoch: number;

  /** @param epoch of the records: the bank tells by it whether they went back. */
  constructor(
    outbox: Outbox,
    bank: Pick<KioskBank, 'report'>,
    epoch: number,
    clock: Clock,
    logger: Logger,
  ) {
    this.#outbox = outbox;
    this.#epoch = epoch;
    this.#bank = bank;
    this.#clock = clock;
    this.#logger = logger;
    this.#work = new WokenWork(clock, () => this.#runOrLog());
  }

  /** Looks for reports now: called when one was written, and when the bank is back. */
  wake(): void {
    this.#work.wake();
  }

  close(): Promise<void> {
    return this.#work.close();
  }

  /** Nobody waits for a run: one that fails is tried again later. A report that was sent and not marked is sent twice. */
  async #runOrLog(): Promise<Milliseconds | null> {
    try {
      return await this.#run();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#logger.error({ reason }, 'The reports could not be looked after.');
      this.onFailure(error);
      return this.#longerPause();
    }
  }

  async #run(): Promise<Milliseconds | null> {
    const late = new Set<string>();
    while (this.#work.takeWake()) {
      for (const entry of this.#outbox.listDue()) {
        if (late.has(entry.orderId)) continue;
        const outcome = await this.#send(entry);
        if (outcome === 'closing') return null;
        if (outcome === 'away') return this.#longerPause();
        if (outcome === 'later') late.add(entry.orderId);
        else this.#work.wake();
      }
    }
    if (late.size > 0) return this.#longerPause();
    this.#pause = FIRST_PAUSE;
    return null;
  }

  #longerPause(): Milliseconds {
    const pause = this.#pause;
    this.#pause = Math.min(pause * 2, LONGEST_PAUSE);
    return milliseconds(pause);
  }

  async #send({ number, orderId, report }: OutboxEntry): Promise<Sent> {
    this.#outbox.markTried(orderId, report.sequence);
    try {
      const place = { epoch: this.#epoch, number };
      await this.#bank.report(orderId, report, place, this.#work.signal);
    } catch (error) {
      if (this.#work.signal.aborted) return 'closing';
      // Only a clear word about the report itself ends it: a signature refused today may be taken tomorrow.
      const isFinal =
        isAppError(error) &&
        error.remedy === 'reject-input' &&
        !error.code.startsWith('SIGNATURE_');
      if (!isFinal) return concernsAll(error) ? 'away' : 'later';
      this.#logger.warn({ orderId, code: error.code }, 'The bank refused a report.');
      this.#outbox.markRefused(orderId, report.sequence, error.code);
      return 'done';
    }
    if (this.#work.signal.aborted) return 'closing';
    this.#outbox.markSent(orderId, report.sequence, timestamp(this.#clock));
    return 'done';
  }
}

/** Whether no other report would be taken either: nobody answers, or the bank does not believe this kiosk now. */
function concernsAll(error: unknown): boolean {
  return (
    isAppError(error) && (error.code === 'BANK_UNREACHABLE' || error.code.startsWith('KIOSK_'))
  );
}
