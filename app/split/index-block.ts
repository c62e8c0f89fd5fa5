import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import { CandidateColumns } from './candidate-columns.ts';
import { isDifferentialLane } from './classes.ts';
import { splitError } from './errors.ts';
import { readStretches, writeStretches } from './stretch-rows.ts';
import type { Stretch } from './stretches.ts';
import type { CandidateKinds } from './types.ts';
import { VarintReader, VarintWriter } from './varint.ts';

/** Fast to write, and within a few percent of the best. */
const BROTLI_QUALITY = 3;

/** The columns of a block as they stand in an index (README, "A block of the index"). */
export function encodeIndexBlock(columns: CandidateColumns): Uint8Array {
  const { count } = columns;
  const kinds = new Uint8Array(count);
  const gaps = new VarintWriter(count * 2 + 16);
  const slices = new VarintWriter();
  const cuts = new VarintWriter();
  const envelope = new Uint8Array(count * 2);
  let envelopeLength = 0;
  let last = 0;
  let lastSlice = 0;
  let lastCut = 0;
  for (let i = 0; i < count; i++) {
    const position = columns.positions[i] ?? 0;
    const lane = columns.lanes[i] ?? 0;
    kinds[i] = lane * 16 + (columns.widths[i] ?? 0);
    gaps.write(position - last);
    last = position;
    if (columns.sliceStarts[i] === 1) {
      slices.write(i - lastSlice + 1);
      lastSlice = i;
    }
    if ((columns.heads[i] ?? 0) > 0) {
      cuts.write(i - lastCut + 1);
      cuts.write(columns.heads[i] ?? 0);
      cuts.write((columns.continuations[i] ?? 0) - position);
      lastCut = i;
    }
    if (isDifferentialLane[lane] === 1) {
      envelope[envelopeLength++] = packBound(columns.below[i] ?? 0);
      envelope[envelopeLength++] = packBound(columns.above[i] ?? 0);
    }
  }
  slices.write(0);
  cuts.write(0);
  const head = new VarintWriter(256);
  writeStretches(head, columns.stretches);
  head.write(count);
  const raw = Buffer.concat([
    head.bytes(),
    kinds,
    gaps.bytes(),
    slices.bytes(),
    cuts.bytes(),
    envelope.subarray(0, envelopeLength),
  ]);
  return brotliCompressSync(raw, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: raw.length,
    },
  });
}

/** @throws AppError `INDEX_DAMAGED` if the bytes are no block. */
export function decodeKinds(bytes: Uint8Array): CandidateKinds {
  const raw = decompress(bytes);
  const { kindsAt, count, stretches } = readHead(raw);
  return { places: raw.subarray(kindsAt, kindsAt + count), stretches };
}

/** @throws AppError `INDEX_DAMAGED` if the bytes are no block. */
export function decodeIndexBlock(bytes: Uint8Array): CandidateColumns {
  const raw = decompress(bytes);
  const { kindsAt, count, stretches } = readHead(raw);
  const columns = new CandidateColumns(count);
  columns.count = count;
  columns.stretches = stretches;
  const gaps = new VarintReader(raw, kindsAt + count);
  const { positions, widths, lanes, below, above } = columns;
  let position = 0;
  for (let i = 0; i < count; i++) {
    const kind = raw[kindsAt + i] ?? 0;
    lanes[i] = kind >>> 4;
    widths[i] = kind & 15;
    position += gaps.read();
    positions[i] = position;
  }
  const cuts = readSlices(raw, gaps.position, columns);
  const envelopeAt = readCuts(raw, cuts, columns);
  let at = envelopeAt;
  for (let i = 0; i < count; i++) {
    if (isDifferentialLane[lanes[i] ?? 0] === 0) continue;
    below[i] = unpackBound(raw[at++] ?? 0);
    above[i] = unpackBound(raw[at++] ?? 0);
  }
  if (at !== raw.length) throw splitError('INDEX_DAMAGED', 'A block of the index is damaged.');
  return columns;
}

interface BlockHead {
  readonly stretches: Stretch[];
  readonly count: number;
  readonly kindsAt: number;
}

function readHead(raw: Uint8Array): BlockHead {
  const head = new VarintReader(raw);
  const stretches = readStretches(head, raw.length);
  const count = head.read();
  if (count > raw.length) throw splitError('INDEX_DAMAGED', 'A block of the index is damaged.');
  return { stretches, count, kindsAt: head.position };
}

function decompress(bytes: Uint8Array): Uint8Array {
  try {
    return brotliDecompressSync(bytes);
  } catch {
    throw splitError('INDEX_DAMAGED', 'A block of the index cannot be decompressed.');
  }
}

function readSlices(raw: Uint8Array, from: number, columns: CandidateColumns): number {
  const reader = new VarintReader(raw, from);
  let at = 0;
  for (let step = reader.read(); step > 0; step = reader.read()) {
    at += step - 1;
    columns.sliceStarts[at] = 1;
  }
  return reader.position;
}

function readCuts(raw: Uint8Array, from: number, columns: CandidateColumns): number {
  const reader = new VarintReader(raw, from);
  let at = 0;
  for (let step = reader.read(); step > 0; step = reader.read()) {
    at += step - 1;
    columns.heads[at] = reader.read();
    columns.continuations[at] = (columns.positions[at] ?? 0) + reader.read();
  }
  return reader.position;
}

/**
 * One byte for a bound of 0 to 2047: exact up to 127, above in steps of 16, rounded down. Rounding down keeps every promise: less
 * is allowed than could be, and bounds that rise still rise.
 */
function packBound(bound: number): number {
  return bound < 128 ? bound : 128 + (bound >>> 4);
}

function unpackBound(byte: number): number {
  return byte < 128 ? byte : (byte - 128) << 4;
}
