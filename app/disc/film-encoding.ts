import { MAXIMUM_IMAGE_SECTORS, SECTOR_BYTES } from '../foundation/units.ts';
import { discError } from './disc-error.ts';
import type { FilmFacts } from './probe.ts';

export type Standard = 'pal' | 'ntsc';
export type Aspect = '4:3' | '16:9';

/** How a film becomes MPEG-2 and AC-3: everything that ffmpeg is told, and what comes out. */
export interface FilmEncoding {
  readonly standard: Standard;
  readonly aspect: Aspect;
  /** Running time on the disc: a film of 24 pictures a second is faster by 25/24 in PAL. */
  readonly seconds: number;
  /** About so many bytes of program stream. */
  readonly bytes: number;
  readonly videoFilter: string;
  readonly audioFilter: string | null;
  readonly outputOptions: readonly string[];
}

const PAL_RATE = 25;
const NTSC_FILM_RATE = 24_000 / 1001;

/** Kbit/s of the picture, as DVD on demand has it: at most 6.5 Mbit/s with its sound. */
const BEST_VIDEO = 6000;
/** Below this a film of 720 lines is not worth a disc. */
const LEAST_VIDEO = 1500;
/** Peak, so that video, sound and navigation stay under the 10.08 Mbit/s of a DVD. */
const PEAK_VIDEO = 8000;
/** Part of the disc that encoded pictures and sound may fill; the rest is packs, navigation, position map, error of rate control. */
const FILL = 0.9;

/** PAL where the rate says so: 24, 25 and 50 pictures a second. All others come from NTSC countries, or do not care. */
export function standardOf(framesPerSecond: number): Standard {
  const isPal = [24, 25, 50].some((rate) => Math.abs(framesPerSecond - rate) < 0.01);
  return isPal ? 'pal' : 'ntsc';
}

/**
 * Decides how a film is encoded.
 *
 * @param forced the standard to use whatever the film suggests.
 * @throws AppError `DISC_TOO_LARGE`: too long to look right on one disc.
 */
export function planFilmEncoding(film: FilmFacts, forced?: Standard): FilmEncoding {
  const { framesPerSecond, displayAspect } = film.video;
  const standard = forced ?? standardOf(framesPerSecond);
  const aspect: Aspect = displayAspect >= 1.5 ? '16:9' : '4:3';
  const speed = speedOf(framesPerSecond, standard);
  const seconds = film.durationSeconds / speed;
  const audioRate = film.audio !== null && film.audio.channels >= 6 ? 448 : 192;
  const room = (MAXIMUM_IMAGE_SECTORS * SECTOR_BYTES * FILL * 8) / 1000 / seconds - audioRate;
  if (room < LEAST_VIDEO) {
    throw discError('DISC_TOO_LARGE', 'The film is too long for one disc.', {
      seconds: Math.round(seconds),
      longestSeconds: Math.floor(
        (MAXIMUM_IMAGE_SECTORS * SECTOR_BYTES * FILL * 8) / 1000 / (LEAST_VIDEO + audioRate),
      ),
    });
  }
  const videoRate = Math.floor(Math.min(BEST_VIDEO, room));
  const isTelecined = standard === 'ntsc' && isFilmRate(framesPerSecond);
  return {
    standard,
    aspect,
    seconds,
    bytes: Math.ceil((seconds * (videoRate + audioRate) * 1000 * 1.05) / 8),
    videoFilter: videoFilter(film, standard, aspect, speed),
    audioFilter: Math.abs(speed - 1) < 1e-4 ? null : `atempo=${speed.toFixed(6)}`,
    outputOptions: [
      ['-target', `${standard}-dvd`, '-aspect', aspect],
      ['-b:v', `${videoRate}k`, '-maxrate', `${PEAK_VIDEO}k`, '-bf', '2', '-g', '12'],
      isTelecined ? ['-flags', '+ildct+ilme', '-top', '1'] : [],
      [
        '-c:a',
        'ac3',
        '-ar',
        '48000',
        '-b:a',
        `${audioRate}k`,
        '-ac',
        audioRate === 448 ? '6' : '2',
      ],
    ].flat(),
  };
}

function isFilmRate(framesPerSecond: number): boolean {
  return framesPerSecond > 23.9 && framesPerSecond < 24.1;
}

/** By what the film runs faster on the disc than in its file. Cinema rates only: all others are converted by repeating. */
function speedOf(framesPerSecond: number, standard: Standard): number {
  if (!isFilmRate(framesPerSecond)) return 1;
  return (standard === 'pal' ? PAL_RATE : NTSC_FILM_RATE) / framesPerSecond;
}

function videoFilter(film: FilmFacts, standard: Standard, aspect: Aspect, speed: number): string {
  const lines = standard === 'pal' ? 576 : 480;
  const screen = aspect === '16:9' ? 16 / 9 : 4 / 3;
  const shape = film.video.displayAspect / screen;
  const width = shape >= 1 ? 720 : even(720 * shape);
  const height = shape >= 1 ? even(lines / shape) : lines;
  const rate = standard === 'pal' ? '25' : '30000/1001';
  const isTelecined = standard === 'ntsc' && isFilmRate(film.video.framesPerSecond);
  return [
    ...(film.video.interlaced ? ['yadif'] : []),
    ...(Math.abs(speed - 1) < 1e-4 ? [] : [`setpts=PTS/${speed.toFixed(6)}`]),
    `fps=${isTelecined ? '24000/1001' : rate}`,
    `scale=${width}:${height}:flags=bicubic`,
    `pad=720:${lines}:(ow-iw)/2:(oh-ih)/2`,
    // Cinema pictures last two fields and three fields in turn: 3:2 pull-down.
    ...(isTelecined ? ['telecine=first_field=top:pattern=23'] : []),
    `setdar=${aspect.replace(':', '/')}`,
    'format=yuv420p',
  ].join(',');
}

function even(length: number): number {
  return Math.max(16, Math.round(length / 2) * 2);
}
