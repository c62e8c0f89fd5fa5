import type { ProgrammeChain } from './programme-chain.ts';

/** A sound track that a viewer may choose. */
export interface AudioTrack {
  /** As ffmpeg and mpv show it: 0x80 and up AC-3, 0x88 DTS, 0xA0 LPCM, 0x1C0 MPEG. */
  readonly streamId: number;
  /** ISO 639-1, or null where the disc says none. */
  readonly language: string | null;
  readonly codec: 'ac3' | 'mp2' | 'pcm_dvd' | 'dts';
  readonly channels: number;
}

export interface SubtitleTrack {
  /** 0x20 and up, as ffmpeg and mpv show it. */
  readonly streamId: number;
  readonly language: string | null;
}

/** `audio_format` of `audio_attr_t`, and the first stream identifier of each (stnsoft.com/DVD/ass-hdr.html). */
const audioFormats = new Map<
  number,
  { readonly codec: AudioTrack['codec']; readonly first: number }
>([
  [0, { codec: 'ac3', first: 0x80 }],
  [2, { codec: 'mp2', first: 0x1c0 }],
  [3, { codec: 'mp2', first: 0x1c0 }],
  [4, { codec: 'pcm_dvd', first: 0xa0 }],
  [6, { codec: 'dts', first: 0x88 }],
]);

/**
 * `nr_of_vts_audio_streams` at 0x202 of `VTS_nn_0.IFO`, 8 bytes a track from 0x204; only those that the chain plays.
 *
 * @throws RangeError.
 */
export function parseAudioTracks(ifo: DataView, chain: ProgrammeChain): AudioTrack[] {
  const count = Math.min(ifo.getUint16(0x202), 8);
  const tracks: AudioTrack[] = [];
  for (let index = 0; index < count; index++) {
    const entry = 0x204 + index * 8;
    const format = audioFormats.get(ifo.getUint8(entry) >> 5);
    const stream = chain.audioControl[index] ?? null;
    if (format === undefined || stream === null) continue;
    const hasLanguage = ((ifo.getUint8(entry) >> 2) & 3) === 1;
    tracks.push({
      streamId: format.first + stream,
      language: hasLanguage ? languageAt(ifo, entry + 2) : null,
      codec: format.codec,
      channels: (ifo.getUint8(entry + 1) & 7) + 1,
    });
  }
  return tracks;
}

/**
 * `nr_of_vts_subp_streams` at 0x254, 6 bytes a track from 0x256; only those that the chain plays. A film of 16:9 shows its
 * subtitles as drawn for a wide display.
 *
 * @throws RangeError.
 */
export function parseSubtitleTracks(
  ifo: DataView,
  chain: ProgrammeChain,
  aspect: '4:3' | '16:9',
): SubtitleTrack[] {
  const count = Math.min(ifo.getUint16(0x254), 32);
  const tracks: SubtitleTrack[] = [];
  for (let index = 0; index < count; index++) {
    const entry = 0x256 + index * 6;
    const streams = chain.subpControl[index] ?? null;
    if (streams === null) continue;
    const hasLanguage = (ifo.getUint8(entry) & 3) === 1;
    tracks.push({
      streamId: 0x20 + (aspect === '16:9' ? streams.wide : streams.narrow),
      language: hasLanguage ? languageAt(ifo, entry + 2) : null,
    });
  }
  return tracks;
}

/** Two small letters; anything else is no language. */
function languageAt(ifo: DataView, position: number): string | null {
  const code = String.fromCharCode(ifo.getUint8(position), ifo.getUint8(position + 1));
  return /^[a-z]{2}$/.test(code) ? code : null;
}
