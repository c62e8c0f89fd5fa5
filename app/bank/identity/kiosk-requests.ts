import type { KioskStandings } from '../../../db/bank/kiosk-standings.ts';
import type { KioskRecord, Kiosks } from '../../../db/bank/kiosks.ts';
import { AppError } from '../../foundation/errors.ts';
import { readSignature, type SignableRequest } from '../../foundation/http-signature.ts';
import { believeOnce, type SignedRequestParts } from './signed-requests.ts';

export interface KioskRequestParts extends SignedRequestParts {
  readonly kiosks: Kiosks;
  readonly standings: Pick<KioskStandings, 'find'>;
}

/** Tells which kiosk sent a request. */
export class KioskRequests {
  readonly #parts: KioskRequestParts;

  constructor(parts: KioskRequestParts) {
    this.#parts = parts;
  }

  /**
   * @throws AppError `SIGNATURE_…`: missing, malformed, of an unknown key, stale, not valid, or seen before. `KIOSK_REVOKED`.
   */
  async authenticate(
    request: SignableRequest,
    headers: Readonly<Record<string, string | readonly string[] | undefined>>,
  ): Promise<KioskRecord> {
    const signature = readSignature(request, headers);
    const kiosk = await this.#parts.kiosks.find(signature.keyId);
    if (kiosk === null) {
      throw new AppError('SIGNATURE_UNKNOWN_KEY', 'This kiosk is not enrolled here.', {
        remedy: 'call-attendant',
      });
    }
    await believeOnce(this.#parts, signature, kiosk.kioskId, kiosk.publicKey);
    const standing = await this.#parts.standings.find(kiosk.kioskId);
    if (standing !== null && standing.revokedAt !== null) {
      throw new AppError('KIOSK_REVOKED', 'This kiosk is no more.', { remedy: 'call-attendant' });
    }
    return kiosk;
  }
}
