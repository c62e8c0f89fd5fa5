import { AppError } from '../../app/foundation/errors.ts';
import type { PictureQuality } from './bench-report.ts';
import { mean, percentile } from './statistics.ts';

/** In dB. ffmpeg gives `inf` for a frame that is the same in both; means are taken of finite numbers. */
export const HIGHEST_PSNR = 100;

/** A frame above this would be watched without noticing much. */
const RECOGNISABLE_SSIM = 0.9;

/** `All` of each line of the statistics of ffmpeg's `ssim` filter: the planes weighted by their size, 0 to 1. */
export function parseSsim(text: string): number[] {
  return valuesOf(text, /^n:\d+ .*\bAll:(\S+)/);
}

/** `psnr_y` of each line of the statistics of ffmpeg's `psnr` filter: luma alone, in dB, at most {@link HIGHEST_PSNR}. */
export function parsePsnrLuma(text: string): number[] {
  return valuesOf(text, /^n:\d+ .*\bpsnr_y:(\S+)/).map((value) => Math.min(value, HIGHEST_PSNR));
}

/** @throws AppError `BENCH_STATISTICS` where the two are not of the same frames, or of none. */
export function summarisePicture(ssim: readonly number[], psnr: readonly number[]): PictureQuality {
  if (ssim.length === 0 || ssim.length !== psnr.length) {
    throw statisticsError('SSIM and PSNR are not of the same frames.', {
      ssim: ssim.length,
      psnr: psnr.length,
    });
  }
  return {
    frames: ssim.length,
    ssim: {
      mean: mean(ssim),
      p95: percentile(ssim, 95),
      highest: percentile(ssim, 100),
      framesAbove090: ssim.filter((value) => value > RECOGNISABLE_SSIM).length,
    },
    psnrLumaDb: { mean: mean(psnr), p95: percentile(psnr, 95) },
  };
}

function valuesOf(text: string, pattern: RegExp): number[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.map((line) => {
    const found = pattern.exec(line)?.[1];
    const value = found === 'inf' ? Infinity : Number(found);
    if (Number.isNaN(value)) throw statisticsError('A line of ffmpeg is not understood.', { line });
    return value;
  });
}

function statisticsError(message: string, context: Readonly<Record<string, unknown>>): AppError {
  return new AppError('BENCH_STATISTICS', message, { remedy: 'fix-the-code', context });
}
