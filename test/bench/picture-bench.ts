import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ImageLayout, readImageLayout } from '../../app/disc/image-layout.ts';
import { runProgram } from '../../app/disc/run-program.ts';
import { bufferSource, type Extent } from '../../app/foundation/byte-source.ts';
import {
  openComplement,
  openDistributorImage,
  openSynthesis,
  type Preset,
  presets,
  type TitleIndex,
} from '../../app/split/index.ts';
import { drain, indexOf, splitWhole } from '../support/engine-files.ts';
import { type BenchFilm, makeFilm } from './bench-films.ts';
import { benchPlan } from './bench-identity.ts';
import type { PictureQuality, PictureResult, PresetResult } from './bench-report.ts';
import { makeMasterImage } from './master-image.ts';
import { parsePsnrLuma, parseSsim, summarisePicture } from './picture-statistics.ts';
import { compareSound } from './sound-difference.ts';
import { compareStrictDecoding } from './strict-decoding.ts';

/** What a standard player makes of the main streams of a film, and how large their complements are. */
export async function benchPicture(film: BenchFilm, folder: string): Promise<PictureResult> {
  const results: PresetResult[] = [];
  let vobBytes = 0;
  for (const preset of presets) {
    process.stderr.write(`Picture of ${film.name}, ${preset} ...\n`);
    const split = await splitFilm(film, preset, folder);
    vobBytes = split.vobBytes;
    results.push(await measure(split, preset, folder));
  }
  return { film: film.name, vobBytes, presets: results };
}

/** A film split for one order: its title VOB as a disc holds it, and what belongs to it. */
export interface SplitFilm {
  /** Paths of VOBs: of the film, and of the main stream. */
  readonly vob: string;
  readonly mainVob: string;
  readonly vobBytes: number;
  readonly layout: ImageLayout;
  readonly master: Uint8Array;
  readonly main: Uint8Array;
  readonly complement: Uint8Array;
  readonly index: TitleIndex;
  readonly indexBytes: number;
}

/** Splits a film of the bench for its one order, in memory, and writes the VOB of the main stream. */
export async function splitFilm(
  film: BenchFilm,
  preset: Preset,
  folder: string,
): Promise<SplitFilm> {
  const { vob, image } = await makeMasterImage(await makeFilm(film), folder, preset);
  const master = await readFile(image);
  const layout = readImageLayout(bufferSource(master));
  const { index, file } = await indexOf(master, layout.vobs, preset);
  const { main, complement } = splitWhole(master, index, benchPlan(layout));
  const mainVob = join(folder, 'main.vob');
  const vobBytes = await writeExtents(mainVob, main, layout.vobs);
  const indexBytes = file.length;
  return { vob, mainVob, vobBytes, layout, master, main, complement, index, indexBytes };
}

async function measure(split: SplitFilm, preset: Preset, folder: string): Promise<PresetResult> {
  const { vob, mainVob, vobBytes, complement, index, indexBytes } = split;
  const { drawn, bits } = openComplement(bufferSource(complement)).figures;
  const percent = (some: number) => (100 * some) / (8 * vobBytes);
  const picture = await comparePictures(vob, mainVob, folder);
  const strict = await compareStrictDecoding(vob, mainVob);
  const sound = await compareSound(vob, mainVob, folder);
  const orderVob = join(folder, 'order.vob');
  await writeExtents(orderVob, orderAlone(split), split.layout.vobs);
  return {
    preset,
    bits,
    videoPercent: percent(bits.distributor + bits.order),
    orderPercent: percent(bits.order),
    soundPercent: percent(bits.sound),
    places: drawn,
    complementBytes: complement.length,
    complementPercent: (100 * complement.length) / vobBytes,
    index: (1000 * indexBytes) / vobBytes,
    map: (1000 * index.mapRoom) / vobBytes,
    picture,
    orderAlone: await comparePictures(vob, orderVob, folder),
    strict,
    sound,
  };
}

/** The main stream with everything of the distributor's level put back: no bit of it is the order's. */
function orderAlone({ master, main, index, layout, complement }: SplitFilm): Uint8Array {
  const key = benchPlan(layout).keys.distributor;
  const source = bufferSource(master);
  const common = drain(openDistributorImage({ master: source, index, key, mapArea: layout.map }));
  const synthesis = drain(
    openSynthesis(bufferSource(main), openComplement(bufferSource(complement))),
  );
  return main.map((byte, at) => byte ^ (common[at] ?? 0) ^ (synthesis[at] ?? 0));
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
