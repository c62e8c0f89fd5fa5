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
  const derive = (secret: Uint8Array, salt: Uint8Array, purpose: string) =>
    new Uint8Array(
      hkdfSync('sha256', secret, salt, `diptych ${purpose} key, version 3\0${titleId}`, 32),
    );
  return {
    distributor: derive(distributorKey, NO_SEED, 'distributor'),
    order: derive(seed, distributorKey, 'order'),
  };
}
