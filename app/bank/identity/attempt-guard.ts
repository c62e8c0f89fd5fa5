import type { IdentificationAttempts } from '../../../db/bank/identification-attempts.ts';
import { type Clock, instantOf } from '../../foundation/clock.ts';
import { AppError } from '../../foundation/errors.ts';
import { minutes } from '../../foundation/units.ts';

/** Wrong attempts before an identity is locked. */
export const ATTEMPTS_ALLOWED = 5;
/** How long it is locked; a smaller count is forgotten as long after its last attempt. */
export const LOCKED_FOR = minutes(15);

/** What is said of an attempt that failed, and of an identity that is locked. */
export interface AttemptWords {
  readonly refused: { readonly code: string; readonly message: string };
  readonly locked: { readonly code: string; readonly message: string };
}

/** An attempt that is counted already. */
export interface CountedAttempt {
  /** What to throw because it failed: refused, or locked from now on. */
  readonly failure: AppError;
  /** It was right: nothing is counted any more. */
  succeeded(): Promise<void>;
}

export interface AttemptGuardParts {
  readonly attempts: IdentificationAttempts;
  readonly clock: Clock;
}

/** Counts attempts at a secret before they are looked at, so that many at once do not help. */
export class AttemptGuard {
  readonly #parts: AttemptGuardParts;
  readonly #words: AttemptWords;

  constructor(parts: AttemptGuardParts, words: AttemptWords) {
    this.#parts = parts;
    this.#words = words;
  }

  /**
   * @param identity that the attempt is counted against, known to the bank or not.
   * @throws AppError `words.locked` with `attemptsLeft` 0 and `until`.
   */
  async take(identity: string): Promise<CountedAttempt> {
    const { attempts, clock } = this.#parts;
    const now = clock.now();
    const taken = await attempts.take(
      identity,
      ATTEMPTS_ALLOWED,
      instantOf(now),
      instantOf(now + LOCKED_FOR),
    );
    if (!taken.allowed) throw this.#locked(taken.forgottenAt);
    const { refused } = this.#words;
    const attemptsLeft = ATTEMPTS_ALLOWED - taken.failed;
    return {
      failure:
        attemptsLeft === 0 ? this.#locked(taken.forgottenAt) : refusal(refused, { attemptsLeft }),
      succeeded: () => attempts.forget(identity),
    };
  }

  #locked(until: string): AppError {
    return refusal(this.#words.locked, { attemptsLeft: 0, until });
  }
}

function refusal(
  { code, message }: { readonly code: string; readonly message: string },
  context: Readonly<Record<string, unknown>>,
): AppError {
  return new AppError(code, message, { remedy: 'reject-input', context });
}
