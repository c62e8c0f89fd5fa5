import * as fc from 'fast-check';
import { BitWriter } from '../bench/attack/bit-writer.ts';
import { writeSlice } from '../bench/attack/write-slice.ts';
import { CodedPicture } from '../bench/attack/picture.ts';
import { anyFrame, buildFrame } from './engine-ac3.ts';
import { packHeader, packet, soundPacket } from './engine-program-stream.ts';
import type { FilmParts } from './synthetic-parts.ts';
import { type Chance, chanceOf, factsOf, fillPicture } from './synthetic-picture.ts';

const SECTOR = 2048;

export const anyFilm: fc.Arbitrary<FilmParts> = fc
  .record({
    seed: fc.nat(),
    width: fc.integer({ min: 3, max: 8 }),
    height: fc.constantFrom(2, 4, 6),
    isProgressive: fc.boolean(),
    hasFields: fc.boolean(),
    dcPrecision: fc.nat(3),
    intraVlcFormat: fc.boolean(),
    alternateScan: fc.boolean(),
    isNonLinear: fc.boolean(),
    fCodes: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
    vobus: fc.integer({ min: 1, max: 4 }),
    packetBytes: fc.constantFrom(40, 200, 1000, 1990),
    hasSound: fc.boolean(),
  })
  .map(({ hasFields, ...parts }) => ({ ...parts, hasFields: hasFields && !parts.isProgressive }));

/** A program stream of VOBUs with NAV packs, I, P and B pictures and AC-3 sound: all of it legal, none of it ever filmed. */
export function makeFilm(parts: FilmParts): Uint8Array {
  const chance = chanceOf(parts.seed);
  const vobus = Array.from({ length: parts.vobus }, (_, number) => makeVobu(parts, number, chance));
  return Uint8Array.from(Buffer.concat(vobus));
}

/** One VOBU: NAV pack, then packs of video and sound, filled up to whole sectors. */
function makeVobu(parts: FilmParts, number: number, chance: Chance): Uint8Array {
  const video = makeVideo(parts, chance);
  const sound = parts.hasSound ? makeSound(chance) : new Uint8Array(0);
  const packs: Uint8Array[] = [];
  let heard = 0;
  for (let at = 0; at < video.length; at += parts.packetBytes) {
    packs.push(packHeader, packet(0xe0, video.subarray(at, at + parts.packetBytes)));
    const until = Math.ceil((sound.length * (at + parts.packetBytes)) / video.length);
    if (until > heard) packs.push(packHeader, soundPacket(0, sound.subarray(heard, until)));
    heard = Math.max(heard, until);
  }
  const length = packs.reduce((sum, { length: bytes }) => sum + bytes, SECTOR);
  packs.push(padding(length));
  const sectors = Math.ceil(packs.reduce((sum, { length: bytes }) => sum + bytes, 0) / SECTOR);
  return Buffer.concat([navPack(number, sectors), ...packs]);
}

/** A sector that holds nothing. */
export function paddingSector(): Uint8Array {
  return paddingOf(SECTOR);
}

/** Fills the last sector. */
function padding(length: number): Uint8Array {
  const missing = (SECTOR - (length % SECTOR)) % SECTOR;
  if (missing === 0) return new Uint8Array(0);
  return paddingOf(missing < 20 ? missing + SECTOR : missing);
}

/** A pack of that many bytes with a `padding_stream` (§2.4.3.7 of ISO/IEC 13818-1) and nothing else. */
function paddingOf(length: number): Uint8Array {
  const bytes = new Uint8Array(length).fill(255);
  bytes.set(packHeader);
  const filled = length - packHeader.length - 6;
  bytes.set([0, 0, 1, 0xbe, filled >>> 8, filled & 255], packHeader.length);
  return bytes;
}

/** @param sectors of the VOBU behind its NAV pack. */
function navPack(number: number, sectors: number): Uint8Array {
  const nav = Buffer.alloc(SECTOR);
  nav.set(packHeader);
  nav.set([0, 0, 1, 0xbb, 0, 18, 0x80, 0, 1], packHeader.length);
  nav.set([0, 0, 1, 0xbf, 980 >>> 8, 980 & 255, 0], 0x26);
  nav.writeUInt32BE(45_000 * number, 0x39);
  nav.writeUInt32BE(45_000 * (number + 1), 0x3d);
  nav.set([0, 0, 1, 0xbf, 1018 >>> 8, 1018 & 255, 1], 0x400);
  nav.writeUInt32BE(sectors, 0x40f);
  return nav;
}

