import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { drawnInput, runFfmpeg } from '../../disc/ffmpeg.ts';
import type { RunOptions } from '../../disc/run-program.ts';
import { copyFont } from './fonts.ts';

export interface PosterRequest extends RunOptions {
  /** Work folder, for the font and the texts. */
  readonly cwd: string;
  /** Absolute path of the film, or of a VOB of it. */
  readonly film: string;
  /** Where the picture is looked for, in seconds. */
  readonly at: number;
  readonly title: string;
  readonly subtitle: string;
  /** Absolute path of the JPEG. */
  readonly output: string;
}

/** Two by three, as the poster wall has it. Pixels. */
const WIDTH = 800;
const HEIGHT = 1200;
const MARGIN = 64;
/** Colours of the kiosk: ground, text, quiet text, gilt. */
const GROUND = '0E1116';
const TEXT = 'F4F1EA';
const QUIET = 'B8BEC9';
const GILT = 'F2B84B';
/** Mean width of a character of Inter Bold, in parts of its size, capitals and wide ones allowed for. */
const CHARACTER_WIDTH = 0.61;

/** A title set in lines. */
export interface TitleSetting {
  readonly lines: readonly string[];
  /** Height of the letters' em in pixels. */
  readonly size: number;
}

/**
 * Makes the poster of a film: the most telling picture near `at`, cut upright, its foot darkened, the title on it.
 *
 * @throws what `runFfmpeg` throws.
 */
export async function makePoster(request: PosterRequest): Promise<void> {
  const { cwd, film, at, output } = request;
  await runFfmpeg({
    ...request,
    inputs: [{ source: film, options: ['-ss', at.toFixed(3), '-t', '5'] }],
    options: ['-vf', 'thumbnail=75,scale=iw*sar:ih,setsar=1', '-frames:v', '1', '-an'],
    output: join(cwd, 'frame.png'),
  });
  copyFont('700Bold', join(cwd, 'bold.ttf'));
  copyFont('500Medium', join(cwd, 'medium.ttf'));
  const setting = setTitle(request.title);
  writeFileSync(join(cwd, 'title.txt'), setting.lines.join('\n'));
  writeFileSync(join(cwd, 'subtitle.txt'), request.subtitle);
  await runFfmpeg({
    ...request,
    inputs: [
      { source: join(cwd, 'frame.png') },
      drawnInput(`color=c=0x${GROUND}:s=${WIDTH}x${HEIGHT}:d=1`),
    ],
    options: [
      '-filter_complex',
      composition(setting),
      '-map',
      '[poster]',
      '-frames:v',
      '1',
      '-q:v',
      '3',
    ],
    output,
  });
}

/** Breaks a title into at most three lines, as large as they go. */
export function setTitle(title: string): TitleSetting {
  const words = title.trim().split(/\s+/);
  for (const size of [104, 92, 80, 68, 56, 46]) {
    const lines = wrap(words, Math.floor((WIDTH - 2 * MARGIN) / (size * CHARACTER_WIDTH)));
    if (lines !== null && lines.length <= (size > 56 ? 3 : 4)) return { lines, size };
  }
  return { lines: [`${title.slice(0, 22)}…`], size: 46 };
}

/** @returns null if a word is longer than a line. */
function wrap(words: readonly string[], most: number): string[] | null {
  const lines: string[] = [];
  for (const word of words) {
    if (word.length > most) return null;
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= most) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else {
      lines.push(word);
    }
  }
  return lines;
}

function composition({ lines, size }: TitleSetting): string {
  const spacing = Math.round(size * 0.06);
  const titleTop =
    HEIGHT - 132 - Math.round(lines.length * (size * 1.22) + (lines.length - 1) * spacing);
  const shade = `255*pow(clip((Y-${titleTop - 360})/(${HEIGHT - 40}-${titleTop - 360}),0,1),0.75)*0.96`;
  return [
    `[0]scale=${WIDTH}:${HEIGHT}:force_original_aspect_ratio=increase:flags=lanczos,crop=${WIDTH}:${HEIGHT},format=rgba[picture]`,
    `[1]format=rgba,geq=r='r(X,Y)':g='g(X,Y)':b='b(X,Y)':a='${shade}'[shade]`,
    '[picture][shade]overlay=format=auto[dark]',
    `[dark]drawbox=x=${MARGIN}:y=${titleTop - 44}:w=96:h=6:color=0x${GILT}:t=fill,` +
      `drawtext=fontfile=bold.ttf:textfile=title.txt:fontsize=${size}:fontcolor=0x${TEXT}:x=${MARGIN - 4}:y=${titleTop}:line_spacing=${spacing}:expansion=none,` +
      `drawtext=fontfile=medium.ttf:textfile=subtitle.txt:fontsize=30:fontcolor=0x${QUIET}:x=${MARGIN}:y=${HEIGHT - 100}:expansion=none,` +
      'format=yuvj420p[poster]',
  ].join(';');
}
