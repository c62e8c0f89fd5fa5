import { macroblockEscape } from '../../../app/mpeg2/macroblock-codes.ts';
import { coefficientEscape, endOfBlockOne, endOfBlockZero } from '../../../app/mpeg2/vlc-tables.ts';
import type { BitWriter } from './bit-writer.ts';
import {
  CODED_LEVELS,
  dcChromaWriting,
  dcLumaWriting,
  incrementWriting,
  macroblock,
  macroblockTypeWriting,
  motionWriting,
  patternWriting,
  textCode,
  writingOne,
  writingZero,
} from './codes.ts';
import type { CodedPicture, Slice } from './picture.ts';
import { motion, vectorCount } from './vectors.ts';

const FRAME = 3;

/** Writes a slice from the columns of its picture: with codes of the tables where there is one, else as escapes. */
export function writeSlice(
  writer: BitWriter,
  bytes: Uint8Array,
  picture: CodedPicture,
  slice: Slice,
): void {
  const { width } = picture.facts;
  const row = bytes[slice.from + 3]!;
  writer.put(0x000001, 24);
  writer.put(row, 8);
  writer.put(slice.quantiserCode, 5);
  for (let at = slice.extraFrom; at < slice.extraFrom + slice.extraBits; at++) {
    writer.put((bytes[at >>> 3]! >>> (7 - (at & 7))) & 1, 1);
  }
  let address = (row - 1) * width - 1;
  for (let at = slice.firstMacroblock; at < slice.endMacroblock; at++) {
    writeIncrement(writer, picture.address[at]! - address);
    address = picture.address[at]!;
    writeMacroblock(writer, picture, at);
  }
  writer.align();
  for (let byte = 0; byte < slice.stuffing; byte++) writer.put(0, 8);
}

function writeIncrement(writer: BitWriter, increment: number): void {
  let left = increment;
  for (; left > 33; left -= 33) writeText(writer, macroblockEscape);
  writer.code(incrementWriting[left]!);
}

function writeMacroblock(writer: BitWriter, picture: CodedPicture, at: number): void {
  const { facts } = picture;
  const kind = picture.kind[at]!;
  const isFrame = facts.structure === FRAME;
  const isIntra = (kind & macroblock.intra) !== 0;
  const hasMotion = (kind & (macroblock.forward | macroblock.backward)) !== 0;
  const isSmallSyntax = isFrame && facts.framePredFrameDct;
  writer.code(macroblockTypeWriting[facts.type]![kind]!);
  if (hasMotion && !isSmallSyntax) writer.put(picture.motionType[at]!, 2);
  if (isFrame && !isSmallSyntax && (kind & (macroblock.intra | macroblock.pattern)) !== 0) {
    writer.put(picture.dctType[at]!, 1);
  }
  if ((kind & macroblock.quantiser) !== 0) writer.put(picture.quantiserCode[at]!, 5);
  const isConcealed = isIntra && facts.concealmentVectors;
  if ((kind & macroblock.forward) !== 0 || isConcealed) writeVectors(writer, picture, at, 0);
  if ((kind & macroblock.backward) !== 0) writeVectors(writer, picture, at, 1);
  if (isConcealed) writer.put(1, 1);
  if ((kind & macroblock.pattern) !== 0) writer.code(patternWriting[picture.pattern[at]!]!);
  for (let block = 0; block < 6; block++) {
    if ((picture.pattern[at]! & (32 >> block)) === 0) continue;
    const slot = 6 * at + block;
    if (isIntra) writeDc(writer, picture.dcSize[slot]!, picture.dcDelta[slot]!, block < 4);
    writeCoefficients(writer, picture, slot, isIntra);
  }
}

function writeVectors(writer: BitWriter, picture: CodedPicture, at: number, s: number): void {
  const { structure, fCodes } = picture.facts;
  const type = picture.motionType[at]!;
  const isDual = type === motion.dualPrime;
  const isIntra = (picture.kind[at]! & macroblock.intra) !== 0;
  const isField = structure !== FRAME || type === motion.field;
  const count = isIntra ? 1 : vectorCount(structure, type);
  for (let r = 0; r < count; r++) {
    if (isField && !isDual) writer.put(picture.fieldSelect[4 * at + 2 * r + s]!, 1);
    for (let t = 0; t < 2; t++) {
      const delta = picture.vectorDelta[8 * at + 4 * r + 2 * s + t]!;
      writeDifferential(writer, delta, fCodes[2 * s + t]! - 1);
      if (isDual) {
        const dual = picture.dualPrime[2 * at + t]!;
        writer.put(dual === 0 ? 0 : dual > 0 ? 2 : 3, dual === 0 ? 1 : 2);
      }
    }
  }
}

function writeDifferential(writer: BitWriter, delta: number, residualBits: number): void {
  const magnitude = Math.abs(delta) - 1;
  writer.code(motionWriting[delta === 0 ? 0 : (magnitude >> residualBits) + 1]!);
  if (delta === 0) return;
  writer.put(delta < 0 ? 1 : 0, 1);
  if (residualBits > 0) writer.put(magnitude & ((1 << residualBits) - 1), residualBits);
}

/** The size stays as it was sent, whatever the differential: it is one of its size. */
function writeDc(writer: BitWriter, size: number, delta: number, isLuma: boolean): void {
  writer.code((isLuma ? dcLumaWriting : dcChromaWriting)[size]!);
  if (size > 0) writer.put(delta > 0 ? delta : delta + (1 << size) - 1, size);
}

const escape = textCode(coefficientEscape);
const endZero = textCode(endOfBlockZero);
const endOne = textCode(endOfBlockOne);

/** Leaves out what is 0. A block that has no DC keeps its last coefficient as 1: it may not be empty. */
function writeCoefficients(
  writer: BitWriter,
  picture: CodedPicture,
  slot: number,
  isIntra: boolean,
): void {
  const isOne = isIntra && picture.facts.intraVlcFormat;
  const table = isOne ? writingOne : writingZero;
  const { place, level } = picture;
  const to = picture.blockTo[slot]!;
  let before = isIntra ? 0 : -1;
  let isEmpty = !isIntra;
  for (let at = picture.blockFrom[slot]!; at < to; at++) {
    let value = level[at]!;
    if (value === 0) {
      if (!isEmpty || at < to - 1) continue;
      value = 1;
    }
    const run = place[at]! - before - 1;
    before = place[at]!;
    const magnitude = Math.abs(value);
    const sign = value < 0 ? 1 : 0;
    const code = magnitude < CODED_LEVELS ? table[run * CODED_LEVELS + magnitude]! : 0;
    if (isEmpty && run === 0 && magnitude === 1) writer.put(2 + sign, 2);
    else if (code > 0) writer.put(((code >>> 5) << 1) | sign, (code & 31) + 1);
    else writer.put((escape >>> 5) * 2 ** 18 + run * 4096 + (value & 0xfff), 24);
    isEmpty = false;
  }
  writer.code(isOne ? endOne : endZero);
}

function writeText(writer: BitWriter, text: string): void {
  writer.code(textCode(text));
}
