import { hkdfSync } from 'node:crypto';

/**
 * The AES-256 key of an order's draws: HKDF-SHA256 (RFC 5869) of its seed, salted with the distributor's key. Neither
 * alone is enough. The version stands for the meaning of the draws: a new one makes other discs of the same seed.
 *
 * @param seed 32 bytes.
 * @param distributorKey 32 bytes.
 * @returns 32 bytes.
 */
export function orderKey(
  seed: Uint8Array,
  distributorKey: Uint8Array,
  titleId: string,
): Uint8Array {
  return new Uint8Array(
    hkdfSync('sha256', seed, distributorKey, `diptych order key, version 2\0${titleId}`, 32),
  );
}
