import {
  HEADER_BYTES,
  isOfOneStream,
  parseSoundHeader,
  type SoundFrameHeader,
} from './frame-header.ts';

/** A frame, and where it begins. */
export interface FoundSoundFrame {
  readonly at: number;
  readonly header: SoundFrameHeader;
}

/**
 * The frames of MPEG-1 Layer II that lie whole in the first `length` of some bytes, in order. A frame is taken only if another of
 * the same stream stands right behind or right in front of it, so that sound that looks like a header is not mistaken for one.
 *
 * @param bytes behind `length` they may hold anything.
 */
export function* findSoundFrames(bytes: Uint8Array, length: number): Iterable<FoundSoundFrame> {
  let last = -1;
  for (let at = bytes.indexOf(0xff); at >= 0 && at + HEADER_BYTES <= length;) {
    const header = parseSoundHeader(bytes, at);
    const end = header === null ? 0 : at + header.length;
    const isFollowed = end + HEADER_BYTES <= length && isOfOneStream(bytes, at, end);
    if (header !== null && end <= length && (last >= 0 || isFollowed)) {
      yield { at, header };
      const goesOn = end + HEADER_BYTES <= length && isOfOneStream(bytes, at, end);
      last = goesOn ? at : -1;
      at = goesOn ? end : bytes.indexOf(0xff, end);
    } else {
      last = -1;
      at = bytes.indexOf(0xff, at + 1);
    }
  }
}
