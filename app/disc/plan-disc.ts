import type { ComplementIdentity, Overlay, SplitPlan } from '../split/types.ts';
import { discError } from './disc-error.ts';
import { PROVIDER_ID_OFFSET } from './ifo.ts';
import type { ImageLayout } from './image-layout.ts';
import { encodeDiscMarks } from './nav-identifier.ts';

export interface DiscPlanRequest {
  readonly layout: ImageLayout;
  readonly identity: ComplementIdentity;
  /** AES-256 key of the order's draws, 32 bytes. */
  readonly key: Uint8Array;
  /** As `encodeManifest` gives it; null for none. Left out too where the image has no room for it. */
  readonly manifest: Uint8Array | null;
}

/**
 * Everything that makes the disc of one order differ from its master: the identifiers in every NAV pack, in the manager's
 * information file and its copy, the manifest, and the place of the position map.
 *
 * @throws AppError `DISC_IDENTIFIER_INVALID`: an identifier of the wrong form, or a manifest longer than its room.
 */
export function planDisc({ layout, identity, key, manifest }: DiscPlanRequest): SplitPlan {
  const marks = encodeDiscMarks(identity);
  const overlays: Overlay[] = [];
  for (const file of [layout.ifo, layout.bup]) {
    if (file !== null) overlays.push({ position: file.offset + PROVIDER_ID_OFFSET, bytes: marks });
  }
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
  return { key, navIdentifier: marks, overlays, mapArea: layout.map };
}
