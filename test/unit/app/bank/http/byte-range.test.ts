import { expect, it } from 'vitest';
import { selectRange } from '../../../../../app/bank/http/byte-range.ts';

const select = (range?: string, ifRange?: string) =>
  selectRange({ range, 'if-range': ifRange }, 1000, '"e"');
const part = (offset: number, length: number) => ({ kind: 'part', offset, length });

it.each([
  ['bytes=0-0', part(0, 1)],
  ['bytes=10-19', part(10, 10)],
  ['bytes=990-', part(990, 10)],
  ['bytes=990-5000', part(990, 10)],
  ['bytes=-10', part(990, 10)],
  ['bytes=-5000', part(0, 1000)],
])('%s of 1000 bytes is a part', (range, expected) => {
  expect(select(range)).toEqual(expected);
});

it.each(['bytes=1000-', 'bytes=1000-1001', 'bytes=-0'])('%s of 1000 bytes is nowhere', (range) => {
  expect(select(range)).toEqual({ kind: 'unsatisfiable' });
});

it.each(['bytes=5-4', 'bytes=0-1,5-6', 'octets=0-1', 'bytes=a-b', 'bytes=-', ''])(
  'a range that cannot be read, %j, means the whole',
  (range) => {
    expect(select(range)).toEqual({ kind: 'whole' });
  },
);

it('a part is given only of what is still the same', () => {
  expect(select('bytes=1-2', '"e"')).toEqual(part(1, 2));
  expect(select('bytes=1-2', '"other"')).toEqual({ kind: 'whole' });
  expect(select('bytes=1-2', 'W/"e"')).toEqual({ kind: 'whole' });
});
