import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { OrderRecord } from '../../../db/bank/orders.ts';
import { sealBody, stickKeysOf } from '../../delivery/stick/sealed-body.ts';
import type { Complements } from '../viewing/ports.ts';

/** Pieces that are computed in one go: a piece is a chunk of 64 KiB, some fifteen blocks. */
const AT_ONCE = 4;

/**
 * `body.age` of a stick, computed as it is read: nothing of it is kept, and the same order and secret give the same bytes.
 *
 * @param secret 32 bytes.
 */
export async function* stickBody(
  complements: Pick<Complements, 'openComplement'>,
  order: OrderRecord,
  secret: Uint8Array,
): AsyncGenerator<Uint8Array> {
  const complement = await complements.openComplement(order);
  try {
    let computed = 0;
    for (const piece of sealBody(stickKeysOf(secret), complement)) {
      yield piece;
      // Others have their turn.
      if (++computed % AT_ONCE === 0) await setImmediate();
    }
  } finally {
    complement.close();
  }
}

/** Length and SHA-256 of a body: one pass over the complement. */
export async function describeBody(
  body: AsyncIterable<Uint8Array>,
): Promise<{ readonly bytes: number; readonly sha256: string }> {
  const digest = createHash('sha256');
  let bytes = 0;
  for await (const piece of body) {
    digest.update(piece);
    bytes += piece.length;
  }
  return { bytes, sha256: digest.digest('hex') };
}
