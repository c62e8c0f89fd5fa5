import { readFile } from 'node:fs/promises';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { alternateScan, linearScale, zigZagScan } from '../../../app/mpeg2/quantiser.ts';
import { BitWriter } from '../../bench/attack/bit-writer.ts';
import { macroblock, macroblockTypeWriting } from '../../bench/attack/codes.ts';
import { SliceParser } from '../../bench/attack/parse-slice.ts';
import { CodedPicture, type PictureFacts } from '../../bench/attack/picture.ts';
import { demuxVideo, transcode } from '../../bench/attack/transcode.ts';
import { vectorCount } from '../../bench/attack/vectors.ts';
import { writeSlice } from '../../bench/attack/write-slice.ts';
import { makeClip } from '../../support/clips.ts';

const MACROBLOCKS = 6;

/** A picture of one slice, whatever the standard lets it be. */
function pictureFrom(random: () => number, type: number, structure: number): CodedPicture {
  const chance = () => random() < 0.5;
  const below = (end: number) => Math.floor(random() * end);
  const facts: PictureFacts = {
    type,
    temporalReference: 0,
    structure,
    fCodes: [2, 1, 3, 2],
    dcPrecision: below(4),
    framePredFrameDct: structure === 3 && chance(),
    concealmentVectors: chance(),
    intraVlcFormat: chance(),
    scan: chance() ? alternateScan : zigZagScan,
    scale: linearScale,
    intraMatrix: new Uint8Array(64).fill(16),
    interMatrix: new Uint8Array(64).fill(16),
    width: 45,
    height: 18,
  };
  const picture = new CodedPicture(facts);
  const kinds = [...macroblockTypeWriting[type]!.keys()].filter(
    (kind) => macroblockTypeWriting[type]![kind]! > 0,
  );
  let address = -1;
  let quantiser = 7;
  for (let at = 0; at < MACROBLOCKS; at++) {
    const kind = kinds[below(kinds.length)]!;
    const isIntra = (kind & macroblock.intra) !== 0;
    const isSmallSyntax = structure === 3 && facts.framePredFrameDct;
    const directions = [
      (kind & macroblock.forward) !== 0 || (isIntra && facts.concealmentVectors),
      (kind & macroblock.backward) !== 0,
    ];
    const isMoved = (kind & (macroblock.forward | macroblock.backward)) !== 0;
    address += type === 1 || chance() ? 1 : 1 + below(7);
    picture.address[at] = address;
    picture.kind[at] = kind;
    const unsent = structure === 3 ? 2 : 1;
    const motionType = isMoved && !isSmallSyntax ? 1 + below(3) : unsent;
    picture.motionType[at] = motionType;
    const mayBeFields = structure === 3 && !isSmallSyntax;
    if (mayBeFields && (kind & (macroblock.intra | macroblock.pattern)) !== 0) {
      picture.dctType[at] = below(2);
    }
    if ((kind & macroblock.quantiser) !== 0) quantiser = 1 + below(31);
    picture.quantiserCode[at] = quantiser;
    const vectors = isIntra ? 1 : vectorCount(structure, motionType);
    for (const s of [0, 1].filter((s) => directions[s])) {
      for (let r = 0; r < vectors; r++) {
        if ((structure !== 3 || motionType === 1) && motionType !== 3) {
          picture.fieldSelect[4 * at + 2 * r + s] = below(2);
        }
        for (const t of [0, 1]) {
          const range = 16 << (facts.fCodes[2 * s + t]! - 1);
          picture.vectorDelta[8 * at + 4 * r + 2 * s + t] = below(2 * range) - range;
          if (motionType === 3) picture.dualPrime[2 * at + t] = below(3) - 1;
        }
      }
    }
    const pattern = isIntra ? 63 : (kind & macroblock.pattern) !== 0 ? 1 + below(63) : 0;
    picture.pattern[at] = pattern;
    for (let block = 0; block < 6; block++) {
      const slot = 6 * at + block;
      picture.reserve();
      picture.blockFrom[slot] = picture.coefficients;
      if ((pattern & (32 >> block)) !== 0) {
        if (isIntra) {
          const size = below(9);
          picture.dcSize[slot] = size;
          const magnitude = size === 0 ? 0 : (1 << (size - 1)) + below(1 << (size - 1));
          picture.dcDelta[slot] = chance() ? magnitude : -magnitude;
        }
        let place = isIntra ? 1 + below(3) : below(3);
        do {
          picture.place[picture.coefficients] = place;
          const level = 1 + below(chance() ? 3 : 2000);
          picture.level[picture.coefficients++] = chance() ? level : -level;
          place += 1 + below(20);
        } while (place < 64 && chance());
      }
      picture.blockTo[slot] = picture.coefficients;
    }
  }
  picture.macroblocks = MACROBLOCKS;
  return picture;
}