function makeSound(chance: Chance): Uint8Array {
  const frames = fc.sample(anyFrame, { seed: chance(1 << 30), numRuns: 3 });
  return Buffer.concat(frames.map((one) => buildFrame(one).frame));
}

const codingTypes = [1, 2, 3, 2] as const;

/** Sequence and group headers, then an I, P, B and P frame. */
function makeVideo(parts: FilmParts, chance: Chance): Uint8Array {
  const writer = new BitWriter();
  writeSequence(writer, parts);
  for (const [number, type] of codingTypes.entries()) {
    if (!parts.hasFields) writePicture(writer, parts, type, 3, number, chance);
    else {
      writePicture(writer, parts, type, 1, number, chance);
      writePicture(writer, parts, type === 1 ? 2 : type, 2, number, chance);
    }
  }
  return writer.written.slice();
}

/** Fields of a header: value and bits of each, up to whole bytes with zeros. */
function writeFields(
  writer: BitWriter,
  code: number,
  fields: readonly (readonly [value: number, bits: number])[],
): void {
  writer.put(0x000001, 24);
  writer.put(code, 8);
  for (const [value, bits] of fields) writer.put(value, bits);
  writer.align();
}

/** §6.2.2. */
function writeSequence(writer: BitWriter, { width, height, isProgressive }: FilmParts): void {
  const sizes = [
    [width * 16, 12],
    [height * 16, 12],
  ] as const;
  writeFields(writer, 0xb3, [
    ...sizes,
    [0x23, 8],
    [4000, 18],
    [1, 1],
    [100, 10],
    [0, 1],
    [0, 1],
    [0, 1],
  ]);
  const flags = [
    [isProgressive ? 1 : 0, 1],
    [1, 2],
    [0, 4],
  ] as const;
  writeFields(writer, 0xb5, [[1, 4], [0x48, 8], ...flags, [0, 12], [1, 1], [0, 8], [0, 8]]);
  writeFields(writer, 0xb8, [
    [1 << 12, 25 - 1],
    [0, 1],
    [1, 1],
    [0, 1],
  ]);
}

/** §6.2.3. */
function writePicture(
  writer: BitWriter,
  parts: FilmParts,
  type: 1 | 2 | 3,
  structure: 1 | 2 | 3,
  number: number,
  chance: Chance,
): void {
  const unused = [
    [0, 1],
    [7, 3],
  ] as const;
  const more = [[], [], unused, [...unused, ...unused]][type] ?? [];
  writeFields(writer, 0x00, [
    [number, 10],
    [type, 3],
    [0xffff >>> 1, 16 - 1],
    [1, 1],
    ...more,
    [0, 1],
  ]);
  const picture = new CodedPicture(factsOf(parts, type, structure));
  const { framePredFrameDct } = picture.facts;
  writeFields(writer, 0xb5, [
    [8, 4],
    ...picture.facts.fCodes.map((code) => [code, 4] as const),
    [parts.dcPrecision, 2],
    [structure, 2],
    [structure === 3 ? 1 : 0, 1],
    [framePredFrameDct ? 1 : 0, 1],
    [0, 1],
    [parts.isNonLinear ? 1 : 0, 1],
    [parts.intraVlcFormat ? 1 : 0, 1],
    [parts.alternateScan ? 1 : 0, 1],
    [0, 1],
    [parts.isProgressive ? 1 : 0, 1],
    [parts.isProgressive ? 1 : 0, 1],
    [0, 1],
  ]);
  fillPicture(picture, parts, chance);
  for (const slice of picture.slices) {
    const row = Math.floor((picture.address[slice.firstMacroblock] ?? 0) / picture.facts.width) + 1;
    writeSlice(writer, Uint8Array.of(0, 0, 1, row, 0), picture, slice);
  }
}
