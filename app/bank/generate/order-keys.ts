import { hkdfSync } from 'node:crypto';
import type { SplitKeys } from '../../split/index.ts';

/** The salt where no seed may have a part. */
const NO_SEED = new Uint8Array(32);

/**
 * The AES-256 keys of an order's draws, by HKDF-SHA256 (RFC 5869). That of the distributor's level comes from the distributor's key
 * alone, so that all orders of a title share it; that of the order's level from the seed, salted with the distributor's key, so that
 * neither alone is enough. The version stands for the meaning of the draws: a new one makes other discs of the same seed.
 *
 * @param seed 32 bytes.
 * @param distributorKey 32 bytes.
 */
export function orderKeys(
  seed: Uint8Array,
  distributorKey: Uint8Array,
  titleId: string,
): SplitKeys {
  return {
    distributor: distributorLevelKey(distributorKey, titleId),
    order: derive(seed, distributorKey, 'order', titleId),
  };
}

/** The key of the distributor's level alone. @param distributorKey 32 bytes. */
export function distributorLevelKey(distributorKey: Uint8Array, titleId: string): Uint8Array {
  return derive(distributorKey, NO_SEED, 'distributor', titleId);
}

function derive(
  secret: Uint8Array,
  salt: Uint8Array,
  purpose: string,
  titleId: string,
): Uint8Array {
  const info = `diptych ${purpose} key, version 3\0${titleId}`;
  return new Uint8Array(hkdfSync('sha256', secret, salt, info, 32));
}
