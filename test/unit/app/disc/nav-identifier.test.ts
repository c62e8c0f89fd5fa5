import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  encodeDiscMarks,
  IDENTIFIER_BYTES,
  parseDiscMarks,
} from '../../../../app/disc/nav-identifier.ts';
import { distributorIdSchema, orderIdSchema } from '../../../../app/contracts/identifiers.ts';

const marks = fc.record({
  distributorId: fc.stringMatching(/^[A-Z0-9]{2,8}$/),
  orderId: fc.stringMatching(/^[0-9A-HJKMNP-TV-Z]{20}$/),
});

test('what is written on a disc is read back, for any distributor and order', () => {
  fc.assert(
    fc.property(marks, (given) => {
      expect(parseDiscMarks(encodeDiscMarks(given))).toEqual(given);
    }),
    { seed: 20_261_120 },
  );
});

test('the field is 32 characters: magic, distributor padded to eight, order', () => {
  const field = encodeDiscMarks({ distributorId: 'DEMO', orderId: '0123456789ABCDEFGHJK' });
  expect(field).toHaveLength(IDENTIFIER_BYTES);
  expect(Buffer.from(field).toString()).toBe('DPT1DEMO    0123456789ABCDEFGHJK');
});

test('a field of another author is nothing of ours', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 0, maxLength: 40 }), (field) => {
      const found = parseDiscMarks(field);
      if (found !== null) {
        distributorIdSchema.parse(found.distributorId);
        orderIdSchema.parse(found.orderId);
      }
    }),
    { seed: 20_261_120 },
  );
  expect(parseDiscMarks(new Uint8Array(32))).toBeNull();
  expect(parseDiscMarks(Buffer.from('DVDAuthor 0.7.2'.padEnd(32)))).toBeNull();
  expect(parseDiscMarks(Buffer.from('DPT1demo    0123456789ABCDEFGHJK'))).toBeNull();
});

test('an identifier that does not fit is refused, not cut', () => {
  const orderId = '0123456789ABCDEFGHJK';
  const refusal = expect.objectContaining({ code: 'DISC_IDENTIFIER_INVALID' });
  expect(() => encodeDiscMarks({ distributorId: 'MUCHTOOLONG', orderId })).toThrow(refusal);
  expect(() => encodeDiscMarks({ distributorId: 'DEMO', orderId: 'K7F3-92QD' })).toThrow(refusal);
});
