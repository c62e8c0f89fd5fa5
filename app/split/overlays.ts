import { type ByteSource, type Extent, readExtent } from '../foundation/byte-source.ts';
import type { Overlay } from './types.ts';

/** Writes what of the overlays lies in the part of the image that begins at `position`. */
export function writeOverlays(
  overlays: readonly Overlay[],
  position: number,
  into: Uint8Array,
): void {
  for (const overlay of overlays) {
    const from = Math.max(position, overlay.position);
    const to = Math.min(position + into.length, overlay.position + overlay.bytes.length);
    if (from >= to) continue;
    into.set(
      overlay.bytes.subarray(from - overlay.position, to - overlay.position),
      from - position,
    );
  }
}

/** What stands in the image where overlays are written. */
export function readOriginals(places: readonly Extent[], image: ByteSource): Overlay[] {
  return places.map((place) => ({ position: place.offset, bytes: readExtent(image, place) }));
}
