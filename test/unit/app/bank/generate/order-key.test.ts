import { expect, it } from 'vitest';
import { orderKey } from '../../../../../app/bank/generate/order-key.ts';

const seed = new Uint8Array(32).fill(1);
const distributor = new Uint8Array(32).fill(2);
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

// HMAC-SHA256 by hand, as RFC 5869 §2 has it: extract with the distributor's key, expand once.
it('the key of an order is the same for ever: discs that were sold depend on it', () => {
  expect(hex(orderKey(seed, distributor, 'big-buck-bunny'))).toBe(
    '9795d7abfc8bb58fc7eea16c1dcc65aaf3c61823295c528912e0282770625ab8',
  );
});

it('another seed, distributor or title gives another key', () => {
  const other = new Uint8Array(32).fill(3);
  const keys = [
    orderKey(seed, distributor, 'a1'),
    orderKey(other, distributor, 'a1'),
    orderKey(seed, other, 'a1'),
    orderKey(seed, distributor, 'a2'),
  ].map(hex);
  expect(new Set(keys).size).toBe(4);
});
