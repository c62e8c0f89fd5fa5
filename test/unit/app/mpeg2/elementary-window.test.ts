import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { ElementaryWindow } from '../../../../app/mpeg2/index.ts';

test('any bytes of a window are the extents that their places say, one for each packet that has some of them', () => {
  const packets = fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.nat(20)), { minLength: 1 });
  fc.assert(
    fc.property(packets, fc.nat(200), fc.nat(60), (some, from, length) => {
      const window = new ElementaryWindow(16);
      const stretch = new Uint8Array(5000);
      let at = 0;
      for (const [gap, bytes] of some) {
        at += gap;
        window.append(stretch, at, at + bytes);
        at += bytes;
      }
      const placeOf = window.places();
      const expected: { offset: number; length: number }[] = [];
      for (let byte = from; byte < Math.min(from + length, window.length); byte++) {
        const place = placeOf(byte * 8) / 8;
        const last = expected.at(-1);
        if (last !== undefined && last.offset + last.length === place) last.length++;
        else expected.push({ offset: place, length: 1 });
      }
      expect(window.extents(from, length)).toEqual(expected);
      const begins = Array.from({ length: window.segments + 1 }, (_, at) => window.segmentAt(at));
      expect(begins).toEqual(
        some.reduce<number[]>((all, [, bytes]) => [...all, (all.at(-1) ?? 0) + bytes], [0]),
      );
    }),
    { seed: 63, numRuns: 300 },
  );
});
