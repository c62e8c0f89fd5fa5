import { describe, expect, it } from 'vitest';
import { parseScan } from '../../../../drivers/id-reader/aim-symbology.ts';

describe('a scan', () => {
  it.each([
    [']Q1DIPTYCH:4711', 'qr', 'DIPTYCH:4711'],
    [']Q3DIPTYCH:4711', 'qr', 'DIPTYCH:4711'],
    [']C0DIPTYCH:4711', 'barcode', 'DIPTYCH:4711'],
    [']E05901234123457', 'barcode', '5901234123457'],
    [']d2DIPTYCH:4711', 'barcode', 'DIPTYCH:4711'],
    ['DIPTYCH:4711', 'barcode', 'DIPTYCH:4711'],
    ['4711]Q1', 'barcode', '4711]Q1'],
    [']4711', 'barcode', ']4711'],
    [']Q', 'barcode', ']Q'],
  ] as const)('%s is a %s, %s', (code, kind, value) => {
    expect(parseScan(code)).toEqual({ kind, value });
  });
});
