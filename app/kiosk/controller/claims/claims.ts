import { instantOf, timestamp, type Clock } from '../../../foundation/clock.ts';
import { AppError } from '../../../foundation/errors.ts';
import type { Randomness } from '../../../foundation/randomness.ts';
import { beginAttempt, drawPickUpCode, noAttempts } from '../../../orders/claims.ts';
import type { OrderState } from '../../../orders/order-state.ts';
import type { KioskRecords, OrderRecord } from '../records/kiosk-records.ts';
import { hashClaim, verifyClaim } from './claim-hash.ts';

/** A new pick-up code, and what the records keep of it. */
export interface PreparedClaim {
  readonly pickUpCode: string;
  readonly hash: string;
}

export interface ClaimsParts {
  readonly records: KioskRecords;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly signal: AbortSignal;
}

/** From these nobody collects any more, nor is shown a code. */
const ended: ReadonlySet<OrderState['at']> = new Set([
  'fulfilled',
  'cancelled',
  'expired',
  'failed',
  'released',
]);

/**
 * The pick-up codes of this machine's orders: by its code an order is collected while the bank cannot be asked. The codes
 * themselves are in memory alone, to be shown to whom they belong; a start knows none of the starts before.
 */
export class Claims {
  readonly #parts: ClaimsParts;
  readonly #codes = new Map<string, string>();
  #decoy: Promise<string> | null = null;

  constructor(parts: ClaimsParts) {
    this.#parts = parts;
  }

  /** Draws a code and makes its hash, which takes a while. */
  async prepare(): Promise<PreparedClaim> {
    const pickUpCode = drawPickUpCode(this.#parts.randomness);
    return { pickUpCode, hash: await hashClaim(pickUpCode) };
  }

  /** Part of the transaction that places the order. */
  keep(orderId: string, { hash, pickUpCode }: PreparedClaim): void {
    const { clock, records } = this.#parts;
    records.claims.add(orderId, hash, timestamp(clock));
    records.afterCommit(() => this.#codes.set(orderId, pickUpCode));
  }

  /** For the order's own identified customer alone; null where it ended, or this start did not make it. */
  codeOf(orderId: string): string | null {
    return this.#codes.get(orderId) ?? null;
  }

  /** To be told of every change of an order. */
  follow(orderId: string, { at }: OrderState): void {
    if (ended.has(at)) this.#codes.delete(orderId);
  }

  /**
   * The order whose two codes these are. An attempt is counted before it is looked at; an order code that nobody has is
   * answered, counted and locked like any other, and takes as long.
   *
   * @throws AppError `CLAIM_REFUSED` with `attemptsLeft`, `CLAIM_LOCKED` with `until`.
   */
  async verify(orderCode: string, pickUpCode: string): Promise<OrderRecord> {
    const { clock, records, signal } = this.#parts;
    const begun = records.atOnce(() => {
      const before = records.claims.attemptsFor(orderCode) ?? noAttempts;
      const attempt = beginAttempt(before, clock.now());
      records.claims.putAttempts(orderCode, attempt.attempts, clock.now());
      return attempt;
    });
    if (begun.is === 'locked') throw locked(begun.until);
    const decoy = await this.#decoyHash();
    const claim = records.claims.find(orderCode);
    const isRight = await verifyClaim(claim?.hash ?? decoy, pickUpCode);
    signal.throwIfAborted();
    const order = claim === null ? null : records.orders.find(claim.orderId);
    if (isRight && order !== null) {
      records.atOnce(() => {
        records.claims.forgetAttempts(orderCode);
        records.events.add('claim.accepted', order.orderId, {}, timestamp(clock));
      });
      return order;
    }
    if (begun.until === null) throw refused(begun.left);
    const { until } = begun;
    records.events.add('claim.locked', claim?.orderId ?? null, {}, timestamp(clock));
    throw locked(until);
  }

  /** The hash of a code that nobody was given. */
  #decoyHash(): Promise<string> {
    this.#decoy ??= hashClaim(drawPickUpCode(this.#parts.randomness));
    return this.#decoy;
  }
}

function refused(attemptsLeft: number): AppError {
  return new AppError('CLAIM_REFUSED', 'These two codes do not belong together.', {
    remedy: 'reject-input',
    context: { attemptsLeft },
  });
}

function locked(until: number): AppError {
  return new AppError('CLAIM_LOCKED', 'Too many wrong codes for this order.', {
    remedy: 'reject-input',
    context: { until: instantOf(until) },
  });
}
