import { crc32 } from 'node:zlib';
import { type ByteSource, type Extent, readExtent } from '../foundation/byte-source.ts';
import { splitError } from './errors.ts';
import { MAP_HEAD, MAP_VERSION, readMapHead, readMapVersion } from './map-head.ts';
import { writeOverlays } from './overlays.ts';
import { mapDamaged } from './restore-block.ts';
import { wrongSize } from './synthesis.ts';
import type { ComplementHead, Overlay } from './types.ts';
import { VobSpace } from './vob-space.ts';

const PIECE = 1 << 20;

/**
 * Reads everything of a disc that is neither film nor position map, and the head of the map. Damage where the order's identifiers
 * stand is not noticed, for they do not come back.
 *
 * @throws AppError `SPLIT_WRONG_DISC` if its size, or what its map says in clear, is that of another title; `SPLIT_MAP_VERSION`;
 *   `SPLIT_DISC_DAMAGED`.
 */
export function checkRest(main: ByteSource, head: ComplementHead): void {
  if (main.size !== head.imageSize) throw wrongSize();
  checkMapHead(main, head);
  const rest = new VobSpace(head.extents).rest(main.size, head.mapArea);
  let crc = 0;
  for (crc of crcSteps(main, rest, head.overlays));
  if (crc !== head.restCrc32) {
    throw splitError('SPLIT_DISC_DAMAGED', 'The disc is damaged outside of its film.');
  }
}

/** The head of the map says in clear how it was cut, which is the same for every order of a title. */
function checkMapHead(main: ByteSource, { mapArea, blocks, vobBytes }: ComplementHead): void {
  if (mapArea === null) return;
  const bytes = readExtent(main, { offset: mapArea.offset, length: MAP_HEAD });
  const version = readMapVersion(bytes);
  if (version !== null && version !== MAP_VERSION) {
    const message = `The position map of this disc has version ${version}; this program reads version ${MAP_VERSION}.`;
    throw splitError('SPLIT_MAP_VERSION', message, { version });
  }
  const facts = readMapHead(bytes);
  if (facts === null) throw mapDamaged(mapArea.offset);
  if (facts.blocks !== blocks || facts.vobBytes !== vobBytes) {
    throw splitError('SPLIT_WRONG_DISC', 'This complement belongs to a disc of another title.');
  }
}

/**
 * CRC-32 of parts of an image, one after another, up to each MiB: the last is that of all.
 *
 * @param overlays what is put over the image first.
 */
export function* crcSteps(
  source: ByteSource,
  parts: readonly Extent[],
  overlays: readonly Overlay[],
): Generator<number, void> {
  const piece = new Uint8Array(PIECE);
  let crc = 0;
  for (const part of parts) {
    for (let at = 0; at < part.length; at += PIECE) {
      const wanted = piece.subarray(0, Math.min(PIECE, part.length - at));
      const read = source.read(part.offset + at, wanted);
      writeOverlays(overlays, part.offset + at, wanted.subarray(0, read));
      crc = crc32(wanted.subarray(0, read), crc);
      yield crc;
    }
  }
}
