import type { Randomness } from './randomness.ts';

/** Crockford's base 32: no I, L, O, U. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A new order identifier: 20 characters of Crockford's base 32, 100 random bits. */
export function newOrderId(randomness: Randomness): string {
  return Array.from(randomness.bytes(20), (byte) => ALPHABET[byte & 31]).join('');
}

/** The part of an order identifier that a person carries, `K7F3-92QD`. */
export function orderCode(orderId: string): string {
  return `${orderId.slice(0, 4)}-${orderId.slice(4, 8)}`;
}
