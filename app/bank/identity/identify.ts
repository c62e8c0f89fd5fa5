import type { KeyObject } from 'node:crypto';
import type { IdentificationAttempts } from '../../../db/bank/identification-attempts.ts';
import type { UserRecord, Users } from '../../../db/bank/users.ts';
import type { Identification, IdentificationRequest } from '../../contracts/bank-api.ts';
import { type Clock, instantOf } from '../../foundation/clock.ts';
import { AppError } from '../../foundation/errors.ts';
import type { Randomness } from '../../foundation/randomness.ts';
import { minutes } from '../../foundation/units.ts';
import { cardHash, claimKey, type Pepper } from './identity-keys.ts';
import { hashSecret, verifySecret } from './secret-hash.ts';
import { PROOF_SECONDS, signProof } from './proof.ts';

/** Wrong PINs before an identity is locked. */
export const ATTEMPTS_ALLOWED = 5;
/** How long it is locked; a smaller count is forgotten as long after its last attempt. */
export const LOCKED_FOR = minutes(15);

export interface IdentifierParts {
  readonly users: Users;
  readonly attempts: IdentificationAttempts;
  readonly pepper: Pepper;
  readonly proofKey: KeyObject;
  readonly clock: Clock;
  readonly randomness: Randomness;
}

/** Tells who stands at a kiosk, and gives nothing away about who does not. */
export class Identifier {
  readonly #parts: IdentifierParts;
  /** Hash of a PIN that cannot be typed: what an unknown identity is verified against, for the same work. */
  readonly #nobody: Promise<string>;

  constructor(parts: IdentifierParts) {
    this.#parts = parts;
    this.#nobody = hashSecret(
      parts.pepper,
      Buffer.from(parts.randomness.bytes(16)).toString('hex'),
    );
  }

  /**
   * @param kioskId where the proof may be used.
   * @throws AppError `IDENTIFICATION_REFUSED` with `attemptsLeft`, or `IDENTIFICATION_LOCKED` with `until`: the same for
   *   an identity that exists and one that does not.
   */
  async identify(request: IdentificationRequest, kioskId: string): Promise<Identification> {
    const { attempts, clock, pepper, proofKey, randomness } = this.#parts;
    const claim = request.by === 'member' ? request.member : request.card;
    const user = await this.#find(request);
    const identity = user?.userId ?? claimKey(pepper, request.by, claim);
    const now = clock.now();
    const taken = await attempts.take(
      identity,
      ATTEMPTS_ALLOWED,
      instantOf(now),
      instantOf(now + LOCKED_FOR),
    );
    if (!taken.allowed) throw locked(taken.forgottenAt);
    const isRight = await verifySecret(pepper, user?.pinHash ?? (await this.#nobody), request.pin);
    if (!isRight || user === null) {
      if (taken.failed >= ATTEMPTS_ALLOWED) throw locked(taken.forgottenAt);
      throw new AppError(
        'IDENTIFICATION_REFUSED',
        'The number, the card or the PIN is not right.',
        {
          remedy: 'reject-input',
          context: { attemptsLeft: ATTEMPTS_ALLOWED - taken.failed },
        },
      );
    }
    await attempts.forget(identity);
    const expires = Math.floor(clock.now() / 1000) + PROOF_SECONDS;
    const proof = await signProof(proofKey, {
      proofId: Buffer.from(randomness.bytes(16)).toString('base64url'),
      userId: user.userId,
      kioskId,
      expires,
    });
    return { userId: user.userId, proof, expiresAt: instantOf(expires * 1000) };
  }

  #find(request: IdentificationRequest): Promise<UserRecord | null> {
    const { users, pepper } = this.#parts;
    return request.by === 'member'
      ? users.findByMember(request.member)
      : users.findByCard(cardHash(pepper, request.card));
  }
}

function locked(until: string): AppError {
  return new AppError('IDENTIFICATION_LOCKED', 'Too many wrong PINs. This identity is locked.', {
    remedy: 'reject-input',
    context: { attemptsLeft: 0, until },
  });
}
