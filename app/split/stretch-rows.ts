import type { Extent } from '../foundation/byte-source.ts';
import { splitError } from './errors.ts';
import type { Stretch } from './stretches.ts';
import type { VarintReader, VarintWriter } from './varint.ts';

/** Writes stretches as they stand in an index (README, "A block of the index"). */
export function writeStretches(writer: VarintWriter, stretches: readonly Stretch[]): void {
  writer.write(stretches.length);
  for (const { lane, shape, pieces } of stretches) {
    writer.write(lane);
    writer.write(shape);
    writer.write(pieces.length);
    for (const { offset, length } of pieces) {
      writer.write(offset);
      writer.write(length);
    }
  }
}

/**
 * @param limit more stretches than that, or pieces in one, there cannot be.
 * @throws AppError `INDEX_DAMAGED`.
 */
export function readStretches(reader: VarintReader, limit: number): Stretch[] {
  const stretches: Stretch[] = [];
  for (let left = readCount(reader, limit); left > 0; left--) {
    const lane = reader.read();
    const shape = reader.read();
    const pieces: Extent[] = [];
    for (let more = readCount(reader, limit); more > 0; more--) {
      pieces.push({ offset: reader.read(), length: reader.read() });
    }
    stretches.push({ lane, shape, pieces });
  }
  return stretches;
}

function readCount(reader: VarintReader, limit: number): number {
  const count = reader.read();
  if (count <= limit) return count;
  throw splitError('INDEX_DAMAGED', 'A block of the index is damaged.');
}
