import type { Outbox, OutboxEntry } from '../../../../db/kiosk/outbox.ts';
import { timestamp, type Clock } from '../../../foundation/clock.ts';
import { isAppError } from '../../../foundation/errors.ts';
import type { Logger } from '../../../foundation/logger.ts';
import { milliseconds } from '../../../foundation/units.ts';
import type { KioskBank } from './bank-client.ts';

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
  readonly #closing = new AbortController();
  #running: Promise<void> | null = null;
  #isWoken = false;
  #pause = FIRST_PAUSE;
  #cancelNext: () => void = () => {};

  constructor(outbox: Outbox, bank: Pick<KioskBank, 'report'>, clock: Clock, logger: Logger) {
    this.#outbox = outbox;
    this.#bank = bank;
    this.#clock = clock;
    this.#logger = logger;
  }

  /** Looks for reports now: called when one was written, and when the bank is back. */
  wake(): void {
    if (this.#closing.signal.aborted) return;
    this.#isWoken = true;
    this.#cancelNext();
    this.#running ??= this.#runOrLog().finally(() => {
      this.#running = null;
    });
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#cancelNext();
    await this.#running;
  }

  /** Nobody waits for a run: one that fails is tried again later. A report that was sent and not marked is sent twice. */
  async #runOrLog(): Promise<void> {
    try {
      await this.#run();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#logger.error({ reason }, 'The reports could not be looked after.');
      this.onFailure(error);
      this.#tryLater();
    }
  }

  async #run(): Promise<void> {
    const late = new Set<string>();
    while (this.#isWoken && !this.#closing.signal.aborted) {
      this.#isWoken = false;
      for (const entry of this.#outbox.listDue()) {
        if (late.has(entry.orderId)) continue;
        const outcome = await this.#send(entry);
        if (outcome === 'closing') return;
        if (outcome === 'away') {
          this.#tryLater();
          return;
        }
        if (outcome === 'later') late.add(entry.orderId);
        else this.#isWoken = true;
      }
    }
    if (late.size > 0) this.#tryLater();
    else this.#pause = FIRST_PAUSE;
  }

  #tryLater(): void {
    if (this.#closing.signal.aborted) return;
    this.#cancelNext();
    this.#cancelNext = this.#clock.after(milliseconds(this.#pause), () => this.wake());
    this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE);
  }

  async #send({ orderId, report }: OutboxEntry): Promise<Sent> {
    this.#outbox.markTried(orderId, report.sequence);
    try {
      await this.#bank.report(orderId, report, this.#closing.signal);
    } catch (error) {
      if (this.#closing.signal.aborted) return 'closing';
      // Only a clear word about the report itself ends it: a signature refused today may be taken tomorrow.
      const isFinal =
        isAppError(error) &&
        error.remedy === 'reject-input' &&
        !error.code.startsWith('SIGNATURE_');
      if (!isFinal) return isAppError(error, 'BANK_UNREACHABLE') ? 'away' : 'later';
      this.#logger.warn({ orderId, code: error.code }, 'The bank refused a report.');
      this.#outbox.markRefused(orderId, report.sequence, error.code);
      return 'done';
    }
    if (this.#closing.signal.aborted) return 'closing';
    this.#outbox.markSent(orderId, report.sequence, timestamp(this.#clock));
    return 'done';
  }
}
