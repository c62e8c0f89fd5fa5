import { AppError } from '../../../foundation/errors.ts';
import type { Clock } from '../../../foundation/clock.ts';
import { milliseconds, seconds } from '../../../foundation/units.ts';
import { standardOrderRules } from '../../../orders/order-rules.ts';

/** How long a scanned card waits for its PIN. */
const CARD_WAITS = seconds(60);

/** Somebody who identified, just now. In memory only, like all of a session. */
export interface FreshIdentity {
  readonly userId: string;
  /** The bank's proof, to be shown to it with an order; null where a pick-up code was typed, which is no such proof. */
  readonly proof: string | null;
  /** Milliseconds since 1970. */
  readonly identifiedAt: number;
  readonly freshUntil: number;
}

/** Who stands at one screen. Nothing of it is recorded; its end wipes it. */
export class KioskSession {
  readonly #clock: Clock;
  readonly #onChange: () => void;
  /** Which visit this is: what was asked for an earlier one is answered too late. */
  #visit = 0;
  #userId: string | null = null;
  #identity: FreshIdentity | null = null;
  #claimed: string | null = null;
  #card: string | null = null;
  #cancelIdentity: () => void = () => {};
  #cancelCard: () => void = () => {};

  constructor(clock: Clock, onChange: () => void) {
    this.#clock = clock;
    this.#onChange = onChange;
  }

  /** Whose orders are shown, until the session ends; freshness is another matter. */
  get userId(): string | null {
    return this.#userId;
  }

  /** The one order that a pick-up code was typed for: nothing else is this session's. Null after any other identification. */
  get claimedOrder(): string | null {
    return this.#claimed;
  }

  get isCardWaiting(): boolean {
    return this.#card !== null;
  }

  /** Null where nobody identified, or too long ago, or the identification was used. */
  get identity(): FreshIdentity | null {
    if (this.#identity === null) return null;
    return this.#clock.now() <= this.#identity.freshUntil ? this.#identity : null;
  }

  /** @throws AppError `IDENTITY_NOT_FRESH`. */
  requireFresh(): FreshIdentity {
    const identity = this.identity;
    if (identity !== null) return identity;
    throw notFresh();
  }

  /** @throws AppError `IDENTITY_NOT_FRESH` also where nobody but the holder of a pick-up code stands here. */
  requireProof(): { readonly userId: string; readonly proof: string } {
    const { proof, userId } = this.requireFresh();
    if (proof === null) throw notFresh();
    return { proof, userId };
  }

  /** @returns the visit that the bank's answer is for. One that is still on its way for an earlier one is void. */
  beginIdentification(): number {
    this.#visit += 1;
    return this.#visit;
  }

  /**
   * @param visit from {@link beginIdentification}.
   * @param expiresAt when the bank's proof ends, milliseconds since 1970.
   * @throws AppError `IDENTITY_NOT_FRESH` where whoever asked has left, or asked again, meanwhile.
   */
  identify(visit: number, userId: string, proof: string, expiresAt: number): FreshIdentity {
    return this.#begin(visit, userId, proof, null, expiresAt);
  }

  /**
   * By the order's pick-up code.
   *
   * @throws AppError as {@link identify} does.
   */
  identifyByClaim(visit: number, userId: string, orderId: string): FreshIdentity {
    return this.#begin(visit, userId, null, orderId, Number.POSITIVE_INFINITY);
  }

  #begin(
    visit: number,
    userId: string,
    proof: string | null,
    claimed: string | null,
    expiresAt: number,
  ): FreshIdentity {
    if (visit !== this.#visit) throw notFresh();
    const identifiedAt = this.#clock.now();
    const freshUntil = Math.min(identifiedAt + standardOrderRules.freshFor, expiresAt);
    this.#forgetCard();
    this.#userId = userId;
    this.#claimed = claimed;
    this.#identity = { userId, proof, identifiedAt, freshUntil };
    this.#cancelIdentity();
    const lasts = milliseconds(Math.max(0, freshUntil - identifiedAt) + 1);
    this.#cancelIdentity = this.#clock.after(lasts, () => this.consumeIdentity());
    this.#onChange();
    return this.#identity;
  }

  /** An identification opens the gate once. */
  consumeIdentity(): void {
    this.#cancelIdentity();
    this.#identity = null;
    this.#onChange();
  }

  /** The bank made an order by this proof and takes it for no other: nothing where another identification stands by now. */
  spendProof(proof: string): void {
    if (this.#identity?.proof === proof) this.consumeIdentity();
  }

  holdCard(card: string): void {
    this.#forgetCard();
    this.#card = card;
    this.#cancelCard = this.#clock.after(CARD_WAITS, () => this.forgetCard());
    this.#onChange();
  }

  /** @throws AppError `IDENTITY_NO_CARD` if none waits. */
  requireCard(): string {
    if (this.#card !== null) return this.#card;
    throw new AppError('IDENTITY_NO_CARD', 'No card was read, or it waited too long.', {
      remedy: 'reject-input',
    });
  }

  forgetCard(): void {
    this.#forgetCard();
    this.#onChange();
  }

  /** Forgets everything. */
  wipe(): void {
    this.#visit += 1;
    this.#forgetCard();
    this.#cancelIdentity();
    this.#identity = null;
    this.#userId = null;
    this.#claimed = null;
    this.#onChange();
  }

  #forgetCard(): void {
    this.#cancelCard();
    this.#card = null;
  }
}

function notFresh(): AppError {
  return new AppError('IDENTITY_NOT_FRESH', 'Please identify.', { remedy: 'reject-input' });
}
