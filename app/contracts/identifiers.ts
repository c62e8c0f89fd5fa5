import { z } from 'zod';

/** A film in the bank: `big-buck-bunny`. */
export const titleIdSchema = z.string().regex(/^[a-z0-9][a-z0-9-]{1,39}$/);
/** One order: 20 characters of Crockford's base 32. Its first eight are the code people carry. */
export const orderIdSchema = z.string().regex(/^[0-9A-HJKMNP-TV-Z]{20}$/);
/** Who sells: 2 to 8 capitals and figures, so that it fits the disc's identifier field. */
export const distributorIdSchema = z.string().regex(/^[A-Z0-9]{2,8}$/);
/** One machine of a distributor. */
export const kioskIdSchema = z.string().regex(/^k_[A-Za-z0-9_-]{10,32}$/);
/** A user, opaque outside the bank. */
export const userIdSchema = z.string().regex(/^u_[A-Za-z0-9_-]{10,32}$/);
/** A physical disc, named by the kiosk when it leaves the input bin. */
export const discIdSchema = z.string().regex(/^d_[A-Za-z0-9_-]{6,32}$/);
/** SHA-256, lower-case hexadecimal. */
export const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/);
/** ISO 8601 in UTC with milliseconds. */
export const instantSchema = z.iso.datetime({ precision: 3 });
/** What a person carries: `K7F3-92QD`. */
export const orderCodeSchema = z.string().regex(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
