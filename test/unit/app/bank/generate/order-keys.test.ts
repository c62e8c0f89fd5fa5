import { expect, it } from 'vitest';
import { orderKeys } from '../../../../../app/bank/generate/order-keys.ts';

const seed = new Uint8Array(32).fill(1);
const distributor = new Uint8Array(32).fill(2);
const other = new Uint8Array(32).fill(3);
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

// HMAC-SHA256 by hand, as RFC 5869 §2 has it: extract with the salt, expand once.
it('the keys of an order are the same for ever: discs that were sold depend on them', () => {
  const keys = orderKeys(seed, distributor, 'big-buck-bunny');
  expect([hex(keys.distributor), hex(keys.order)]).toEqual([
    'fe97befbabbe11c3b1aeb0371a839ada090795807ab55a7143a9bce8a470dce8',
    '09511aa0bd523b449358714ad576e602a500a21567e19c04e920d07cde8eb1eb',
  ]);
});

it('the key of the order’s level is another for another seed, distributor or title', () => {
  const keys = [
    orderKeys(seed, distributor, 'a1'),
    orderKeys(other, distributor, 'a1'),
    orderKeys(seed, other, 'a1'),
    orderKeys(seed, distributor, 'a2'),
  ].map(({ order }) => hex(order));
  expect(new Set(keys).size).toBe(4);
});

it('all orders of a title share the key of the distributor’s level, and no other title or distributor has it', () => {
  const key = (seed: Uint8Array, distributor: Uint8Array, titleId: string) =>
    hex(orderKeys(seed, distributor, titleId).distributor);
  expect(key(other, distributor, 'a1')).toBe(key(seed, distributor, 'a1'));
  expect(key(seed, other, 'a1')).not.toBe(key(seed, distributor, 'a1'));
  expect(key(seed, distributor, 'a2')).not.toBe(key(seed, distributor, 'a1'));
});
