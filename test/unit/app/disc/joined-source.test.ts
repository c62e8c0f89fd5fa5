import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { joinedSource, partSource } from '../../../../app/disc/joined-source.ts';
import { bufferSource, readExtent } from '../../../../app/foundation/byte-source.ts';

const pieces = fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 6 });

test('reads several sources as if they were one', () => {
  fc.assert(
    fc.property(pieces, fc.nat(130), fc.nat(130), (parts, offset, length) => {
      const whole = Uint8Array.from(parts.flatMap((part) => [...part]));
      const joined = joinedSource(parts.map(bufferSource));
      expect(joined.size).toBe(whole.length);
      expect([...readExtent(joined, { offset, length })]).toEqual([
        ...whole.subarray(offset, offset + length),
      ]);
    }),
    { seed: 20_261_120 },
  );
});

test('reads a part as a source of its own, and not past its end', () => {
  const part = partSource(bufferSource(Uint8Array.of(0, 1, 2, 3, 4, 5, 6)), {
    offset: 2,
    length: 3,
  });
  expect([...readExtent(part, { offset: 0, length: 10 })]).toEqual([2, 3, 4]);
  expect([...readExtent(part, { offset: 2, length: 10 })]).toEqual([4]);
  expect([...readExtent(part, { offset: 9, length: 10 })]).toEqual([]);
});
