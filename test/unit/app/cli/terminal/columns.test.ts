import { expect, test } from 'vitest';
import { alignColumns } from '../../../../../app/cli/terminal/columns.ts';

test('columns are as wide as their widest word, and no line ends in blanks', () => {
  expect(
    alignColumns([
      ['a', 'bcd', ''],
      ['abc', 'b', ''],
    ]),
  ).toEqual(['a    bcd', 'abc  b']);
});

test('a word of a stranger moves no cursor and turns no line', () => {
  expect(alignColumns([['TV\u001b[2J', '\u009b1A\n\u202eVT', 'séjour 📺']])).toEqual([
    'TV\ufffd[2J  \ufffd1A\ufffd\ufffdVT  séjour 📺',
  ]);
});
