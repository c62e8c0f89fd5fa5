import { createCipheriv, createHash, randomBytes } from 'node:crypto';

/** Where chance comes from: keys, seeds, identifiers. */
export interface Randomness {
  bytes(count: number): Uint8Array;
}

export const systemRandomness: Randomness = { bytes: (count) => randomBytes(count) };

/** The same bytes every time for the same seed: AES-256-CTR keyed by the seed's SHA-256. For tests and simulations. */
export function seededRandomness(seed: string): Randomness {
  const key = createHash('sha256').update(seed).digest();
  const stream = createCipheriv('aes-256-ctr', key, Buffer.alloc(16));
  return { bytes: (count) => stream.update(Buffer.alloc(count)) };
}
