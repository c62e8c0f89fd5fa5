import type { ByteSource } from '../../foundation/byte-source.ts';
import { needMore, notAUnit, readUnit, startCode, type StreamUnit } from '../../mpeg2/index.ts';

/** Part of a film that can be indexed without the rest. In bytes from its begin. */
export interface FilmSegment {
  readonly from: number;
  readonly to: number;
}

const SECTOR = 2048;
/** As `measureRate` goes: PCI and DSI of a NAV pack, and `vobu_ea`, the last sector of the VOBU, at fixed places. */
const PCI = 0x26;
const DSI = 0x400;
const VOBU_EA = 0x40f;
const PRIVATE_STREAM_2 = 0x0000_01bf;
const SEQUENCE_HEADER = 0x0000_01b3;
/** Within so many bytes after a NAV pack the first video must come. */
const LOOKED_AT = 16 * SECTOR;

/**
 * Cuts a film at NAV packs whose video begins with a sequence header, so that nothing must be known of what was before.
 *
 * @param length bytes that a segment has at least, but for the last.
 * @returns one segment where NAV packs do not lead through the film.
 */
export function cutFilm(film: ByteSource, length: number): readonly FilmSegment[] {
  const segments: FilmSegment[] = [];
  let from = 0;
  for (let at = 0; at < film.size;) {
    const vobu = vobuBytes(film, at);
    if (vobu === null) break;
    at += vobu;
    if (at < from + length || at >= film.size || !beginsAnew(film, at)) continue;
    segments.push({ from, to: at });
    from = at;
  }
  return [...segments, { from, to: film.size }];
}

/** Bytes of the VOBU whose NAV pack lies here, by what it says itself; null: none does. */
function vobuBytes(film: ByteSource, at: number): number | null {
  const sector = new Uint8Array(SECTOR);
  if (film.read(at, sector) < SECTOR) return null;
  const view = new DataView(sector.buffer);
  const isNav =
    view.getUint32(0) === 0x0000_01ba &&
    view.getUint32(PCI) === PRIVATE_STREAM_2 &&
    sector[PCI + 6] === 0 &&
    view.getUint32(DSI) === PRIVATE_STREAM_2 &&
    sector[DSI + 6] === 1;
  return isNav ? (view.getUint32(VOBU_EA) + 1) * SECTOR : null;
}

/** Whether a NAV pack lies here, and the first video behind it begins with a sequence header. */
function beginsAnew(film: ByteSource, at: number): boolean {
  if (vobuBytes(film, at) === null) return false;
  const bytes = new Uint8Array(LOOKED_AT);
  const read = film.read(at, bytes);
  const unit: StreamUnit = { code: 0, length: 0, payload: 0 };
  const view = new DataView(bytes.buffer);
  for (let place = 0; place < read;) {
    const length = unitAt(bytes, place, read, unit);
    if (length === null) return false;
    if (unit.code >= startCode.firstVideo && unit.code <= startCode.lastVideo) {
      const payload = place + unit.payload;
      return payload + 4 <= read && view.getUint32(payload) === SEQUENCE_HEADER;
    }
    place += length;
  }
  return false;
}

function unitAt(bytes: Uint8Array, at: number, end: number, unit: StreamUnit): number | null {
  try {
    const length = readUnit(bytes, at, end, unit);
    return length === needMore || length === notAUnit ? null : length;
  } catch {
    // A unit that cannot be read: here nothing is cut.
    return null;
  }
}
