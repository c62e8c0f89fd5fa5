import { soundStreams } from '../../app/mpeg2/index.ts';

/** A pack header without stuffing. */
export const packHeader = Uint8Array.of(0, 0, 1, 0xba, 0x44, 0, 4, 0, 4, 1, 0, 0, 3, 0xf8);

/** A packet with the header that ISO/IEC 13818-1 gives to sound and video, without any of its optional fields. */
export function packet(code: number, payload: Uint8Array, flags: number = 0x80): Uint8Array {
  const length = payload.length + 3;
  return Uint8Array.of(0, 0, 1, code, length >>> 8, length & 255, flags, 0, 0, ...payload);
}

/** A packet of sound. @param stream numbered by `soundStreams`. @param format LPCM: its byte. */
export function soundPacket(
  stream: number,
  payload: Uint8Array,
  format: number = 0,
  flags: number = 0x80,
): Uint8Array {
  const number = stream & 7;
  if (stream >= soundStreams.mpeg) return packet(0xc0 + number, payload, flags);
  const isPcm = stream >= soundStreams.lpcm;
  const id = isPcm ? 0xa0 : stream >= soundStreams.dts ? 0x88 : 0x80;
  const more = isPcm ? [0, format, 0x80] : [];
  return packet(0xbd, Uint8Array.of(id + number, 1, 0, 1, ...more, ...payload), flags);
}

/** A packet of video that begins with a sequence header: where blocks without NAV packs begin. */
export const videoPacket = packet(0xe0, Uint8Array.of(0, 0, 1, 0xb3, 1, 2, 3, 4));

/** Packs of one packet each, one after another. */
export function programStream(packets: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(packets.flatMap((one) => [packHeader, one])));
}

/** Cuts bytes into pieces of these sizes, over and over. */
export function inPieces(bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1;
    pieces.push(bytes.subarray(at, at + size));
    at += size;
  }
  return pieces;
}
