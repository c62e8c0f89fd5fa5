import { distributorIdSchema, orderIdSchema } from '../contracts/identifiers.ts';
import { discError } from './disc-error.ts';

/** Whom a disc was made by, and for which order. */
export interface DiscMarks {
  readonly distributorId: string;
  readonly orderId: string;
}

/** Bytes of `vobu_isrc` in the PCI of every NAV pack, and of the provider identifier in `VIDEO_TS.IFO`. */
export const IDENTIFIER_BYTES = 32;
/** Where `vobu_isrc` stands in a NAV pack: packet data at 0x2D, 28 bytes of pointers and times before it. */
export const NAV_IDENTIFIER_OFFSET = 0x2d + 0x1c;

/** First version of the field: magic of 4 characters, distributor padded with spaces to 8, order of 20. */
const MAGIC = 'DPT1';

/** @throws AppError `DISC_IDENTIFIER_INVALID` if an identifier is not of its form. */
export function encodeDiscMarks({ distributorId, orderId }: DiscMarks): Uint8Array {
  if (
    !distributorIdSchema.safeParse(distributorId).success ||
    !orderIdSchema.safeParse(orderId).success
  ) {
    throw discError(
      'DISC_IDENTIFIER_INVALID',
      'The order or its distributor has an impossible name.',
      {
        distributorId,
        orderId,
      },
    );
  }
  return Uint8Array.from(Buffer.from(`${MAGIC}${distributorId.padEnd(8)}${orderId}`, 'latin1'));
}

/** @returns null where the field holds something else: the disc is a master, or not ours. */
export function parseDiscMarks(field: Uint8Array): DiscMarks | null {
  const text = Buffer.from(field).toString('latin1');
  if (text.length !== IDENTIFIER_BYTES || !text.startsWith(MAGIC)) return null;
  const distributorId = text.slice(4, 12).trimEnd();
  const orderId = text.slice(12);
  const isValid =
    distributorIdSchema.safeParse(distributorId).success &&
    orderIdSchema.safeParse(orderId).success;
  return isValid ? { distributorId, orderId } : null;
}
