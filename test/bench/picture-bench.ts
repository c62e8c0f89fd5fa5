import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readImageLayout } from '../../app/disc/image-layout.ts';
import { runProgram } from '../../app/disc/run-program.ts';
import { bufferSource, type Extent } from '../../app/foundation/byte-source.ts';
import { openComplement } from '../../app/split/index.ts';
import { indexOf, splitWhole } from '../support/engine-files.ts';
import { type BenchFilm, makeFilm } from './bench-films.ts';
import { benchPlan } from './bench-identity.ts';
import type { PictureQuality, PictureResult } from './bench-report.ts';
import { makeMasterImage } from './master-image.ts';
import { parsePsnrLuma, parseSsim, summarisePicture } from './picture-statistics.ts';
import { compareSound } from './sound-difference.ts';
import { compareStrictDecoding } from './strict-decoding.ts';

/** What a standard player makes of the main stream of a film, and how large its complement is. */
export async function benchPicture(film: BenchFilm, folder: string): Promise<PictureResult> {
  const { vob, image } = await makeMasterImage(await makeFilm(film), folder);
  const master = await readFile(image);
  const layout = readImageLayout(bufferSource(master));
  const { index } = await indexOf(master, layout.vobs);
  const plan = benchPlan(layout);
  const { main, complement } = splitWhole(master, index, plan);
  const bare = splitWhole(master, index, { ...plan, mapArea: null });
  const mainVob = join(folder, 'main.vob');
  const vobBytes = await writeExtents(mainVob, main, layout.vobs);
  const { figures } = openComplement(bufferSource(complement));
  return {
    film: film.name,
    vobBytes,
    valueBits: figures.valueBits,
    valuePercent: figures.complementPercent,
    places: figures.drawn,
    complementBytes: complement.length,
    complementPercent: (100 * complement.length) / vobBytes,
    complementWithMapBytes: bare.complement.length,
    complementWithMapPercent: (100 * bare.complement.length) / vobBytes,
    picture: await comparePictures(vob, mainVob, folder),
    strict: await compareStrictDecoding(vob, mainVob),
    sound: await compareSound(vob, mainVob, folder),
  };
}

/** @returns the bytes written. */
async function writeExtents(
  path: string,
  image: Uint8Array,
  extents: readonly Extent[],
): Promise<number> {
  const parts = extents.map(({ offset, length }) => image.subarray(offset, offset + length));
  await writeFile(path, parts);
  return parts.reduce((sum, { length }) => sum + length, 0);
}

/** Frame by frame in the order of presentation: times of presentation are replaced by numbers. */
async function comparePictures(
  film: string,
  main: string,
  folder: string,
): Promise<PictureQuality> {
  const graph = [
    '[0:v]setpts=N,split[main1][main2]',
    '[1:v]setpts=N,split[film1][film2]',
    '[main1][film1]ssim=stats_file=ssim.txt[ssim]',
    '[main2][film2]psnr=stats_file=psnr.txt[psnr]',
  ];
  const args = [
    ['-v', 'error', '-nostdin', '-i', main, '-i', film, '-filter_complex', graph.join(';')],
    ['-map', '[ssim]', '-f', 'null', '-', '-map', '[psnr]', '-f', 'null', '-'],
  ];
  await runProgram({ program: 'ffmpeg', args: args.flat(), cwd: folder });
  const ssim = parseSsim(await readFile(join(folder, 'ssim.txt'), 'utf8'));
  const psnr = parsePsnrLuma(await readFile(join(folder, 'psnr.txt'), 'utf8'));
  return summarisePicture(ssim, psnr);
}
