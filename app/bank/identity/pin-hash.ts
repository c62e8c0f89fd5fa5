import { hash, verify } from '@node-rs/argon2';
import type { Pepper } from './identity-keys.ts';

/**
 * Argon2id with 19 MiB and two passes (OWASP's first choice), keyed with the pepper: four figures are no secret from who
 * can try them all, so that the database alone must not be enough to try.
 */
export function hashPin(pepper: Pepper, pin: string): Promise<string> {
  return hash(pin, { secret: pepper });
}

/** Whether `pin` is the one that was hashed. Takes as long either way. */
export function verifyPin(pepper: Pepper, pinHash: string, pin: string): Promise<boolean> {
  return verify(pinHash, pin, { secret: pepper });
}
