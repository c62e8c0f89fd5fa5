import type { ByteSource } from '../foundation/byte-source.ts';
import { complementKind, indexKind, isOfKind } from './block-file.ts';
import { openComplement } from './complement-file.ts';
import { openIndex } from './index-file.ts';
import type { Preset } from './preset.ts';
import type { DrawFigures, SplitCoverage } from './types.ts';

/** What a file of this engine is, as plain data. */
type Inspection =
  | (SplitCoverage & {
      readonly kind: 'index';
      readonly version: number;
      readonly size: number;
      readonly imageSize: number;
      readonly vobBytes: number;
      readonly vobSha256: string;
      readonly blocks: number;
      readonly mapRoom: number;
    })
  | (DrawFigures & {
      readonly kind: 'complement';
      readonly version: number;
      readonly size: number;
      readonly preset: Preset;
      readonly imageSize: number;
      readonly vobBytes: number;
      readonly masterSha256: string;
      readonly blocks: number;
      readonly titleId: string;
      readonly orderId: string;
      readonly distributorId: string;
      readonly mapOnDisc: boolean;
    });

/**
 * What a file of this engine holds, as plain data.
 *
 * @returns null if it is neither an index nor a complement.
 * @throws AppError as {@link openIndex} and {@link openComplement} do.
 */
export function inspectFile(source: ByteSource): Inspection | null {
  if (isOfKind(source, indexKind)) {
    const index = openIndex(source);
    const { preset, candidates, expectedBits, unsplit, unsplitBytes, leftOut, sound } = index;
    const { imageSize, vobBytes, vobSha256, blocks, mapRoom } = index;
    return {
      kind: 'index',
      version: indexKind.version,
      size: source.size,
      preset,
      imageSize,
      vobBytes,
      vobSha256,
      blocks,
      mapRoom,
      candidates,
      expectedBits,
      unsplit,
      unsplitBytes,
      leftOut,
      sound,
    };
  }
  if (!isOfKind(source, complementKind)) return null;
  const { identity, preset, imageSize, vobBytes, masterSha256, blocks, mapArea, figures } =
    openComplement(source);
  return {
    kind: 'complement',
    version: complementKind.version,
    size: source.size,
    preset,
    imageSize,
    vobBytes,
    masterSha256,
    blocks,
    ...identity,
    mapOnDisc: mapArea !== null,
    ...figures,
  };
}
