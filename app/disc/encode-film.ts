import { drawnInput, runFfmpeg } from './ffmpeg.ts';
import type { FilmEncoding } from './film-encoding.ts';
import type { FilmFacts } from './probe.ts';
import type { RunOptions } from './run-program.ts';

export interface EncodeRequest extends RunOptions {
  /** Absolute path of the film. */
  readonly film: string;
  readonly facts: FilmFacts;
  readonly encoding: FilmEncoding;
  /** Name of the program stream, in `cwd`. */
  readonly output: string;
  readonly cwd: string;
  /** 0 to 100. */
  readonly onProgress?: ((percent: number) => void) | undefined;
}

/**
 * Makes the DVD program stream of a film, with silence where it has no sound.
 *
 * @throws what `runFfmpeg` throws.
 */
export async function encodeFilm(request: EncodeRequest): Promise<void> {
  const { film, facts, encoding, onProgress } = request;
  const silence = drawnInput('anullsrc=channel_layout=stereo:sample_rate=48000');
  await runFfmpeg({
    ...request,
    inputs: facts.audio === null ? [{ source: film }, silence] : [{ source: film }],
    options: [
      ['-map', `0:${facts.video.stream}`],
      ['-map', facts.audio === null ? '1:a' : `0:${facts.audio.stream}`],
      facts.audio === null ? ['-shortest'] : [],
      ['-vf', encoding.videoFilter],
      encoding.audioFilter === null ? [] : ['-af', encoding.audioFilter],
      encoding.outputOptions,
      ['-threads', '2', '-map_metadata', '-1', '-map_chapters', '-1'],
    ].flat(),
    onTime: (seconds) => onProgress?.(Math.min(100, (seconds / encoding.seconds) * 100)),
  });
}
