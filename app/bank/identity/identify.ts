import type { KeyObject } from 'node:crypto';
import type { IdentificationAttempts } from '../../../db/bank/identification-attempts.ts';
import type { UserRecord, Users } from '../../../db/bank/users.ts';
import type { Identification, IdentificationRequest } from '../../contracts/bank-api.ts';
import { type Clock, instantOf } from '../../foundation/clock.ts';
import type { Randomness } from '../../foundation/randomness.ts';
import { AttemptGuard } from './attempt-guard.ts';
import { cardHash, claimKey, type Pepper } from './identity-keys.ts';
import { PROOF_SECONDS, signProof } from './proof.ts';
import { hashSecret, verifySecret } from './secret-hash.ts';

const words = {
  refused: {
    code: 'IDENTIFICATION_REFUSED',
    message: 'The number, the card or the PIN is not right.',
  },
  locked: {
    code: 'IDENTIFICATION_LOCKED',
    message: 'Too many wrong PINs. This identity is locked.',
  },
} as const;

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
  readonly #guard: AttemptGuard;
  /** Hash of a PIN that cannot be typed: what an unknown identity is verified against, for the same work. */
  readonly #nobody: Promise<string>;

  constructor(parts: IdentifierParts) {
    this.#parts = parts;
    this.#guard = new AttemptGuard(parts, words);
    const untypable = Buffer.from(parts.randomness.bytes(16)).toString('hex');
    this.#nobody = hashSecret(parts.pepper, untypable);
  }

  /**
   * @param kioskId where the proof may be used.
   * @throws AppError `IDENTIFICATION_REFUSED` with `attemptsLeft`, or `IDENTIFICATION_LOCKED` with `until`: the same for
   *   an identity that exists and one that does not.
   */
  async identify(request: IdentificationRequest, kioskId: string): Promise<Identification> {
    const { clock, pepper, proofKey, randomness } = this.#parts;
    const claim = request.by === 'member' ? request.member : request.card;
    const known = await this.#find(request);
    const unknown = claimKey(pepper, request.by, claim);
    const user = await this.verify(known, unknown, request.pin);
    const expires = Math.floor(clock.now() / 1000) + PROOF_SECONDS;
    const proof = await signProof(proofKey, {
      proofId: Buffer.from(randomness.bytes(16)).toString('base64url'),
      userId: user.userId,
      kioskId,
      expires,
    });
    return { userId: user.userId, proof, expiresAt: instantOf(expires * 1000) };
  }

  /**
   * The user, where the PIN is theirs. Counts the attempt against them, or against `unknown` where there is nobody, and
   * takes as long either way.
   *
   * @throws AppError as {@link identify}.
   */
  async verify(user: UserRecord | null, unknown: string, pin: string): Promise<UserRecord> {
    const attempt = await this.#guard.take(user?.userId ?? unknown);
    const { pepper } = this.#parts;
    const isRight = await verifySecret(pepper, user?.pinHash ?? (await this.#nobody), pin);
    if (!isRight || user === null) throw attempt.failure;
    await attempt.succeeded();
    return user;
  }

  #find(request: IdentificationRequest): Promise<UserRecord | null> {
    const { users, pepper } = this.#parts;
    return request.by === 'member'
      ? users.findByMember(request.member)
      : users.findByCard(cardHash(pepper, request.card));
  }
}
