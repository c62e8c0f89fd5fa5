import { crc32 } from 'node:zlib';
import type { ByteSource } from '../foundation/byte-source.ts';
import { isAppError } from '../foundation/errors.ts';
import { checkRest } from './check-rest.ts';
import { splitError } from './errors.ts';
import { MAP_HEAD, readMapFigures } from './map-head.ts';
import { discDamaged, mapDamaged, patchBlock } from './restore-block.ts';
import { wrongSize } from './synthesis.ts';
import type { Complement, PassOptions } from './types.ts';
import { VobSpace } from './vob-space.ts';

/** Blocks that are looked at first, to know another disc without reading it whole. */
const SAMPLES = 16;

/**
 * Reads the whole disc and refuses what could not become the master again. To be called before any output is made. Damage that
 * only hits what the complement writes over is none: the master comes back all the same.
 *
 * @throws AppError `SPLIT_WRONG_DISC` if the size or most blocks differ: another film, another order, or a master;
 * `SPLIT_MAP_VERSION`; `SPLIT_DISC_DAMAGED`, naming block and byte, if some do; `COMPLEMENT_DAMAGED`.
 */
export function checkPair(
  main: ByteSource,
  complement: Complement,
  options: PassOptions = {},
): void {
  if (main.size !== complement.imageSize) throw wrongSize();
  const vobs = new VobSpace(complement.extents);
  const examine = (number: number) => examineBlock(main, complement, vobs, number);
  if (samplesAreForeign(complement, examine)) throw wrongDisc();
  let foreign = 0;
  let damage: Error | null = null;
  for (let number = 0; number < complement.blocks; number++) {
    options.signal?.throwIfAborted();
    const found = examine(number);
    if (found !== 'sound') foreign++;
    if (found instanceof Error) damage ??= found;
    options.onProgress?.(complement.blockStart(number + 1), complement.vobBytes);
  }
  if (foreign * 2 > complement.blocks) throw wrongDisc();
  if (damage !== null) throw damage;
  checkFigures(main, complement);
  checkRest(main, complement);
}

/** How the disc stands to one block: together they give the master, or it has the originals already, or it is damaged. */
function examineBlock(
  main: ByteSource,
  complement: Complement,
  vobs: VobSpace,
  number: number,
): 'sound' | 'original' | Error {
  const block = complement.block(number);
  const bytes = new Uint8Array(block.length);
  vobs.read(main, block.start, bytes);
  const isOriginal = block.bits.length > 0 && crc32(bytes) === block.crc32;
  try {
    patchBlock(bytes, main, complement, number, block);
  } catch (error) {
    if (isAppError(error, 'SPLIT_DISC_DAMAGED')) return error;
    throw error;
  }
  if (crc32(bytes) !== block.crc32) return discDamaged(vobs, number, block);
  return isOriginal ? 'original' : 'sound';
}

/** The map says in clear how it was cut, which the complement knows too; `checkRest` looks at the same of every disc. */
function checkFigures(main: ByteSource, complement: Complement): void {
  const { mapArea, blocks, preset } = complement;
  if (mapArea === null || blocks === 0) return;
  const last = complement.place(blocks - 1);
  const slotBytes = last.slotAt + last.slotBytes.distributor + last.slotBytes.order - MAP_HEAD;
  const facts = readMapFigures(main, mapArea);
  if (facts === null || facts.slotBytes !== slotBytes || facts.preset !== preset) {
    throw mapDamaged(mapArea.offset);
  }
}

function samplesAreForeign(
  { blocks }: Complement,
  examine: (number: number) => 'sound' | 'original' | Error,
): boolean {
  if (blocks < SAMPLES * 2) return false;
  let foreign = 0;
  for (let sample = 0; sample < SAMPLES; sample++) {
    if (examine(Math.floor((sample * blocks) / SAMPLES)) !== 'sound') foreign++;
  }
  return foreign * 2 > SAMPLES;
}

function wrongDisc(): Error {
  return splitError('SPLIT_WRONG_DISC', 'This complement belongs to another disc.');
}
