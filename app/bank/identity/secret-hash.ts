import { hash, verify } from '@node-rs/argon2';
import type { Pepper } from './identity-keys.ts';

/**
 * A PIN or a password as the bank keeps it: argon2id with 19 MiB and two passes (OWASP's first choice), keyed with the
 * pepper. Four figures are no secret from who can try them all, so that the database alone must not be enough to try.
 */
export function hashSecret(pepper: Pepper, secret: string): Promise<string> {
  return hash(secret, { secret: pepper });
}

/** Whether `secret` is the one that was hashed. Takes as long either way. */
export function verifySecret(pepper: Pepper, hashed: string, secret: string): Promise<boolean> {
  return verify(hashed, secret, { secret: pepper });
}
