import type { RequestNonces } from '../../../db/bank/request-nonces.ts';
import { type Clock, instantOf, timestamp } from '../../foundation/clock.ts';
import { AppError } from '../../foundation/errors.ts';
import {
  parsePublicKey,
  type RequestSignature,
  SIGNATURE_SKEW_SECONDS,
  verifySignature,
} from '../../foundation/http-signature.ts';

export interface SignedRequestParts {
  readonly nonces: RequestNonces;
  readonly clock: Clock;
}

/**
 * Believes a signature, once.
 *
 * @param signer whose nonces it is counted among.
 * @param publicKey Ed25519, raw, base64url.
 * @throws AppError `SIGNATURE_MALFORMED`, `SIGNATURE_STALE`, `SIGNATURE_INVALID`, `SIGNATURE_REPLAYED`.
 */
export async function believeOnce(
  { clock, nonces }: SignedRequestParts,
  signature: RequestSignature,
  signer: string,
  publicKey: string,
): Promise<void> {
  verifySignature(signature, parsePublicKey(publicKey), clock);
  // A signature is believed from one skew before its time to one after; three cover a clock that is corrected.
  const forgetBefore = instantOf(clock.now() - 3 * SIGNATURE_SKEW_SECONDS * 1000);
  if (await nonces.take(signer, signature.nonce, timestamp(clock), forgetBefore)) return;
  throw new AppError('SIGNATURE_REPLAYED', 'This request was made before.', {
    remedy: 'reject-input',
  });
}
