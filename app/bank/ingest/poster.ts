import { runFfmpeg } from '../../disc/ffmpeg.ts';
import type { RunOptions } from '../../disc/run-program.ts';

export interface PosterRequest extends RunOptions {
  /** Work folder. */
  readonly cwd: string;
  /** Absolute path of the film, or of a VOB of it. */
  readonly film: string;
  /** Where the picture is looked for, in seconds. */
  readonly at: number;
  /** Absolute path of the JPEG. */
  readonly output: string;
}

/** Two by three, as the poster wall and the jacket have it. Pixels. */
const WIDTH = 800;
const HEIGHT = 1200;

/**
 * Makes the poster of a film: the most telling picture within five seconds of `at`, cut upright. It bears no words: screens
 * and jackets set the title beside it, in the reader's language.
 *
 * @throws what `runFfmpeg` throws.
 */
export async function makePoster(request: PosterRequest): Promise<void> {
  const { film, at, output } = request;
  const filters = [
    'thumbnail=75',
    'scale=iw*sar:ih,setsar=1',
    `scale=${WIDTH}:${HEIGHT}:force_original_aspect_ratio=increase:flags=lanczos`,
    `crop=${WIDTH}:${HEIGHT}`,
    'format=yuvj420p',
  ];
  await runFfmpeg({
    ...request,
    inputs: [{ source: film, options: ['-ss', at.toFixed(3), '-t', '5'] }],
    options: ['-vf', filters.join(','), '-frames:v', '1', '-q:v', '3', '-an'],
    output,
  });
}
