import { createHash, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { OrderRecord } from '../../../db/bank/orders.ts';
import type { RequestNonces } from '../../../db/bank/request-nonces.ts';
import { instantSchema, orderIdSchema } from '../../contracts/identifiers.ts';
import { deviceIdSchema, type DiscChallenge, type DiscProof } from '../../contracts/viewer-api.ts';
import { type Clock, instantOf, timestamp } from '../../foundation/clock.ts';
import { AppError } from '../../foundation/errors.ts';
import type { Randomness } from '../../foundation/randomness.ts';
import { SECTOR_BYTES, seconds } from '../../foundation/units.ts';
import { WorkLimit } from '../identity/work-limit.ts';
import { drawSectors } from './draw-sectors.ts';
import type { BurnedImage, Complements } from './ports.ts';
import type { Seal } from './viewing-keys.ts';

/** How long a challenge may be answered: a drive that must spin up first needs some ten seconds. */
export const CHALLENGE_LIFE = seconds(60);
/** Main streams read at once for challenges and their answers. */
const AT_ONCE = 16;
/** Whom nonces of challenges are counted with. */
const NONCE_KEY = 'disc-challenge';

const claimsSchema = z.strictObject({
  device: deviceIdSchema,
  order: orderIdSchema,
  nonce: z.string().regex(/^[A-Za-z0-9_-]{22}$/),
  /** Sectors of the image, in the order in which they are hashed. */
  sectors: z.array(z.int().nonnegative()).min(1).max(16),
  expires: instantSchema,
});
type ChallengeClaims = z.infer<typeof claimsSchema>;

/** A challenge that was not answered yet, and that this device may answer now. */
export interface OpenChallenge {
  readonly orderId: string;
  /** @returns whether `answer` is right: a pass over the ranges of the main stream that it names. */
  isAnsweredBy(order: OrderRecord, answer: string): Promise<boolean>;
}

export interface DiscChallengeParts {
  readonly complements: Pick<Complements, 'openMainStream'>;
  readonly nonces: RequestNonces;
  readonly seal: Seal;
  readonly clock: Clock;
  readonly randomness: Randomness;
}

/**
 * Asks a player for bytes that it can only have from the disc. The bank keeps nothing of a challenge: it says itself, sealed,
 * what was asked; its nonce is remembered once it is answered.
 */
export class DiscChallenges {
  readonly #parts: DiscChallengeParts;
  readonly #limit = new WorkLimit(AT_ONCE);

  constructor(parts: DiscChallengeParts) {
    this.#parts = parts;
  }

  /** @throws AppError `BANK_BUSY`; what `Complements` throws. */
  async make(deviceId: string, order: OrderRecord): Promise<DiscChallenge> {
    const { clock, randomness, seal } = this.#parts;
    const sectors = await this.#reading(order, async ({ size, film }) =>
      drawSectors(size, film, randomness),
    );
    const nonce = Buffer.from(randomness.bytes(16)).toString('base64url');
    const expires = instantOf(clock.now() + CHALLENGE_LIFE);
    const claims: ChallengeClaims = {
      device: deviceId,
      order: order.orderId,
      nonce,
      sectors: [...sectors],
      expires,
    };
    return {
      challenge: seal.seal(Buffer.from(JSON.stringify(claims)).toString('base64url')),
      nonce,
      ranges: sectors.map((sector) => ({ offset: sector * SECTOR_BYTES, length: SECTOR_BYTES })),
      expiresAt: expires,
    };
  }

  /**
   * Believes a challenge, once.
   *
   * @throws AppError `CHALLENGE_REFUSED` where it is not of this bank, or another device's; `CHALLENGE_EXPIRED`, also where
   *   it was answered before.
   */
  async take(deviceId: string, proof: DiscProof): Promise<OpenChallenge> {
    const { clock, nonces } = this.#parts;
    const claims = this.#read(proof.challenge);
    if (claims === null || claims.device !== deviceId) {
      throw refuse('CHALLENGE_REFUSED', 'This answer is not to a question of the bank.');
    }
    const now = clock.now();
    const isNew =
      now < Date.parse(claims.expires) &&
      // What is forgotten after three lives has expired long since; nonces of requests are kept as long.
      (await nonces.take(
        NONCE_KEY,
        claims.nonce,
        timestamp(clock),
        instantOf(now - 3 * CHALLENGE_LIFE),
      ));
    if (!isNew) throw refuse('CHALLENGE_EXPIRED', 'This answer comes too late. Please try again.');
    return {
      orderId: claims.order,
      isAnsweredBy: async (order, answer) => {
        const expected = await this.#answer(order, claims);
        return timingSafeEqual(expected, Buffer.from(answer, 'hex'));
      },
    };
  }

  #read(challenge: string): ChallengeClaims | null {
    const text = this.#parts.seal.open(challenge);
    if (text === null) return null;
    // What the bank sealed is JSON that it wrote.
    const claims = claimsSchema.safeParse(JSON.parse(Buffer.from(text, 'base64url').toString()));
    return claims.success ? claims.data : null;
  }

  #answer(order: OrderRecord, { nonce, sectors }: ChallengeClaims): Promise<Uint8Array> {
    return this.#reading(order, async (image) => {
      const hash = createHash('sha256').update(Buffer.from(nonce, 'base64url'));
      for (const sector of sectors) {
        hash.update(await image.read({ offset: sector * SECTOR_BYTES, length: SECTOR_BYTES }));
      }
      return hash.digest();
    });
  }

  #reading<T>(order: OrderRecord, read: (image: BurnedImage) => Promise<T>): Promise<T> {
    return this.#limit.run(async () => {
      const image = await this.#parts.complements.openMainStream(order);
      try {
        return await read(image);
      } finally {
        image.close();
      }
    });
  }
}

function refuse(code: string, message: string): AppError {
  return new AppError(code, message, { remedy: 'retry' });
}
