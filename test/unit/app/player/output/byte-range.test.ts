import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseRange } from '../../../../../app/player/output/byte-range.ts';

/** The bytes that a header selects, one by one, straight from the words of RFC 9110 §14.1.2. */
function selected(header: string, size: number): number[] | 'whole' {
  const [begin = '', end = ''] = header.slice('bytes='.length).split('-');
  if (begin === '' && end === '') return 'whole';
  if (begin !== '' && end !== '' && Number(end) < Number(begin)) return 'whole';
  const positions = Array.from({ length: size }, (_, position) => position);
  if (begin === '') return positions.slice(Math.max(0, size - Number(end)));
  return positions.filter(
    (position) => position >= Number(begin) && (end === '' || position <= Number(end)),
  );
}

function requestFor(positions: number[] | 'whole') {
  if (positions === 'whole') return { is: 'whole' };
  if (positions.length === 0) return { is: 'unsatisfiable' };
  return { is: 'part', range: { first: positions[0], last: positions.at(-1) } };
}

test('every single range selects the bytes that the standard says', () => {
  const number = fc.oneof(fc.constant(''), fc.nat(40).map(String));
  fc.assert(
    fc.property(number, number, fc.nat(30), (begin, end, size) => {
      const header = `bytes=${begin}-${end}`;
      expect(parseRange(header, size)).toEqual(requestFor(selected(header, size)));
    }),
    { numRuns: 2000, seed: 7 },
  );
});

test.each(['bytes=0-1,4-5', 'sectors=0-1', 'bytes=a-b', 'bytes=9999999999999999999-', ''])(
  'what is no single range of bytes is ignored: %j',
  (header) => {
    expect(parseRange(header, 100)).toEqual({ is: 'whole' });
  },
);

test('no header asks for the whole', () => {
  expect(parseRange(undefined, 100)).toEqual({ is: 'whole' });
});
