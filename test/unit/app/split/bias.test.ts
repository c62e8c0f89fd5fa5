import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { biasThresholds } from '../../../../app/split/bias.ts';

const traceKey = Uint8Array.from({ length: 32 }, (_, at) => at);

describe('the bias of places', () => {
  test('of a key and a block is always the same, and its begin does not depend on how much is asked for', () => {
    const all = biasThresholds(traceKey, 7, 5000);
    expect([...biasThresholds(traceKey, 7, 12)]).toEqual([...all.subarray(0, 12)]);
    expect([...all.subarray(0, 12)]).toEqual([
      35, 68, 254, 1, 210, 253, 19, 231, 150, 147, 160, 61,
    ]);
    expect(createHash('sha256').update(all).digest('hex')).toBe(
      '540268cb5b24323ebfcc7b0d90bcb1a172942457933339e24a0add4c550ac018',
    );
  });

  test('is another in every block and under every key', () => {
    const other = Uint8Array.from(traceKey, (byte) => byte ^ 0x80);
    const places = [
      biasThresholds(traceKey, 7, 64),
      biasThresholds(traceKey, 8, 64),
      biasThresholds(traceKey, 2 ** 31, 64),
      biasThresholds(other, 7, 64),
    ].map((thresholds) => thresholds.join());
    expect(new Set(places).size).toBe(4);
  });

  test('follows the arcsine law between 1 and 255 of 256, as likely high as low', () => {
    const counts = new Float64Array(256);
    for (const threshold of biasThresholds(traceKey, 1, 1_000_000)) {
      counts[threshold] = (counts[threshold] ?? 0) + 1;
    }
    const cut = Math.asin(1 / 16);
    const shareUpTo = (p: number): number =>
      Math.min(1, (Math.asin(Math.sqrt(p)) - cut) / (Math.PI / 2 - 2 * cut));
    let sum = 0;
    let worst = 0;
    for (let threshold = 0; threshold < 255; threshold++) {
      sum += counts[threshold] ?? 0;
      worst = Math.max(
        worst,
        Math.abs(sum / 1e6 - Math.max(0, shareUpTo((threshold + 0.5) / 256))),
      );
    }
    expect([counts[0], counts[1] !== 0, counts[255] !== 0]).toEqual([0, true, true]);
    // Half of one of 256 steps, and what chance makes of a million.
    expect(worst).toBeLessThan(0.5 / 256 + 0.002);
  });

  test('of nothing is nothing', () => {
    expect(biasThresholds(traceKey, 0, 0)).toHaveLength(0);
  });
});
