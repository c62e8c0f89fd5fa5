import { runFfmpeg } from '../../disc/ffmpeg.ts';
import type { RunOptions } from '../../disc/run-program.ts';

export interface TrailerRequest extends RunOptions {
  readonly cwd: string;
  /** Absolute path of the film, or of a VOB of it. */
  readonly film: string;
  /** Seconds of the film that `film` holds at least. */
  readonly filmSeconds: number;
  /** Absolute path of the MP4. */
  readonly output: string;
  /** 0 to 100. */
  readonly onProgress?: ((percent: number) => void) | undefined;
}

const LONGEST_SECONDS = 12;
const FADE_SECONDS = 0.4;

/**
 * Makes the trailer that the screens show: H.264 and AAC in MP4, 960 wide, playable while it loads.
 *
 * @throws what `runFfmpeg` throws.
 */
export async function makeTrailer(request: TrailerRequest): Promise<void> {
  const { film, filmSeconds, onProgress } = request;
  const seconds = Math.min(LONGEST_SECONDS, filmSeconds);
  const start = Math.min(60, Math.max(0, filmSeconds - seconds) * 0.3);
  const fadeOut = `st=${Math.max(0, seconds - FADE_SECONDS).toFixed(2)}:d=${FADE_SECONDS}`;
  await runFfmpeg({
    ...request,
    inputs: [{ source: film, options: ['-ss', start.toFixed(3), '-t', seconds.toFixed(3)] }],
    options: [
      ['-map', '0:v:0', '-map', '0:a:0?'],
      [
        '-vf',
        `yadif=deint=interlaced,scale=960:trunc(960/dar/2)*2,setsar=1,format=yuv420p,fade=in:d=${FADE_SECONDS},fade=out:${fadeOut}`,
      ],
      ['-af', `afade=in:d=${FADE_SECONDS},afade=out:${fadeOut}`],
      [
        '-c:v',
        'libx264',
        '-preset',
        'ultrafast',
        '-tune',
        'fastdecode',
        '-crf',
        '24',
        '-maxrate',
        '3M',
        '-bufsize',
        '3M',
      ],
      ['-c:a', 'aac', '-b:a', '128k', '-ac', '2', '-ar', '48000'],
      ['-movflags', '+faststart', '-threads', '2', '-map_metadata', '-1', '-map_chapters', '-1'],
    ].flat(),
    onTime: (time) => onProgress?.((time / seconds) * 100),
  });
}
