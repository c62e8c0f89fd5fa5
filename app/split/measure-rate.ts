import type { ByteSource, Extent } from '../foundation/byte-source.ts';
import { ticksOf } from './block-nav.ts';
import { VobSpace } from './vob-space.ts';

/** NAV packs are sectors. Where they lie within one is fixed by the format of DVD-Video. */
const SECTOR = 2048;
/** `packet_start_code_prefix`, `stream_id` (private_stream_2), then after two bytes of length the substream: 0 PCI, 1 DSI. */
const PCI = 0x26;
const DSI = 0x400;
const PRIVATE_STREAM_2 = 0x0000_01bf;
const SUBSTREAM = 6;
const VOBU_ISRC = 0x49;
/** `vobu_ea`: the last sector of the VOBU, counted from its NAV pack. */
const VOBU_EA = 0x40f;

/**
 * Mean bytes of a title in a tick of 90 kHz: goes from NAV pack to NAV pack by what each says of its VOBU, so one sector of each
 * is read and nothing else.
 *
 * @returns null where that leads through less than half of it: no NAV packs, or such as do not tell.
 */
export function measureRate(source: ByteSource, extents: readonly Extent[]): number | null {
  const vobs = new VobSpace(extents);
  const total = extents.reduce((sum, { length }) => sum + length, 0);
  const sector = new Uint8Array(SECTOR);
  const view = new DataView(sector.buffer);
  let bytes = 0;
  let ticks = 0;
  for (let at = 0; at + SECTOR <= total;) {
    vobs.read(source, at, sector);
    const isNav =
      view.getUint32(PCI) === PRIVATE_STREAM_2 &&
      sector[PCI + SUBSTREAM] === 0 &&
      view.getUint32(DSI) === PRIVATE_STREAM_2 &&
      sector[DSI + SUBSTREAM] === 1;
    if (!isNav) break;
    const length = (view.getUint32(VOBU_EA) + 1) * SECTOR;
    const played = ticksOf(sector, VOBU_ISRC);
    if (played > 0) {
      bytes += length;
      ticks += played;
    }
    at += length;
  }
  return ticks === 0 || bytes * 2 < total ? null : bytes / ticks;
}
