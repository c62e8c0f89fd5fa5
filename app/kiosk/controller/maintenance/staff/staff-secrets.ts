import { createHmac } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hash, verify } from '@node-rs/argon2';
import { AppError } from '../../../../foundation/errors.ts';
import type { Randomness } from '../../../../foundation/randomness.ts';

/** Beside the records and in no copy of them: four figures are no secret from who has hash and key. */
export const staffKeyFile = 'staff-key';
const KEY_BYTES = 32;

/** Turns PINs, badges and numbers into what may be kept. */
export class StaffSecrets {
  readonly #key: Uint8Array;
  /** A hash that no PIN has: what a number that nobody has is compared with, so that it takes as long. */
  readonly #nobodys: Promise<string>;

  constructor(key: Uint8Array, randomness: Randomness) {
    this.#key = key;
    this.#nobodys = this.hashPin(Buffer.from(randomness.bytes(16)).toString('base64url'));
    // Told to whoever signs in, and to nobody before.
    this.#nobodys.catch(() => {});
  }

  /** Argon2id with 19 MiB and two passes (OWASP's first choice), keyed; on a thread of its own. */
  hashPin(pin: string): Promise<string> {
    return hash(pin, { secret: this.#key });
  }

  /** @param hashed null where nobody is claimed: false, after as long a time. */
  async isPin(hashed: string | null, pin: string): Promise<boolean> {
    const isRight = await verify(hashed ?? (await this.#nobodys), pin, { secret: this.#key });
    return isRight && hashed !== null;
  }

  badgeKey(badge: string): string {
    return this.#mac('badge', badge);
  }

  numberKey(number: string): string {
    return this.#mac('number', number);
  }

  #mac(kind: string, value: string): string {
    return createHmac('sha256', this.#key).update(`${kind}:${value}`).digest('hex');
  }
}

/**
 * The key of this machine's staff, made where there is none. Without the old one no PIN and no badge is known any more: the
 * machine's own token gives new ones.
 *
 * @throws AppError `STAFF_KEY_UNUSABLE` where the file is not such a key: nothing is put in its place.
 */
export function readStaffKey(path: string, randomness: Randomness): Uint8Array {
  let kept: Buffer;
  try {
    kept = readFileSync(path);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw unusable(cause);
    const key = randomness.bytes(KEY_BYTES);
    const next = `${path}.part`;
    rmSync(next, { force: true });
    writeFileSync(next, key, { mode: 0o600, flag: 'wx', flush: true });
    renameSync(next, path);
    return key;
  }
  if (kept.length === KEY_BYTES) return kept;
  throw unusable(null);
}

function unusable(cause: unknown): AppError {
  return new AppError(
    'STAFF_KEY_UNUSABLE',
    'The key of those who look after the machine is not one.',
    {
      remedy: 'call-attendant',
      cause,
    },
  );
}
