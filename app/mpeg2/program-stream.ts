import { mpeg2Error } from './errors.ts';
import { startCode } from './start-codes.ts';

/** Pack, header or packet: what a program stream is a row of (ISO/IEC 13818-1 §2.5.3). One object is filled again and again. */
export interface StreamUnit {
  /** Last byte of its start code. */
  code: number;
  /** Bytes, start code included. */
  length: number;
  /** Video packets: where its payload begins, in bytes from the begin of the unit. Else `length`. */
  payload: number;
}

/** What {@link readUnit} says where it could not read one. */
export const needMore = 0;
export const notAUnit = -1;

/** Bytes that {@link readUnit} looks at before it knows a unit's length. */
const SHORTEST = 14;

/**
 * Reads what begins at `at`.
 *
 * @param end where the bytes that are there end; they must hold the whole unit.
 * @returns its length in bytes, {@link needMore} or {@link notAUnit}.
 * @throws AppError `MPEG2_SCRAMBLED` for a video packet that is scrambled.
 */
export function readUnit(bytes: Uint8Array, at: number, end: number, unit: StreamUnit): number {
  if (at + 4 > end) return needMore;
  if (bytes[at] !== 0 || bytes[at + 1] !== 0 || bytes[at + 2] !== 1) return notAUnit;
  const code = bytes[at + 3] ?? 0;
  if (code < startCode.programEnd) return notAUnit;
  unit.code = code;
  if (code === startCode.programEnd) return finish(unit, 4, at, end);
  if (code === startCode.packHeader) {
    if (at + SHORTEST > end) return needMore;
    // '01' begins a pack of ISO/IEC 13818-1; its last three bits count stuffing bytes.
    if (((bytes[at + 4] ?? 0) & 0xc0) !== 0x40) return notAUnit;
    return finish(unit, SHORTEST + ((bytes[at + 13] ?? 0) & 7), at, end);
  }
  if (at + 9 > end) return needMore;
  const length = 6 + (((bytes[at + 4] ?? 0) << 8) | (bytes[at + 5] ?? 0));
  const read = finish(unit, length, at, end);
  if (read > 0 && code >= startCode.firstVideo && code <= startCode.lastVideo) {
    unit.payload = findPayload(bytes, at, length);
    if (unit.payload < 0) return notAUnit;
  }
  return read;
}

/** §2.4.3.6: a packet of video has a header of its own, whose ninth byte counts what follows. */
function findPayload(bytes: Uint8Array, at: number, length: number): number {
  const flags = bytes[at + 6] ?? 0;
  if ((flags & 0xc0) !== 0x80) return -1;
  if ((flags & 0x30) !== 0) {
    throw mpeg2Error('MPEG2_SCRAMBLED', 'A video packet is scrambled', at * 8);
  }
  const payload = 9 + (bytes[at + 8] ?? 0);
  return payload <= length ? payload : -1;
}

function finish(unit: StreamUnit, length: number, at: number, end: number): number {
  if (at + length > end) return needMore;
  unit.length = length;
  unit.payload = length;
  return length;
}

/** Where the next pack header begins; -1: none between `from` and `end`. */
export function findPack(bytes: Uint8Array, from: number, end: number): number {
  for (let at = from; at + 4 <= end; at++) {
    at = bytes.indexOf(startCode.packHeader, at + 3) - 3;
    if (at < from || at + 4 > end) return -1;
    if (bytes[at] === 0 && bytes[at + 1] === 0 && bytes[at + 2] === 1) return at;
  }
  return -1;
}

/** The PCI packet of a NAV pack: `private_stream_2` of 980 bytes whose first, the substream id, is 0. */
const PCI_LENGTH = 6 + 980;
/** `vobu_isrc` in that packet: after 6 bytes of header, the substream id, and 28 bytes of the PCI's general information. */
const VOBU_ISRC = 6 + 1 + 28;
/** Bytes of `vobu_isrc`. */
export const VOBU_ISRC_BYTES = 32;

/** Where `vobu_isrc` stands, in bytes from the begin of the unit; -1 if the unit is no PCI packet. */
export function findVobuIsrc(bytes: Uint8Array, at: number, unit: StreamUnit): number {
  return unit.code === startCode.privateStream2 && unit.length === PCI_LENGTH && bytes[at + 6] === 0
    ? VOBU_ISRC
    : -1;
}
