import { expect, test } from 'vitest';
import { csvLine } from '../../../../../../app/kiosk/controller/reports/csv.ts';

test('cells with commas, quotes or lines are quoted, as RFC 4180 says', () => {
  expect(csvLine(['a,b', 'say "so"', 'two\nlines', 7, ''])).toBe(
    '"a,b","say ""so""","two\nlines",7,\r\n',
  );
});

test('no cell is a formula to a spreadsheet', () => {
  expect(csvLine(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', 'a=1'])).toBe(
    `'=1+1,'+1,'-1,'@SUM(A1),'\t=1,"'\r=1",a=1\r\n`,
  );
});
