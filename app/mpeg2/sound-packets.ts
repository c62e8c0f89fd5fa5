import { startCode } from './start-codes.ts';
import type { StreamUnit } from './program-stream.ts';

/** Where {@link findSound} found sound. One object is filled again and again. */
export interface SoundPlace {
  /** Number of the stream: the first of its kind in {@link soundStreams}, plus 0 to 7. */
  stream: number;
  /** Where the sound begins, in bytes from the begin of the packet, behind all headers. */
  from: number;
  /** LPCM: the byte that gives quantisation, frequency and channels. Else 0. */
  format: number;
}

/** The streams of sound that a DVD may have, eight of each kind: AC-3, DTS and LPCM in `private_stream_1`, MPEG in streams of its own. */
export const soundStreams = { ac3: 0, dts: 8, lpcm: 16, mpeg: 24, all: 32 } as const;

/** Ids of substreams, without their last three bits. */
const AC3 = 0x80;
const DTS = 0x88;
const LPCM = 0xa0;
/** Bytes before the sound in a packet of a substream: its id, number of frames that begin, where the first does (2). */
const SUBSTREAM_HEADER = 4;
/** LPCM has three more: emphasis, mute and frame number; quantisation, frequency and channels; dynamic range. */
const LPCM_HEADER = SUBSTREAM_HEADER + 3;
const LPCM_FORMAT = 5;

/** Finds the sound of a packet. @returns false if the packet has none, is scrambled, or ends before its sound. */
export function findSound(
  bytes: Uint8Array,
  at: number,
  unit: StreamUnit,
  place: SoundPlace,
): boolean {
  const isPrivate = unit.code === startCode.privateStream1;
  const isMpeg = unit.code >= startCode.firstSound && unit.code <= startCode.lastSound;
  // '10', then two bits that say how it is scrambled (ISO/IEC 13818-1 §2.4.3.6).
  if (!(isPrivate || isMpeg) || ((bytes[at + 6] ?? 0) & 0xf0) !== 0x80) return false;
  const payload = 9 + (bytes[at + 8] ?? 0);
  if (payload >= unit.length) return false;
  place.format = 0;
  if (isMpeg) {
    place.stream = soundStreams.mpeg + (unit.code & 7);
    place.from = payload;
    return true;
  }
  const substream = bytes[at + payload] ?? 0;
  const kind = substream & 0xf8;
  place.from = payload + SUBSTREAM_HEADER;
  if (kind === AC3) place.stream = soundStreams.ac3;
  else if (kind === DTS) place.stream = soundStreams.dts;
  else if (kind === LPCM) {
    place.stream = soundStreams.lpcm;
    place.from = payload + LPCM_HEADER;
    place.format = bytes[at + payload + LPCM_FORMAT] ?? 0;
  } else return false;
  place.stream += substream & 7;
  return place.from <= unit.length;
}