/** What was sent of a picture: its columns as far as they are filled, without what is computed from them. */
function sent(picture: CodedPicture) {
  const macroblocks = picture.macroblocks;
  return {
    address: [...picture.address.subarray(0, macroblocks)],
    kind: [...picture.kind.subarray(0, macroblocks)],
    motionType: [...picture.motionType.subarray(0, macroblocks)],
    dctType: [...picture.dctType.subarray(0, macroblocks)],
    quantiserCode: [...picture.quantiserCode.subarray(0, macroblocks)],
    pattern: [...picture.pattern.subarray(0, macroblocks)],
    vectorDelta: [...picture.vectorDelta.subarray(0, 8 * macroblocks)],
    fieldSelect: [...picture.fieldSelect.subarray(0, 4 * macroblocks)],
    dualPrime: [...picture.dualPrime.subarray(0, 2 * macroblocks)],
    dcSize: [...picture.dcSize.subarray(0, 6 * macroblocks)],
    dcDelta: [...picture.dcDelta.subarray(0, 6 * macroblocks)],
    blockTo: [...picture.blockTo.subarray(0, 6 * macroblocks)],
    place: [...picture.place.subarray(0, picture.coefficients)],
    level: [...picture.level.subarray(0, picture.coefficients)],
  };
}

describe('a slice', () => {
  test.each([
    ['I', 1],
    ['P', 2],
    ['B', 3],
  ])('of any %s picture is read as it was written: frames, fields, dual prime', (_name, type) => {
    const seeds = fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), {
      minLength: 400,
      maxLength: 400,
    });
    fc.assert(
      fc.property(seeds, fc.constantFrom(1, 2, 3), (values, structure) => {
        let next = 0;
        const random = () => values[next++ % values.length]!;
        const picture = pictureFrom(random, type, structure);
        const writer = new BitWriter();
        // The row is taken from where the slice was read: row 1, and no extra information.
        const before = Uint8Array.of(0, 0, 1, 1, 0);
        writeSlice(writer, before, picture, {
          from: 0,
          to: 0,
          extraFrom: 32,
          extraBits: 1,
          stuffing: 2,
          firstMacroblock: 0,
          endMacroblock: MACROBLOCKS,
          quantiserCode: 7,
          isChanged: true,
        });
        const length = writer.written.length;
        const padded = new Uint8Array(length + 256);
        padded.set(writer.written);
        const again = new CodedPicture(picture.facts);
        new SliceParser(padded).parse(again, 0, length);
        expect(sent(again)).toEqual(sent(picture));
        expect(again.slices[0]).toMatchObject({ quantiserCode: 7, stuffing: 2 });
      }),
      { numRuns: 60, seed: 7 },
    );
  });
});

describe('a film', () => {
  test.each(['bbb-pal', 'bbb-ntsc-interlaced', 'pal-interlaced'] as const)(
    '%s that is parsed and written anew is the same, byte for byte',
    async (kind) => {
      const { vob } = await makeClip(kind);
      const video = demuxVideo(await readFile(vob));
      expect(video.length).toBeGreaterThan(100_000);
      expect(Buffer.compare(transcode(video, [], { rewrite: true }), video)).toBe(0);
    },
  );

  test('that is damaged is named with the bit, not passed over', async () => {
    const { vob } = await makeClip('bbb-pal');
    const video = demuxVideo(await readFile(vob));
    video.fill(0x55, 30_000, 30_200);
    expect(() => transcode(video, [])).toThrow(
      expect.objectContaining({
        code: 'BENCH_ATTACK_STREAM',
        context: { bit: expect.any(Number) },
      }),
    );
  });
});
