import { z } from 'zod';
import { discError } from './disc-error.ts';
import { runFfprobe } from './ffmpeg.ts';

/** What has to be known of a film to author it. */
export interface FilmFacts {
  readonly durationSeconds: number;
  readonly video: {
    /** Number of the stream in the file. */
    readonly stream: number;
    /** Width by height of the picture as it is to be seen. */
    readonly displayAspect: number;
    readonly framesPerSecond: number;
    readonly interlaced: boolean;
  };
  /** Null: a silent film. */
  readonly audio: { readonly stream: number; readonly channels: number } | null;
}

const count = z.coerce.number().catch(0);

// Read leniently, unlike our own formats: ffprobe adds fields with every release and writes `N/A` for what it does not know.
const streamSchema = z.object({
  index: z.int().nonnegative(),
  codec_type: z.string().catch(''),
  codec_name: z.string().catch(''),
  width: count,
  height: count,
  sample_aspect_ratio: z.string().catch('1:1'),
  avg_frame_rate: z.string().catch(''),
  r_frame_rate: z.string().catch(''),
  field_order: z.string().catch('unknown'),
  channels: count,
  rotation: count,
  duration: count,
  disposition: z.object({ attached_pic: count }).catch({ attached_pic: 0 }),
});
const probeSchema = z.object({
  streams: z.array(streamSchema),
  format: z.object({ format_name: z.string().catch(''), duration: count }),
});
type Stream = z.infer<typeof streamSchema>;

/** What ffmpeg also "plays": text, pictures, play lists. */
const NOT_FILMS = /^(tty|image2|concat|hls|dash|lrc|srt|ass|webvtt|ffmetadata|\w+_pipe)(,|$)/;

/**
 * Asks ffprobe what a film is.
 *
 * @param path absolute.
 * @throws AppError `FILM_NO_VIDEO`: no moving picture of a known length in it.
 */
export async function probeFilm(path: string): Promise<FilmFacts> {
  return parseProbe(await runFfprobe(path));
}

/** @throws AppError `FILM_NO_VIDEO`. */
export function parseProbe(data: unknown): FilmFacts {
  const parsed = probeSchema.safeParse(data);
  if (!parsed.success) throw noVideo('ffprobe gave no description of it');
  const { streams, format } = parsed.data;
  if (NOT_FILMS.test(format.format_name)) throw noVideo(`it is of the kind ${format.format_name}`);
  const video = streams.find(isMovingPicture);
  if (video === undefined) throw noVideo('it has no moving picture');
  const framesPerSecond = ratio(video.avg_frame_rate) || ratio(video.r_frame_rate);
  const durationSeconds = format.duration || video.duration;
  if (framesPerSecond <= 0 || durationSeconds <= 0) throw noVideo('it has no known length');
  const audio = streams.find((stream) => stream.codec_type === 'audio' && stream.channels > 0);
  return {
    durationSeconds,
    video: {
      stream: video.index,
      displayAspect: displayAspect(video),
      framesPerSecond,
      interlaced: ['tt', 'bb', 'tb', 'bt'].includes(video.field_order),
    },
    audio: audio === undefined ? null : { stream: audio.index, channels: audio.channels },
  };
}

function isMovingPicture(stream: Stream): boolean {
  return (
    stream.codec_type === 'video' &&
    stream.disposition.attached_pic === 0 &&
    stream.width > 0 &&
    stream.height > 0
  );
}

function displayAspect(video: Stream): number {
  const aspect =
    (video.width / video.height) * (ratio(video.sample_aspect_ratio.replace(':', '/')) || 1);
  return Math.abs(video.rotation) % 180 === 90 ? 1 / aspect : aspect;
}

/** `30000/1001` as a number; 0 where it is none. */
function ratio(text: string): number {
  const [numerator, denominator] = text.split('/').map(Number);
  const value = (numerator ?? 0) / (denominator ?? 1);
  return Number.isFinite(value) ? value : 0;
}

function noVideo(why: string) {
  return discError('FILM_NO_VIDEO', `The file is not a film: ${why}.`, { why });
}
