import { z } from 'zod';
import type { Extent } from '../foundation/byte-source.ts';
import { bitsShape, drawnShape } from './coverage.ts';
import { presets } from './preset.ts';
import type { Overlay } from './types.ts';
import { VobSpace } from './vob-space.ts';

const count = z.int().nonnegative();
const extent = z.strictObject({ offset: count, length: count });
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** A title's VOBs are a few extents, and its identifiers stand at a few places; more would only cost time. */
const MOST_EXTENTS = 1000;
const MOST_OVERLAYS = 100;

/** Where the parts of an image lie, and what bytes stand, or are written, outside of its VOBs. */
const placesShape = {
  imageSize: count,
  extents: z.array(extent).max(MOST_EXTENTS),
  vobBytes: count,
  blocks: count,
  overlays: z.array(z.strictObject({ position: count, original: z.base64() })).max(MOST_OVERLAYS),
};

/** What the overlay of an order says of the image that it lies over. */
export const overlayFactsShape = { ...placesShape, mapArea: extent.nullable() };

/** What every file that knows originals says of the master. */
const imageFactsShape = { ...placesShape, masterSha256: sha256, restCrc32: count };

/** What stands in a complement as JSON. */
export const complementFactsSchema = z.strictObject({
  ...imageFactsShape,
  titleId: z.string(),
  orderId: z.string(),
  distributorId: z.string(),
  vobSha256: sha256,
  mapArea: extent.nullable(),
  preset: z.enum(presets),
  mapKeys: z.strictObject({ distributor: sha256, order: sha256 }),
  drawn: drawnShape,
  bits: bitsShape,
  complementPercent: z.number().nonnegative(),
});
export type ComplementFacts = z.infer<typeof complementFactsSchema>;

/** What stands in a head as JSON. Its map is always on the disc. */
export const headFactsSchema = z.strictObject({
  ...imageFactsShape,
  titleId: z.string(),
  orderId: z.string(),
  distributorId: z.string(),
  mapArea: extent,
});
export type HeadFacts = z.infer<typeof headFactsSchema>;

/** What stands in a file of originals as JSON. */
export const originalsFactsSchema = z.strictObject({
  ...imageFactsShape,
  vobSha256: sha256,
  mapArea: extent,
});
export type OriginalsFacts = z.infer<typeof originalsFactsSchema>;

/** Whether extents follow one another inside an image and have so many bytes, and whatever else is named lies in it too. */
export function liesInImage(facts: {
  readonly imageSize: number;
  readonly extents: readonly Extent[];
  readonly vobBytes: number;
  readonly mapArea: Extent | null;
}): boolean {
  const { imageSize, extents, vobBytes, mapArea } = facts;
  let end = 0;
  for (const { offset, length } of extents) {
    if (offset < end) return false;
    end = offset + length;
  }
  const mapEnd = mapArea === null ? 0 : mapArea.offset + mapArea.length;
  return Math.max(end, mapEnd) <= imageSize && new VobSpace(extents).length === vobBytes;
}

/** Overlays as JSON has them. */
export function encodeOverlays(overlays: readonly Overlay[]): HeadFacts['overlays'] {
  return overlays.map(({ position, bytes }) => ({
    position,
    original: Buffer.from(bytes).toString('base64'),
  }));
}

export function decodeOverlays(overlays: HeadFacts['overlays']): Overlay[] {
  return overlays.map(({ position, original }) => ({
    position,
    bytes: Buffer.from(original, 'base64'),
  }));
}
