import { describe, expect, it } from 'vitest';
import { codeCollector } from '../../../../drivers/id-reader/line-collector.ts';

function codes(...pieces: string[]): string[] {
  const found: string[] = [];
  const collect = codeCollector((code) => found.push(code));
  for (const piece of pieces) collect(Buffer.from(piece, 'latin1'));
  return found;
}

describe('codes on a serial line', () => {
  it('end at CR, at LF or at both, wherever the pieces are cut', () => {
    expect(codes('12', '34\r56', '78\n90\r', '\n')).toEqual(['1234', '5678', '90']);
  });

  it('are nothing until they end', () => {
    expect(codes('1234')).toEqual([]);
  });

  it('are dropped whole where a byte is not printable', () => {
    expect(codes('12\u000034\r', '12\u00e934\r', '5678\r')).toEqual(['5678']);
  });

  it('are dropped whole where they do not end', () => {
    expect(codes('9'.repeat(513), '9\r', `${'1'.repeat(512)}\r`)).toEqual(['1'.repeat(512)]);
  });
});
