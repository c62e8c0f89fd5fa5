import { createHash } from 'node:crypto';
import type { Distributors } from '../../../db/bank/distributors.ts';
import type { Kiosks } from '../../../db/bank/kiosks.ts';
import type { Enrolment } from '../../contracts/bank-api.ts';
import { type Clock, instantOf, timestamp } from '../../foundation/clock.ts';
import { AppError } from '../../foundation/errors.ts';
import { parsePublicKey, rawPublicKey } from '../../foundation/http-signature.ts';
import { newOrderId } from '../../foundation/order-code.ts';
import type { Randomness } from '../../foundation/randomness.ts';
import { minutes } from '../../foundation/units.ts';

/** How long an enrolment code may be used. */
export const CODE_LIFE = minutes(60);

/** A code as people type it: any case, any spacing, O for 0, I or L for 1. */
function codeHash(code: string): Uint8Array {
  const plain = code.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');
  return createHash('sha256').update(`enrolment\0${plain}`).digest();
}

export interface EnrolmentParts {
  readonly kiosks: Kiosks;
  readonly distributors: Distributors;
  readonly clock: Clock;
  readonly randomness: Randomness;
}

/** How a machine becomes a kiosk of a distributor: a one-time code, once, for its public key. */
export class EnrolmentDesk {
  readonly #parts: EnrolmentParts;

  constructor(parts: EnrolmentParts) {
    this.#parts = parts;
  }

  /**
   * A new code, `XXXXX-XXXXX-XXXXX-XXXXX`, 100 random bits; the bank keeps its hash alone.
   *
   * @throws AppError `DISTRIBUTOR_UNKNOWN`.
   */
  async issueCode(distributorId: string, kioskName: string): Promise<string> {
    const { clock, distributors, kiosks, randomness } = this.#parts;
    if ((await distributors.find(distributorId)) === null) {
      throw new AppError('DISTRIBUTOR_UNKNOWN', 'There is no such distributor.', {
        remedy: 'reject-input',
        context: { distributorId },
      });
    }
    const code = (newOrderId(randomness).match(/.{5}/g) ?? []).join('-');
    const expiresAt = instantOf(clock.now() + CODE_LIFE);
    await kiosks.addCode({ codeHash: codeHash(code), distributorId, kioskName, expiresAt });
    return code;
  }

  /** @throws AppError `ENROLMENT_REFUSED`, whatever was wrong with the code or the key. */
  async enrol(code: string, publicKey: string): Promise<Enrolment> {
    const { clock, distributors, kiosks, randomness } = this.#parts;
    const kioskId = `k_${Buffer.from(randomness.bytes(12)).toString('base64url')}`;
    const raw = rawPublicKey(parsePublicKey(publicKey));
    const kiosk = await kiosks.enrol(codeHash(code), { kioskId, publicKey: raw }, timestamp(clock));
    const distributor = kiosk === null ? null : await distributors.find(kiosk.distributorId);
    if (kiosk === null || distributor === null) {
      throw new AppError('ENROLMENT_REFUSED', 'This enrolment code cannot be used.', {
        remedy: 'call-attendant',
      });
    }
    return {
      kioskId: kiosk.kioskId,
      kioskName: kiosk.name,
      distributor: { distributorId: distributor.distributorId, name: distributor.name },
    };
  }
}
