import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runProgram } from '../../../app/disc/run-program.ts';
import type { PictureQuality } from '../bench-report.ts';
import { parsePsnrLuma, parseSsim, summarisePicture } from '../picture-statistics.ts';
import { mean, percentile } from '../statistics.ts';

/** How near an attack has come to the film: SSIM of all planes, of luma alone, and PSNR of luma. */
export interface AttackedQuality extends PictureQuality {
  readonly ssimLuma: { readonly mean: number; readonly p95: number };
}

/**
 * Compares two videos frame by frame in the order of presentation. ffmpeg makes no frame and drops none, whatever it thinks of
 * their times.
 */
export async function compareVideos(
  attacked: string,
  film: string,
  folder: string,
): Promise<AttackedQuality> {
  const graph = [
    '[0:v]setpts=N,split[main1][main2]',
    '[1:v]setpts=N,split[film1][film2]',
    '[main1][film1]ssim=stats_file=ssim.txt[ssim]',
    '[main2][film2]psnr=stats_file=psnr.txt[psnr]',
  ];
  const sink = ['-fps_mode', 'passthrough', '-f', 'null', '-'];
  const inputs = ['-i', attacked, '-i', film, '-filter_complex', graph.join(';')];
  const args = ['-v', 'fatal', '-nostdin', ...inputs, '-map', '[ssim]', ...sink];
  await runProgram({ program: 'ffmpeg', args: [...args, '-map', '[psnr]', ...sink], cwd: folder });
  const lines = await readFile(join(folder, 'ssim.txt'), 'utf8');
  // The parser takes the figure of all planes: that of luma is put in its place.
  const luma = parseSsim(lines.replaceAll(/Y:(\S+) .*/g, 'All:$1'));
  const psnr = parsePsnrLuma(await readFile(join(folder, 'psnr.txt'), 'utf8'));
  return {
    ...summarisePicture(parseSsim(lines), psnr),
    ssimLuma: { mean: mean(luma), p95: percentile(luma, 95) },
  };
}

/** Writes one frame of a video as a PNG. @param frame its number in the order of presentation, from 0. */
export async function writeFrame(video: string, frame: number, png: string): Promise<void> {
  const select = ['-vf', `select=eq(n\\,${frame})`, '-frames:v', '1', '-update', '1'];
  const args = ['-v', 'fatal', '-nostdin', '-y', '-i', video, ...select, png];
  await runProgram({ program: 'ffmpeg', args, cwd: '/' });
}
