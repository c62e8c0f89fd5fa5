import { SECTOR_BYTES } from '../foundation/units.ts';

/** Bytes of a pack header (ISO/IEC 13818-1 §2.5.3.3). */
const PACK_HEADER = 14;
/** Where a NAV pack has its PCI packet, and in it `vobu_s_ptm` (stnsoft.com/DVD/pci_pkt.html). */
const PCI_PACKET = 0x26;
const VOBU_S_PTM = 0x39;

/** A subpicture unit that shows nothing: its size, where its commands are; one sequence with "stop display" and "end". */
const EMPTY_UNIT = [0, 10, 0, 4, 0, 0, 0, 4, 0x02, 0xff];

/**
 * Puts one pack before a program stream that says that subtitles will come: ffmpeg takes the streams that it finds at the
 * begin, and the first subtitle may be minutes away.
 *
 * @param chunks a program stream of DVD-Video that begins at a VOBU.
 */
export async function* announceSubtitles(
  chunks: AsyncIterable<Uint8Array>,
  streamId: number,
): AsyncGenerator<Uint8Array> {
  let isFirst = true;
  for await (const chunk of chunks) {
    if (isFirst && chunk.length >= SECTOR_BYTES) yield announcement(chunk, streamId);
    isFirst = false;
    yield chunk;
  }
}

/** A pack of private stream 1, which has the time at which the VOBU begins: an earlier one would move the whole film. */
function announcement(first: Uint8Array, streamId: number): Uint8Array {
  const bytes = new Uint8Array(SECTOR_BYTES);
  bytes.set(first.subarray(0, PACK_HEADER));
  // No bytes of stuffing behind the header.
  bytes[PACK_HEADER - 1] = 0xf8;
  const unit = [streamId, ...EMPTY_UNIT];
  const view = new DataView(bytes.buffer);
  view.setUint32(14, 0x1bd);
  view.setUint16(18, 8 + unit.length);
  // No scrambling; a PTS alone, of five bytes (§2.4.3.7).
  bytes.set([0x81, 0x80, 5, ...ptsField(beginOf(first))], 20);
  bytes.set(unit, 28);
  const padding = 28 + unit.length;
  view.setUint32(padding, 0x1be);
  view.setUint16(padding + 4, SECTOR_BYTES - padding - 6);
  bytes.fill(0xff, padding + 6);
  return bytes;
}

/** `vobu_s_ptm` where the stream begins with a NAV pack, else the time of its first pack; 90 kHz. */
function beginOf(first: Uint8Array): number {
  const view = new DataView(first.buffer, first.byteOffset, first.length);
  if (view.getUint32(PCI_PACKET) === 0x1bf) return view.getUint32(VOBU_S_PTM);
  // `system_clock_reference_base`: 33 bits in three parts, of which the lowest 32 are taken.
  const clock = view.getBigUint64(4) >> 16n;
  const part = (from: bigint, bits: bigint) => (clock >> from) & ((1n << bits) - 1n);
  return Number(((part(43n, 3n) << 30n) | (part(27n, 15n) << 15n) | part(11n, 15n)) & 0xffffffffn);
}

function ptsField(time: number): number[] {
  return [
    0x21 | ((time >>> 29) & 0x0e),
    (time >>> 22) & 0xff,
    0x01 | ((time >>> 14) & 0xfe),
    (time >>> 7) & 0xff,
    0x01 | ((time << 1) & 0xfe),
  ];
}
