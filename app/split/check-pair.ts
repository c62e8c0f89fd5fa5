import { crc32 } from 'node:zlib';
import { type ByteSource, readExtent } from '../foundation/byte-source.ts';
import { restCrc32 } from './complement-writer.ts';
import { splitError } from './errors.ts';
import { encodeMapHead, MAP_HEAD } from './map-head.ts';
import { discDamaged, mapDamaged, readMap } from './restore-block.ts';
import type { Complement, PassOptions } from './types.ts';
import { VobSpace } from './vob-space.ts';

/** Blocks that are looked at first, to know another disc without reading it whole. */
const SAMPLES = 16;

/**
 * Reads the whole disc and refuses what could not become the master again. To be called before any output is made.
 *
 * @throws AppError `SPLIT_WRONG_DISC` if the size or most blocks differ: another film, another order, or a master;
 * `SPLIT_DISC_DAMAGED`, naming block and byte, if some do; `COMPLEMENT_DAMAGED`.
 */
export function checkPair(
  main: ByteSource,
  complement: Complement,
  options: PassOptions = {},
): void {
  if (main.size !== complement.imageSize) throw wrongDisc();
  const vobs = new VobSpace(complement.extents);
  if (samplesDiffer(main, complement, vobs)) throw wrongDisc();
  const differing: number[] = [];
  let done = 0;
  for (let number = 0; number < complement.blocks; number++) {
    options.signal?.throwIfAborted();
    if (blockDiffers(main, complement, vobs, number)) differing.push(number);
    done += complement.blockStart(number + 1) - complement.blockStart(number);
    options.onProgress?.(done, complement.vobBytes);
  }
  if (differing.length * 2 > complement.blocks) throw wrongDisc();
  const [first] = differing;
  if (first !== undefined) throw discDamaged(vobs, first, complement.block(first));
  checkMapHead(main, complement);
  for (let number = 0; number < complement.blocks; number++) {
    readMap(main, complement, number, complement.block(number));
  }
  const rest = restCrc32(main, vobs.rest(main.size, complement.mapArea));
  if (rest !== complement.restCrc32) {
    throw splitError('SPLIT_DISC_DAMAGED', 'The disc is damaged outside of its film.');
  }
}

/** The head of the map can be told from the complement alone, so a damaged one is found out. */
function checkMapHead(main: ByteSource, complement: Complement): void {
  const { mapArea, blocks, vobBytes, figures } = complement;
  if (mapArea === null || blocks === 0) return;
  const last = complement.block(blocks - 1);
  const slotBytes = last.slotAt + last.slotBytes - MAP_HEAD;
  const head = readExtent(main, { offset: mapArea.offset, length: MAP_HEAD });
  if (Buffer.compare(head, encodeMapHead({ blocks, slotBytes, vobBytes, figures })) !== 0) {
    throw mapDamaged(mapArea.offset);
  }
}

function samplesDiffer(main: ByteSource, complement: Complement, vobs: VobSpace): boolean {
  if (complement.blocks < SAMPLES * 2) return false;
  let differing = 0;
  for (let sample = 0; sample < SAMPLES; sample++) {
    const number = Math.floor((sample * complement.blocks) / SAMPLES);
    if (blockDiffers(main, complement, vobs, number)) differing++;
  }
  return differing * 2 > SAMPLES;
}

function blockDiffers(
  main: ByteSource,
  complement: Complement,
  vobs: VobSpace,
  number: number,
): boolean {
  const block = complement.block(number);
  const bytes = new Uint8Array(block.length);
  vobs.read(main, block.start, bytes);
  return crc32(bytes) !== block.crc32;
}

function wrongDisc(): Error {
  return splitError('SPLIT_WRONG_DISC', 'This complement belongs to another disc.');
}
