import type { KioskRecord, Kiosks } from '../../../db/bank/kiosks.ts';
import type { RequestNonces } from '../../../db/bank/request-nonces.ts';
import { type Clock, instantOf, timestamp } from '../../foundation/clock.ts';
import { AppError } from '../../foundation/errors.ts';
import {
  parsePublicKey,
  readSignature,
  SIGNATURE_SKEW_SECONDS,
  type SignableRequest,
  verifySignature,
} from '../../foundation/http-signature.ts';

export interface KioskRequestParts {
  readonly kiosks: Kiosks;
  readonly nonces: RequestNonces;
  readonly clock: Clock;
}

/** Tells which kiosk sent a request. */
export class KioskRequests {
  readonly #parts: KioskRequestParts;

  constructor(parts: KioskRequestParts) {
    this.#parts = parts;
  }

  /**
   * @throws AppError `SIGNATURE_…`: missing, malformed, of an unknown key, stale, not valid, or seen before.
   */
  async authenticate(
    request: SignableRequest,
    headers: Readonly<Record<string, string | readonly string[] | undefined>>,
  ): Promise<KioskRecord> {
    const { clock, kiosks, nonces } = this.#parts;
    const signature = readSignature(request, headers);
    const kiosk = await kiosks.find(signature.keyId);
    if (kiosk === null) {
      throw new AppError('SIGNATURE_UNKNOWN_KEY', 'This kiosk is not enrolled here.', {
        remedy: 'call-attendant',
      });
    }
    verifySignature(signature, parsePublicKey(kiosk.publicKey), clock);
    // A signature is believed from one skew before its time to one after; three cover a clock that is corrected.
    const forgetBefore = instantOf(clock.now() - 3 * SIGNATURE_SKEW_SECONDS * 1000);
    if (!(await nonces.take(kiosk.kioskId, signature.nonce, timestamp(clock), forgetBefore))) {
      throw new AppError('SIGNATURE_REPLAYED', 'This request was made before.', {
        remedy: 'reject-input',
      });
    }
    return kiosk;
  }
}
