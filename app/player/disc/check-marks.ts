import { PROVIDER_ID_OFFSET } from '../../disc/ifo.ts';
import type { ImageLayout } from '../../disc/image-layout.ts';
import type { Manifest } from '../../disc/manifest.ts';
import {
  type DiscMarks,
  IDENTIFIER_BYTES,
  NAV_IDENTIFIER_OFFSET,
  parseDiscMarks,
} from '../../disc/nav-identifier.ts';
import { type ByteSource, readExtent } from '../../foundation/byte-source.ts';
import { playerError } from '../player-error.ts';

/** A place of a disc that names its order. */
interface Mark {
  readonly where: string;
  readonly byte: number;
  readonly found: DiscMarks | null;
}

/**
 * Compares the manifest with the identifiers in both information files of the manager and in the first NAV pack of every
 * title set. The other NAV packs are seen when their blocks are restored.
 *
 * @param manifest null where its room is empty.
 * @throws AppError `DISC_IS_MASTER` where no order is named anywhere; `DISC_ALTERED` with the byte of the first place that
 *   disagrees.
 */
export function checkMarks(
  source: ByteSource,
  layout: ImageLayout,
  manifest: Manifest | null,
  from: string,
): asserts manifest is Manifest {
  const marks = marksOf(source, layout);
  if (manifest === null) {
    const named = marks.find((mark) => mark.found !== null);
    if (named === undefined) {
      throw playerError(
        'DISC_IS_MASTER',
        `The ${from} holds a master of the bank: it belongs to no order, and nothing is missing from it.`,
        { from },
      );
    }
    throw altered(from, 'manifest', layout.manifest?.offset ?? 0);
  }
  for (const { where, byte, found } of marks) {
    const agrees =
      found?.orderId === manifest.orderId && found.distributorId === manifest.distributorId;
    if (!agrees) throw altered(from, where, byte);
  }
}

function marksOf(source: ByteSource, layout: ImageLayout): Mark[] {
  const places: { where: string; byte: number }[] = [];
  const information = { 'VIDEO_TS.IFO': layout.ifo, 'VIDEO_TS.BUP': layout.bup };
  for (const [where, extent] of Object.entries(information)) {
    if (extent !== null) places.push({ where, byte: extent.offset + PROVIDER_ID_OFFSET });
  }
  for (const vob of layout.vobs) {
    places.push({ where: 'NAV pack', byte: vob.offset + NAV_IDENTIFIER_OFFSET });
  }
  return places.map(({ where, byte }) => ({
    where,
    byte,
    found: parseDiscMarks(readExtent(source, { offset: byte, length: IDENTIFIER_BYTES })),
  }));
}

function altered(from: string, where: string, byte: number) {
  return playerError(
    'DISC_ALTERED',
    `The ${from} was altered: what it says of its order is not the same everywhere (${where}, byte ${byte}).`,
    { from, where, byte },
  );
}
