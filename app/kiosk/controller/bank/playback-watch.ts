import { timestamp, type Clock } from '../../../foundation/clock.ts';
import { isAppError } from '../../../foundation/errors.ts';
import type { Logger } from '../../../foundation/logger.ts';
import { type Milliseconds, minutes } from '../../../foundation/units.ts';
import type { KioskRecords } from '../records/kiosk-records.ts';
import type { OrderDesk } from '../workflow/order-desk.ts';
import { settleSuspect } from '../workflow/settle-suspect.ts';
import type { KioskBank } from './bank-client.ts';
import { WokenWork } from './woken-work.ts';

/** A film is seen an evening or a week later: nobody waits for the answer. */
const LOOK_EVERY = minutes(10);

export interface PlaybackWatchParts {
  readonly records: KioskRecords;
  readonly desk: OrderDesk;
  readonly bank: Pick<KioskBank, 'getOrder'>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Asks the bank now and then, as long as an order is suspect, whether its user has played the disc at home. Whoever plays a
 * disc that was offered was given it: the order is settled as by its staff. Where they were faster, their word stands.
 */
export class PlaybackWatch {
  readonly #parts: PlaybackWatchParts;
  /** Told of whatever kept the records from being read or written. */
  onFailure: (error: unknown) => void = () => {};
  readonly #work: WokenWork;
  /** Played, though their discs were never offered. */
  readonly #contradictions = new Map<string, string>();

  constructor(parts: PlaybackWatchParts) {
    this.#parts = parts;
    this.#work = new WokenWork(parts.clock, () => this.#runOrLog());
  }

  /** When a disc was played that this machine never offered; null: that is not known of it. */
  playedAt(orderId: string): string | null {
    return this.#contradictions.get(orderId) ?? null;
  }

  /** Asks now: called when an order became suspect, when the bank is back, and at the start. */
  wake(): void {
    this.#work.wake();
  }

  close(): Promise<void> {
    return this.#work.close();
  }

  /** Nobody waits for a run: one that fails is tried again later. */
  async #runOrLog(): Promise<Milliseconds | null> {
    try {
      return (await this.#run()) ? null : LOOK_EVERY;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#parts.logger.error({ reason }, 'Playbacks could not be looked after.');
      this.onFailure(error);
      return LOOK_EVERY;
    }
  }

  /** @returns whether no order is suspect any more. @throws what kept the last of some orders from being settled. */
  async #run(): Promise<boolean> {
    const { orders } = this.#parts.records;
    const failures: unknown[] = [];
    while (this.#work.takeWake()) {
      for (const { orderId } of orders.listIn(['suspect'])) {
        const firstPlaybackAt = await this.#ask(orderId);
        if (this.#work.signal.aborted) return false;
        try {
          if (firstPlaybackAt !== null) this.#believe(orderId, firstPlaybackAt);
        } catch (error) {
          // The others are settled all the same.
          failures.push(error);
        }
      }
    }
    if (failures.length > 0) throw failures.at(-1);
    return orders.listIn(['suspect']).length === 0;
  }

  /** Never throws: what the bank does not say now is asked again. */
  async #ask(orderId: string): Promise<string | null> {
    const { bank, logger } = this.#parts;
    try {
      return (await bank.getOrder(orderId, this.#work.signal)).firstPlaybackAt;
    } catch (error) {
      const code = isAppError(error) ? error.code : 'PROGRAM_FAILED';
      logger.debug({ orderId, code }, 'The bank did not say whether a disc was played.');
      return null;
    }
  }

  #believe(orderId: string, firstPlaybackAt: string): void {
    const { clock, desk, logger, records } = this.#parts;
    const { state } = desk.get(orderId);
    // Its staff settled it while the bank was asked.
    if (state.at !== 'suspect') return;
    const note = (kind: string) =>
      records.events.add(kind, orderId, { firstPlaybackAt, was: state.was }, timestamp(clock));
    if (state.was === 'producing' || state.discId === null) {
      if (this.#contradictions.has(orderId)) return;
      this.#contradictions.set(orderId, firstPlaybackAt);
      note('order.playedThoughNotOffered');
      logger.warn({ orderId }, 'A disc was played that this machine never offered.');
      return;
    }
    settleSuspect(this.#parts, orderId, 'withCustomer', {
      through: 'playback',
      also: () => note('order.playedByUser'),
    });
    logger.info({ orderId }, 'A disc was played by its user: it was handed over.');
  }
}
