import type { Clock } from '../../../../foundation/clock.ts';
import { seconds } from '../../../../foundation/units.ts';

/** How long a badge waits for its PIN. */
const BADGE_WAITS = seconds(30);

/** The badge that the reader read last, in memory only, and no longer than it takes to type a PIN. */
export class BadgeWatch {
  readonly #clock: Clock;
  readonly #isCustomerThere: () => boolean;
  #badge: { readonly value: string; readonly cancel: () => void } | null = null;

  /** @param isCustomerThere whether somebody has identified at a screen: what is read then is theirs. */
  constructor(clock: Clock, isCustomerThere: () => boolean) {
    this.#clock = clock;
    this.#isCustomerThere = isCustomerThere;
  }

  hold(value: string): void {
    this.forget();
    if (this.#isCustomerThere()) return;
    const cancel = this.#clock.after(BADGE_WAITS, () => this.forget());
    this.#badge = { value, cancel };
  }

  /** The badge that lies there; null where none does, or a customer has identified since. */
  get badge(): string | null {
    if (this.#isCustomerThere()) this.forget();
    return this.#badge?.value ?? null;
  }

  forget(): void {
    this.#badge?.cancel();
    this.#badge = null;
  }
}
