import { describe, expect, test } from 'vitest';
import {
  HIGHEST_PSNR,
  parsePsnrLuma,
  parseSsim,
  summarisePicture,
} from '../../bench/picture-statistics.ts';

/** As ffmpeg 5.1 writes them. */
const ssimLines = `n:1 Y:0.981234 U:0.990000 V:0.970000 All:0.980823 (17.171553)
n:2 Y:0.512340 U:0.812000 V:0.791000 All:0.608727 (4.075202)
n:3 Y:1.000000 U:1.000000 V:1.000000 All:1.000000 (inf)
`;
const psnrLines = `n:1 mse_avg:1638.13 mse_y:2331.21 mse_u:312.40 mse_v:191.52 psnr_avg:15.99 psnr_y:14.45 psnr_u:23.18 psnr_v:25.31 
n:2 mse_avg:0.00 mse_y:0.00 mse_u:0.00 mse_v:0.00 psnr_avg:inf psnr_y:inf psnr_u:inf psnr_v:inf 
`;

describe("ffmpeg's statistics", () => {
  test('SSIM is that of all planes', () => {
    expect(parseSsim(ssimLines)).toEqual([0.980823, 0.608727, 1]);
  });

  test('PSNR is that of luma, and finite for frames that do not differ', () => {
    expect(parsePsnrLuma(psnrLines)).toEqual([14.45, HIGHEST_PSNR]);
  });

  test('a line that is not understood is named, not skipped', () => {
    const cut = `${ssimLines}n:4 Y:0.98`;
    expect(() => parseSsim(cut)).toThrow(
      expect.objectContaining({ code: 'BENCH_STATISTICS', context: { line: 'n:4 Y:0.98' } }),
    );
    expect(() => parsePsnrLuma('n:1 mse_avg:1 psnr_y:nonsense')).toThrow(/not understood/);
  });
});

describe('the summary of a picture', () => {
  test('has mean, 95th percentile and highest, and counts the frames that could be watched', () => {
    const ssim = Array.from({ length: 100 }, (_, index) => (index + 1) / 100);
    const psnr = ssim.map((value) => value * 20);
    expect(summarisePicture(ssim, psnr)).toEqual({
      frames: 100,
      ssim: { mean: expect.closeTo(0.505), p95: 0.95, highest: 1, framesAbove090: 10 },
      psnrLumaDb: { mean: expect.closeTo(10.1), p95: 19 },
    });
  });

  test('refuses statistics of different frames, or of none', () => {
    expect(() => summarisePicture([0.5], [12, 13])).toThrow(/same frames/);
    expect(() => summarisePicture([], [])).toThrow(/same frames/);
  });
});
