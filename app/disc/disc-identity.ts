import { type ByteSource, readExtent } from '../foundation/byte-source.ts';
import { discError } from './disc-error.ts';
import { PROVIDER_ID_OFFSET } from './ifo.ts';
import { type ImageLayout, readImageLayout, wholeStreamLayout } from './image-layout.ts';
import { type Manifest, parseManifest } from './manifest.ts';
import {
  type DiscMarks,
  IDENTIFIER_BYTES,
  NAV_IDENTIFIER_OFFSET,
  parseDiscMarks,
} from './nav-identifier.ts';

/** Who a disc says it is. */
export interface DiscIdentity extends DiscMarks {
  /** Null where the disc has no room for a manifest: its complement names the title. */
  readonly titleId: string | null;
  /** Not yet verified: see `verifyManifest`. */
  readonly manifest: Manifest | null;
}

/**
 * Reads the identifiers of a main stream from its manifest, its provider identifier and its first NAV pack.
 *
 * @param source a disc, an image or a bare program stream.
 * @returns null where it has none of them: a master, or no disc of ours.
 * @throws AppError `DISC_IDENTITY_CONTRADICTORY` where two of them disagree, `DISC_MANIFEST_INVALID`, and what
 *   `readImageLayout` throws.
 */
export function readDiscIdentity(source: ByteSource): DiscIdentity | null {
  const layout = isProgramStream(source) ? wholeStreamLayout(source.size) : readImageLayout(source);
  const manifest =
    layout.manifest === null ? null : parseManifest(readExtent(source, layout.manifest));
  const found = [manifest, marksOfManager(source, layout), marksOfFilm(source, layout)];
  const marks = found.filter((one) => one !== null);
  const first = marks[0];
  if (first === undefined) return null;
  const agrees = (other: DiscMarks) =>
    other.orderId === first.orderId && other.distributorId === first.distributorId;
  if (!marks.every(agrees)) {
    throw discError(
      'DISC_IDENTITY_CONTRADICTORY',
      'The identifiers on the disc contradict each other.',
      {
        orderIds: marks.map((one) => one.orderId),
      },
    );
  }
  const { orderId, distributorId } = first;
  return { orderId, distributorId, titleId: manifest?.titleId ?? null, manifest };
}

/** Whether the bytes begin with a pack (ISO/IEC 13818-1 §2.5.3.3), as a VOB or any MPEG program stream does. */
export function isProgramStream(source: ByteSource): boolean {
  const start = readExtent(source, { offset: 0, length: 4 });
  return start.length === 4 && Buffer.from(start).readUInt32BE() === 0x000001ba;
}

function marksOfManager(source: ByteSource, layout: ImageLayout): DiscMarks | null {
  if (layout.ifo === null) return null;
  const offset = layout.ifo.offset + PROVIDER_ID_OFFSET;
  return parseDiscMarks(readExtent(source, { offset, length: IDENTIFIER_BYTES }));
}

function marksOfFilm(source: ByteSource, layout: ImageLayout): DiscMarks | null {
  const start = layout.vobs[0]?.offset;
  if (start === undefined) return null;
  const offset = start + NAV_IDENTIFIER_OFFSET;
  return parseDiscMarks(readExtent(source, { offset, length: IDENTIFIER_BYTES }));
}
