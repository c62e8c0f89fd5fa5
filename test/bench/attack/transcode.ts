import { needMore, notAUnit, readUnit } from '../../../app/mpeg2/program-stream.ts';
import { findStartCode, startCode } from '../../../app/mpeg2/start-codes.ts';
import { BitWriter } from './bit-writer.ts';
import { HeaderReader } from './parse-headers.ts';
import { SliceParser } from './parse-slice.ts';
import { CodedPicture } from './picture.ts';
import { writeSlice } from './write-slice.ts';

/** Zero bytes behind an elementary stream, so that fetching bits never leaves it. */
const PADDING = 256;

/** An I or P picture and the B pictures that are sent after it, which are shown before it. */
export type PictureGroup = readonly CodedPicture[];

/** Changes the pictures of one group after another, in the order in which they are sent. */
export type Transform = (group: PictureGroup) => void;

/** The video of a program stream, without its packet headers. */
export function demuxVideo(vob: Uint8Array): Uint8Array {
  const video = new Uint8Array(vob.length + PADDING);
  const unit = { code: 0, length: 0, payload: 0 };
  let length = 0;
  for (let at = 0; at < vob.length; at += unit.length) {
    const read = readUnit(vob, at, vob.length, unit);
    if (read === needMore || read === notAUnit) break;
    if (unit.code < startCode.firstVideo || unit.code > startCode.lastVideo) continue;
    video.set(vob.subarray(at + unit.payload, at + unit.length), length);
    length += unit.length - unit.payload;
  }
  return video.subarray(0, length);
}

/** What is written in the end: a piece that is copied, or a picture whose slices may have changed. */
type Piece = { readonly from: number; readonly to: number } | CodedPicture;

/**
 * Parses a whole elementary stream, shows its pictures group by group, and writes them again.
 *
 * @param video as {@link demuxVideo} gives it: zeros follow it in its buffer.
 * @param rewrite slices that no transform has changed are written anew as well, instead of copied.
 * @param onlyIntra P and B pictures are copied unseen.
 * @returns the new stream.
 * @throws AppError `BENCH_ATTACK_STREAM` for damage: nothing is passed over.
 */
export function transcode(
  video: Uint8Array,
  transforms: readonly Transform[],
  { rewrite = false, onlyIntra = false } = {},
): Uint8Array {
  const padded = new Uint8Array(video.buffer, video.byteOffset, video.length + PADDING);
  const headers = new HeaderReader();
  const parser = new SliceParser(padded);
  const writer = new BitWriter();
  let pieces: Piece[] = [];
  let picture: CodedPicture | null = null;
  const flush = () => {
    const group = pieces.filter((piece) => piece instanceof CodedPicture);
    for (const transform of group.length > 0 ? transforms : []) transform(group);
    for (const piece of pieces) writePiece(writer, video, piece, rewrite);
    pieces = [];
  };
  for (let at = findStartCode(video, 0, video.length); at >= 0;) {
    const next = findStartCode(video, at + 3, video.length);
    const to = next < 0 ? video.length : next;
    const code = video[at + 3]!;
    const isSlice = code >= startCode.firstSlice && code <= startCode.lastSlice;
    const facts = headers.facts;
    if (isSlice && facts !== null && (facts.type === 1 || !onlyIntra)) {
      if (picture === null) {
        picture = new CodedPicture(facts);
        if (picture.facts.type !== 3) {
          // Its headers have been put behind the group before it.
          const own = pieces.splice(
            pieces.findLastIndex((piece) => piece instanceof CodedPicture) + 1,
          );
          flush();
          pieces = own;
        }
        pieces.push(picture);
      }
      parser.parse(picture, at, to);
    } else {
      if (!isSlice) headers.read(video, at, to);
      picture = null;
      pieces.push({ from: at, to });
    }
    at = next;
  }
  flush();
  return writer.written;
}

function writePiece(writer: BitWriter, video: Uint8Array, piece: Piece, rewrite: boolean): void {
  if (!(piece instanceof CodedPicture)) return writer.copy(video, piece.from, piece.to);
  for (const slice of piece.slices) {
    if (rewrite || slice.isChanged) writeSlice(writer, video, piece, slice);
    else {
      writer.copy(video, slice.from, slice.from + 4);
      writer.put((slice.quantiserCode << 3) | (video[slice.from + 4]! & 7), 8);
      writer.copy(video, slice.from + 5, slice.to);
    }
  }
}
