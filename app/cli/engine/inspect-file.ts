import { isProgramStream, readDiscIdentity } from '../../disc/disc-identity.ts';
import { readImageLayout } from '../../disc/image-layout.ts';
import type { ByteSource } from '../../foundation/byte-source.ts';
import { AppError } from '../../foundation/errors.ts';
import { inspectFile, type MapFacts, readMapFigures } from '../../split/index.ts';

/** What a file is, as plain data: `kind` first. */
export type FileFacts = Readonly<Record<string, unknown>> & { readonly kind: string };

/** @throws AppError `INSPECT_UNKNOWN` if it is none of ours and no film of a kind that can be split. */
export function inspectAnyFile(source: ByteSource): FileFacts {
  const known = inspectFile(source);
  if (known !== null) return { ...known };
  if (isProgramStream(source)) {
    const identity = readDiscIdentity(source);
    return {
      kind: identity === null ? 'program-stream' : 'main-stream',
      size: source.size,
      vobBytes: source.size,
      ...(identity === null ? {} : { ...identity, ...sayFigures(null) }),
    };
  }
  try {
    const layout = readImageLayout(source);
    const identity = readDiscIdentity(source);
    const figures = layout.map === null ? null : readMapFigures(source, layout.map);
    const isMaster = identity === null && figures === null;
    return {
      kind: isMaster ? 'dvd-image' : 'main-stream',
      size: source.size,
      sectors: layout.size / 2048,
      volumeId: layout.volumeId,
      vobBytes: layout.vobs.reduce((sum, extent) => sum + extent.length, 0),
      mapRoom: layout.map?.length ?? 0,
      ...identity,
      ...(isMaster ? {} : sayFigures(figures)),
    };
  } catch (cause) {
    throw new AppError(
      'INSPECT_UNKNOWN',
      'This is no index, no complement, no DVD-Video image and no program stream.',
      { remedy: 'reject-input', cause },
    );
  }
}

/** How much of its film a main stream lacks, on average over all orders; only its complement knows if it carries no map. */
function sayFigures(facts: MapFacts | null): Readonly<Record<string, unknown>> {
  if (facts === null) return { figures: 'in its complement' };
  const { preset, candidates, expectedBits, vobBytes } = facts;
  const bits = expectedBits.distributor + expectedBits.order + expectedBits.sound;
  return { preset, candidates, expectedBits, complementPercent: (100 * bits) / (8 * vobBytes) };
}
