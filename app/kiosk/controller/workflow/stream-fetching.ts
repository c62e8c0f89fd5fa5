import { pause, type Clock } from '../../../foundation/clock.ts';
import { isAppError } from '../../../foundation/errors.ts';
import type { Logger } from '../../../foundation/logger.ts';
import { hours, milliseconds, SECTOR_BYTES, seconds } from '../../../foundation/units.ts';
import type { KioskBank } from '../bank/bank-client.ts';
import type { BankWatch } from '../bank/bank-watch.ts';
import { untilReachable } from '../bank/until-reachable.ts';
import type { Spool } from '../spool/spool.ts';
import type { LiveProgress } from './live-progress.ts';
import type { OrderDesk } from './order-desk.ts';

/** So long a film that is not here yet waits for the line, by one start of the program; then its order fails. */
const WAITS_FOR_LINE = hours(36);
/** At the soonest, where the bank counts as reachable and does not answer for this film all the same. */
const ASKS_AGAIN_AFTER = seconds(30);

export interface StreamFetchingParts {
  readonly desk: OrderDesk;
  readonly bank: Pick<KioskBank, 'describeMainStream'>;
  readonly spool: Spool;
  readonly progress: LiveProgress;
  readonly line: Pick<BankWatch, 'isReachable' | 'onChange'>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly logger: Logger;
}

/** Gets the main stream of an order ready on disk. Ends in an event of the order, always. */
export class StreamFetching {
  readonly #parts: StreamFetchingParts;
  readonly #running = new Map<string, AbortController>();

  constructor(parts: StreamFetchingParts) {
    this.#parts = parts;
  }

  async describe(orderId: string): Promise<void> {
    const { bank, desk } = this.#parts;
    await this.#orFail(orderId, async (signal) => {
      const { bytes, sectors, sha256 } = await bank.describeMainStream(orderId, signal);
      const stream = { bytes, sectors, sha256 };
      desk.happen(orderId, { is: 'streamDescribed', stream });
    });
  }

  async fetch(orderId: string): Promise<void> {
    const { desk, progress, spool } = this.#parts;
    const { state } = desk.get(orderId);
    if (state.at !== 'preparing') return;
    await this.#orFail(orderId, async (signal) => {
      await spool.fetch(
        orderId,
        state.stream,
        (bytes) => progress.note(orderId, 'prepared', Math.floor(bytes / SECTOR_BYTES)),
        signal,
      );
      progress.note(orderId, 'prepared', state.stream.sectors);
      desk.happen(orderId, { is: 'streamReady' });
    });
  }

  /** Ends what is being fetched for the order, and removes what was. */
  async discard(orderId: string): Promise<void> {
    this.#running.get(orderId)?.abort();
    await this.#parts.spool.discard(orderId);
  }

  /** What needs the bank goes on when the line is back; {@link WAITS_FOR_LINE} is all that it waits. */
  async #withLine(work: () => Promise<void>, signal: AbortSignal): Promise<void> {
    const { clock, line } = this.#parts;
    let end: number | null = null;
    for (;;) {
      try {
        await work();
        return;
      } catch (error) {
        signal.throwIfAborted();
        end ??= clock.monotonic() + WAITS_FOR_LINE;
        if (!isAppError(error, 'BANK_UNREACHABLE') || clock.monotonic() >= end) throw error;
      }
      if (line.isReachable) await pause(clock, ASKS_AGAIN_AFTER, signal);
      else await untilReachable(line, clock, milliseconds(end - clock.monotonic()), signal);
    }
  }

  async #orFail(orderId: string, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const { desk, logger, signal, spool } = this.#parts;
    const mine = new AbortController();
    this.#running.set(orderId, mine);
    try {
      const either = AbortSignal.any([signal, mine.signal]);
      await this.#withLine(() => work(either), either);
    } catch (error) {
      signal.throwIfAborted();
      if (mine.signal.aborted) {
        await spool.discard(orderId);
        return;
      }
      const isBankAway = isAppError(error, 'BANK_UNREACHABLE');
      const code = isAppError(error) ? error.code : 'PROGRAM_FAILED';
      logger.error({ orderId, code }, 'A main stream could not be had.');
      const reason = isBankAway ? 'bank-unreachable' : 'stream-failed';
      desk.happen(orderId, { is: 'streamFailed', reason });
    } finally {
      if (this.#running.get(orderId) === mine) this.#running.delete(orderId);
    }
  }
}
