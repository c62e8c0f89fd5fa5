import { createHash } from 'node:crypto';
import type { DiscChallenge, DiscProof } from '../../contracts/viewer-api.ts';
import { type ByteSource, readExtent } from '../../foundation/byte-source.ts';
import { playerError } from '../player-error.ts';

/**
 * Answers the bank's question what stands on the disc.
 *
 * @throws AppError `BANK_BAD_REPLY` where it asks for bytes behind the end of the disc; `DISC_UNREADABLE`.
 */
export function answerChallenge(
  disc: ByteSource,
  { challenge, nonce, ranges }: DiscChallenge,
): DiscProof {
  const hash = createHash('sha256').update(Buffer.from(nonce, 'base64url'));
  for (const range of ranges) {
    if (range.offset + range.length > disc.size) {
      throw playerError('BANK_BAD_REPLY', 'The bank asked for bytes that the disc does not have.', {
        offset: range.offset,
        bytes: disc.size,
      });
    }
    hash.update(readExtent(disc, range));
  }
  return { challenge, answer: hash.digest('hex') };
}
