import type { Credentials } from '../../../db/bank/viewers.ts';
import type { IdentificationAttempts } from '../../../db/bank/identification-attempts.ts';
import type { Users } from '../../../db/bank/users.ts';
import { type Clock, timestamp } from '../../foundation/clock.ts';
import type { Randomness } from '../../foundation/randomness.ts';
import { AttemptGuard } from './attempt-guard.ts';
import { claimKey, type Pepper } from './identity-keys.ts';
import { hashSecret, verifySecret } from './secret-hash.ts';
import { WorkLimit } from './work-limit.ts';

const words = {
  refused: {
    code: 'PASSWORD_REFUSED',
    message: 'The member number or the password is not right.',
  },
  locked: {
    code: 'PASSWORD_LOCKED',
    message: 'Too many wrong passwords. Please wait.',
  },
} as const;

/** Passwords verified at once: each takes 19 MiB and some 30 ms of one of libuv's four threads. */
const AT_ONCE = 32;

export interface PasswordParts {
  readonly users: Users;
  readonly credentials: Credentials;
  readonly attempts: IdentificationAttempts;
  readonly pepper: Pepper;
  readonly clock: Clock;
  readonly randomness: Randomness;
}

/** Somebody whose password was right. */
export interface PasswordHolder {
  readonly userId: string;
  /** When this password was set: another one has another instant. */
  readonly passwordSetAt: string;
}

/** Tells which viewer has a password, and gives nothing away about who has none. */
export class Passwords {
  readonly #parts: PasswordParts;
  readonly #guard: AttemptGuard;
  readonly #limit = new WorkLimit(AT_ONCE);
  /** Hash of a password that cannot be typed: what is verified where there is none, for the same work. */
  readonly #nobody: Promise<string>;

  constructor(parts: PasswordParts) {
    this.#parts = parts;
    this.#guard = new AttemptGuard(parts, words);
    const untypable = Buffer.from(parts.randomness.bytes(16)).toString('hex');
    this.#nobody = hashSecret(parts.pepper, untypable);
  }

  /**
   * @throws AppError `PASSWORD_REFUSED` with `attemptsLeft`, or `PASSWORD_LOCKED` with `until`: the same for members who
   *   exist, who have no password yet, and who do not exist. `BANK_BUSY`.
   */
  check(member: string, password: string): Promise<PasswordHolder> {
    return this.#limit.run(() => this.#check(member, password));
  }

  /** @returns when the user's password was set; null: they have none. */
  async setAt(userId: string): Promise<string | null> {
    return (await this.#parts.credentials.find(userId))?.setAt ?? null;
  }

  /** @returns whether it was set; `false` where there is one already. */
  async setFirst(userId: string, password: string): Promise<boolean> {
    const { clock, credentials, pepper } = this.#parts;
    const passwordHash = await hashSecret(pepper, password);
    return credentials.add({ userId, passwordHash, setAt: timestamp(clock) });
  }

  /** In place of whatever there was. Sessions of the old one end. */
  async replace(userId: string, password: string): Promise<void> {
    const { clock, credentials, pepper } = this.#parts;
    const passwordHash = await hashSecret(pepper, password);
    await credentials.set({ userId, passwordHash, setAt: timestamp(clock) });
  }

  async #check(member: string, password: string): Promise<PasswordHolder> {
    const { credentials, pepper, users } = this.#parts;
    const user = await users.findByMember(member);
    // Both are asked for each time, so that nobody is told apart by the time an answer takes.
    const held = await credentials.find(user?.userId ?? 'u_nobody');
    const attempt = await this.#guard.take(
      claimKey(pepper, 'password', user === null ? member : user.userId),
    );
    const isRight = await verifySecret(
      pepper,
      held?.passwordHash ?? (await this.#nobody),
      password,
    );
    if (!isRight || held === null) throw attempt.failure;
    await attempt.succeeded();
    return { userId: held.userId, passwordSetAt: held.setAt };
  }
}
