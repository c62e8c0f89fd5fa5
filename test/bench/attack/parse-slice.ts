import {
  codedBlockPatternBits,
  codedBlockPatternLookup,
  coefficientLookupOne,
  coefficientLookupZero,
  dcSizeBits,
  dcSizeChrominanceLookup,
  dcSizeLuminanceLookup,
  endOfBlockRun,
  escapeRun,
  longCodes,
  macroblockAddressBits,
  macroblockAddressLookup,
  macroblockEscapeValue,
  macroblockTypeBits,
  macroblockTypeLookups,
  motionCodeBits,
  motionCodeLookup,
} from '../../../app/mpeg2/vlc-lookup.ts';
import { attackError } from './errors.ts';
import { macroblock } from './codes.ts';
import type { CodedPicture } from './picture.ts';
import { motion, Predictors, vectorCount } from './vectors.ts';

const FRAME = 3;

/**
 * Parses slices of any picture (ISO/IEC 13818-2 §6.2.4 to §6.2.6) into the columns of their picture.
 *
 * The bytes must have 256 zeros behind them.
 */
export class SliceParser {
  readonly #view: DataView;
  readonly #predictors = new Predictors();
  /** The next bit. */
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /**
   * @param from where the start code of the slice begins.
   * @param to where the next start code begins, or the stream ends.
   * @throws AppError `BENCH_ATTACK_STREAM` for what is no slice.
   */
  parse(picture: CodedPicture, from: number, to: number): void {
    const { width, height } = picture.facts;
    const row = this.#view.getUint8(from + 3) - 1;
    if (row >= height) throw attackError('A slice lies below its picture', from * 8);
    this.#at = from * 8 + 32;
    const quantiserCode = this.#read(5);
    const extraFrom = this.#at;
    while (this.#read(1) === 1) this.#at += 8;
    const extraBits = this.#at - extraFrom;
    const firstMacroblock = picture.macroblocks;
    this.#predictors.reset();
    let address = row * width - 1;
    let quantiser = quantiserCode;
    do {
      const first = picture.macroblocks === firstMacroblock;
      const increment = this.#increment();
      address += increment;
      if (address >= (row + 1) * width) throw attackError('A slice is too wide', this.#at);
      if (increment > 1 && !first && picture.facts.type === 2) this.#predictors.reset();
      quantiser = this.#macroblock(picture, address, quantiser);
      if (this.#at > to * 8) throw attackError('A slice ends inside of a block', this.#at);
    } while (this.#next() >>> 9 !== 0);
    picture.slices.push({
      from,
      to,
      extraFrom,
      extraBits,
      stuffing: to - ((this.#at + 7) >>> 3),
      firstMacroblock,
      endMacroblock: picture.macroblocks,
      quantiserCode,
      isChanged: false,
    });
  }

  /** @returns the quantiser code that holds from here. */
  #macroblock(picture: CodedPicture, address: number, quantiserBefore: number): number {
    const { facts } = picture;
    const at = picture.macroblocks;
    if (at === picture.address.length) throw attackError('A picture is too full', this.#at);
    picture.macroblocks = at + 1;
    picture.address[at] = address;
    const kind = this.#code(macroblockTypeLookups[facts.type]!, macroblockTypeBits);
    picture.kind[at] = kind;
    const isIntra = (kind & macroblock.intra) !== 0;
    const isFrame = facts.structure === FRAME;
    const hasMotion = (kind & (macroblock.forward | macroblock.backward)) !== 0;
    const isSent = hasMotion && !(isFrame && facts.framePredFrameDct);
    picture.motionType[at] = isSent ? this.#read(2) : isFrame ? motion.frame : motion.field;
    const hasDctType =
      isFrame && !facts.framePredFrameDct && (kind & (macroblock.intra | macroblock.pattern)) !== 0;
    picture.dctType[at] = hasDctType ? this.#read(1) : 0;
    const quantiser = (kind & macroblock.quantiser) !== 0 ? this.#read(5) : quantiserBefore;
    picture.quantiserCode[at] = quantiser;
    const isConcealed = isIntra && facts.concealmentVectors;
    if ((kind & macroblock.forward) !== 0 || isConcealed) this.#vectors(picture, at, 0);
    if ((kind & macroblock.backward) !== 0) this.#vectors(picture, at, 1);
    if (isConcealed) this.#at += 1;
    this.#predictors.follow(picture, at);
    const pattern = isIntra
      ? 63
      : (kind & macroblock.pattern) !== 0
        ? this.#code(codedBlockPatternLookup, codedBlockPatternBits)
        : 0;
    picture.pattern[at] = pattern;
    for (let block = 0; block < 6; block++) {
      const slot = 6 * at + block;
      picture.reserve();
      picture.blockFrom[slot] = picture.coefficients;
      if ((pattern & (32 >> block)) !== 0) {
        if (isIntra) this.#dc(picture, slot, block);
        this.#coefficients(picture, isIntra);
      }
      picture.blockTo[slot] = picture.coefficients;
    }
    return quantiser;
  }

  #increment(): number {
    for (let sum = 0; ; sum += 33) {
      const value = this.#code(macroblockAddressLookup, macroblockAddressBits);
      if (value !== macroblockEscapeValue) return sum + value;
    }
  }

  /** `motion_vectors(s)`, §6.2.5.2. */
  #vectors(picture: CodedPicture, at: number, s: number): void {
    const { structure } = picture.facts;
    const type = picture.motionType[at]!;
    const isDual = type === motion.dualPrime;
    const isIntra = (picture.kind[at]! & macroblock.intra) !== 0;
    const count = isIntra ? 1 : vectorCount(structure, type);
    const isField = structure !== FRAME || type === motion.field;
    for (let r = 0; r < count; r++) {
      if (isField && !isDual) picture.fieldSelect[4 * at + 2 * r + s] = this.#read(1);
      for (let t = 0; t < 2; t++) {
        picture.vectorDelta[8 * at + 4 * r + 2 * s + t] = this.#differential(
          picture.facts.fCodes[2 * s + t]! - 1,
        );
        if (isDual) picture.dualPrime[2 * at + t] = this.#dualPrime();
      }
    }
  }

  #differential(residualBits: number): number {
    const code = this.#code(motionCodeLookup, motionCodeBits);
    if (code === 0) return 0;
    const isNegative = this.#read(1) === 1;
    const residual = residualBits > 0 ? this.#read(residualBits) : 0;
    const magnitude = ((code - 1) << residualBits) + residual + 1;
    return isNegative ? -magnitude : magnitude;
  }

  #dualPrime(): number {
    if (this.#read(1) === 0) return 0;
    return this.#read(1) === 0 ? 1 : -1;
  }

  #dc(picture: CodedPicture, slot: number, block: number): void {
    const table = block < 4 ? dcSizeLuminanceLookup : dcSizeChrominanceLookup;
    const size = this.#code(table, dcSizeBits);
    picture.dcSize[slot] = size;
    if (size === 0) {
      picture.dcDelta[slot] = 0;
      return;
    }
    const code = this.#read(size);
    picture.dcDelta[slot] = code >= 1 << (size - 1) ? code : code - (1 << size) + 1;
  }

  /** The coefficients of a block, without the DC of an intra block, up to its end of block. */
  #coefficients(picture: CodedPicture, isIntra: boolean): void {
    const view = this.#view;
    const { place, level } = picture;
    const table =
      isIntra && picture.facts.intraVlcFormat ? coefficientLookupOne : coefficientLookupZero;
    let count = picture.coefficients;
    let at = this.#at;
    let index = isIntra ? 0 : -1;
    if (!isIntra) {
      // Table B-14: '1s' is run 0, level 1 where it comes first.
      const bits = view.getUint32(at >>> 3) << (at & 7);
      if (bits < 0) {
        index = 0;
        place[count] = 0;
        level[count++] = bits << 1 < 0 ? -1 : 1;
        at += 2;
      }
    }
    for (;;) {
      const bits = view.getUint32(at >>> 3) << (at & 7);
      const entry = (bits >>> 26 === 0 ? table[longCodes + (bits >>> 16)] : table[bits >>> 22])!;
      const run = (entry >>> 8) & 0xff;
      const length = entry & 0xff;
      if (run < endOfBlockRun) {
        index += run + 1;
        const magnitude = entry >>> 16;
        level[count] = bits << length < 0 ? -magnitude : magnitude;
        at += length + 1;
      } else if (run === endOfBlockRun) {
        this.#at = at + length;
        picture.coefficients = count;
        return;
      } else if (run === escapeRun) {
        index += ((bits >>> 20) & 63) + 1;
        level[count] = (bits << 12) >> 20;
        at += 24;
      } else throw attackError('No code of a coefficient', at);
      if (index > 63) throw attackError('A block has too many places', at);
      place[count++] = index;
    }
  }

  #code(lookup: Readonly<Uint16Array>, bits: number): number {
    const entry = lookup[this.#next() >>> (32 - bits)]!;
    if (entry === 0) throw attackError('No such code', this.#at);
    this.#at += entry & 31;
    return entry >>> 5;
  }

  #read(width: number): number {
    const value = this.#next() >>> (32 - width);
    this.#at += width;
    return value;
  }

  /** At least 25 bits, highest first. */
  #next(): number {
    return this.#view.getUint32(this.#at >>> 3) << (this.#at & 7);
  }
}
