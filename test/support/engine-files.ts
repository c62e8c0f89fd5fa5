import { bufferSource, type ByteSource, type Extent } from '../../app/foundation/byte-source.ts';
import {
  createIndexBuilder,
  type IndexOptions,
  type IndexSummary,
  openIndex,
  openMainStream,
  type Preset,
  type SplitPlan,
  type TitleIndex,
} from '../../app/split/index.ts';

export const identity = { titleId: 'title-1', orderId: 'order-1', distributorId: 'distributor-1' };

export function wholeOf(bytes: Uint8Array): Extent[] {
  return [{ offset: 0, length: bytes.length }];
}

/** How films are indexed, unless a test says otherwise. */
export const indexOptions: IndexOptions = {
  preset: 'quarter',
  traceKey: new Uint8Array(32).fill(7),
};

/** The index of a stream, or of the extents of an image. */
export async function indexOf(
  bytes: Uint8Array,
  extents: readonly Extent[] = wholeOf(bytes),
  preset: Preset = indexOptions.preset,
): Promise<{ file: Uint8Array; index: TitleIndex; summary: IndexSummary }> {
  const pieces: Uint8Array[] = [];
  const builder = createIndexBuilder((piece) => pieces.push(piece), { ...indexOptions, preset });
  await builder.add(bufferSource(bytes), extents);
  const summary = builder.finish({ imageSize: bytes.length, extents });
  const file = Buffer.concat(pieces);
  return { file, index: openIndex(bufferSource(file)), summary };
}

/** A plan whose order has this key; that of its distributor is another, the same for all orders. */
export function planOf(key: Uint8Array, more: Partial<SplitPlan> = {}): SplitPlan {
  return {
    keys: { distributor: new Uint8Array(32).fill(0xd1), order: key },
    navIdentifier: new Uint8Array(32).fill(0x5a),
    overlays: [],
    mapArea: null,
    ...more,
  };
}

/** Reads a source whole, `piece` bytes at a time. */
export function drain(source: ByteSource, piece: number = 1 << 20): Uint8Array {
  const bytes = new Uint8Array(source.size);
  for (let at = 0; at < bytes.length; at += piece) source.read(at, bytes.subarray(at, at + piece));
  return bytes;
}

/** Main stream and complement of a plan, whole. */
export function splitWhole(
  master: Uint8Array,
  index: TitleIndex,
  plan: SplitPlan,
): { main: Uint8Array; complement: Uint8Array } {
  const stream = openMainStream({ master: bufferSource(master), index, plan });
  return { main: drain(stream), complement: Buffer.concat([...stream.complement(identity)]) };
}
