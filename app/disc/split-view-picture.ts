/** What the split view shows, and of what shape it is. */
export interface SplitViewPicture {
  readonly standard: 'pal' | 'ntsc';
  readonly aspect: '4:3' | '16:9';
  /** `stream_id` of the film's sound that is heard: `0x80` and up for AC-3, `0x1c0` and up for MPEG; null: silence. */
  readonly audio: number | null;
  /** The film's subtitles, drawn into its half: `0x20` and up, with the sixteen colours of its palette (0xRRGGBB); null: none. */
  readonly subtitles: { readonly streamId: number; readonly palette: readonly number[] } | null;
}

/** What Media Source Extensions must know: constrained baseline, level 4.0, and AAC-LC (RFC 6381). */
export const SPLIT_VIEW_TYPE = {
  withSound: 'video/mp4; codecs="avc1.42C028, mp4a.40.2"',
  silent: 'video/mp4; codecs="avc1.42C028"',
} as const;

/** One leaf in square pixels; both stand side by side in the video. */
export function leafSize({ standard, aspect }: Pick<SplitViewPicture, 'standard' | 'aspect'>): {
  width: number;
  height: number;
} {
  const height = standard === 'pal' ? 576 : 480;
  // Whole macroblocks are not asked for, even numbers are (4:2:0).
  const width = 2 * Math.round((height * (aspect === '16:9' ? 16 / 9 : 4 / 3)) / 2);
  return { width, height };
}

/** ffmpeg looks at no more than this of its pipes before it begins: all that it must find stands in the first blocks. */
const LOOK_AT = ['-analyzeduration', '1000000', '-probesize', '2000000'];

/** The main stream arrives at descriptor 3, the film at 4; fragments leave by the standard output. */
export function splitViewArguments(picture: SplitViewPicture): string[] {
  const { width, height } = leafSize(picture);
  // Only frames that say that they are interlaced are taken apart.
  const leaf = `yadif=deint=interlaced,scale=${width}:${height}:flags=bicubic,setsar=1,format=yuv420p`;
  const { audio, subtitles } = picture;
  const film =
    subtitles === null
      ? `[1:v:0]${leaf}[film]`
      : `[1:v:0][1:i:${subtitles.streamId}]overlay=eof_action=pass,${leaf}[film]`;
  const graph = `[0:v:0]${leaf}[disc];${film};[disc][film]hstack=inputs=2[both]`;
  const palette = subtitles === null ? [] : ['-palette', subtitles.palette.map(hex).join(',')];
  return [
    ['-hide_banner', '-nostdin', '-loglevel', 'error'],
    [...LOOK_AT, '-thread_queue_size', '64', '-f', 'mpeg', '-i', 'pipe:3'],
    [...LOOK_AT, '-thread_queue_size', '64', ...palette, '-f', 'mpeg', '-i', 'pipe:4'],
    ['-filter_complex', graph, '-map', '[both]'],
    audio === null ? ['-an'] : ['-map', `1:i:${audio}`, '-c:a', 'aac', '-ac', '2', '-ar', '48000'],
    audio === null ? [] : ['-b:a', '160k'],
    // Half a second from key frame to key frame, so that one fragment is about one block of the complement.
    ['-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-profile:v', 'baseline'],
    ['-level:v', '4.0', '-g', '12', '-crf', '21', '-pix_fmt', 'yuv420p', '-threads', '2'],
    ['-movflags', '+empty_moov+default_base_moof+frag_keyframe', '-f', 'mp4', 'pipe:1'],
  ].flat();
}

function hex(colour: number): string {
  return colour.toString(16).padStart(6, '0');
}
