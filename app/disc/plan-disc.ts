import type { Extent } from '../foundation/byte-source.ts';
import type { ComplementIdentity, Overlay, SplitKeys, SplitPlan } from '../split/types.ts';
import { discError } from './disc-error.ts';
import { PROVIDER_ID_OFFSET } from './ifo.ts';
import type { ImageLayout } from './image-layout.ts';
import { encodeDiscMarks, IDENTIFIER_BYTES } from './nav-identifier.ts';

export interface DiscPlanRequest {
  readonly layout: ImageLayout;
  readonly identity: ComplementIdentity;
  readonly keys: SplitKeys;
  /** As `encodeManifest` gives it; null for none. Left out too where the image has no room for it. */
  readonly manifest: Uint8Array | null;
}

/**
 * Everything that makes the disc of one order differ from its master: the identifiers in every NAV pack, in the manager's
 * information file and its copy, the manifest, and the place of the position map.
 *
 * @throws AppError `DISC_IDENTIFIER_INVALID`: an identifier of the wrong form, or a manifest longer than its room.
 */
export function planDisc({ layout, identity, keys, manifest }: DiscPlanRequest): SplitPlan {
  const marks = encodeDiscMarks(identity);
  const overlays: Overlay[] = [];
  for (const { offset } of markPlaces(layout)) overlays.push({ position: offset, bytes: marks });
  if (layout.manifest !== null && manifest !== null) {
    if (manifest.length > layout.manifest.length) {
      throw discError(
        'DISC_IDENTIFIER_INVALID',
        'The manifest is longer than its room on the disc.',
        {
          bytes: manifest.length,
          room: layout.manifest.length,
        },
      );
    }
    overlays.push({ position: layout.manifest.offset, bytes: manifest });
  }
  return { keys, navIdentifier: marks, overlays, mapArea: layout.map };
}

/** Where any order of a title writes outside of its film and its map: the marks, twice, and all the room of the manifest. */
export function identifierPlaces(layout: ImageLayout): Extent[] {
  const places = markPlaces(layout);
  return layout.manifest === null ? places : [...places, layout.manifest];
}

/** The provider identifier of the manager's information file, and of its copy. */
function markPlaces({ ifo, bup }: ImageLayout): Extent[] {
  return [ifo, bup].flatMap((file) =>
    file === null ? [] : [{ offset: file.offset + PROVIDER_ID_OFFSET, length: IDENTIFIER_BYTES }],
  );
}
