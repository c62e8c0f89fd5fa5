import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BitReader } from '../../../../app/mpeg2/bit-reader.ts';
import {
  parsePictureCodingExtension,
  parseQuantMatrixExtension,
  parseSequenceExtension,
  parseSequenceHeader,
} from '../../../../app/mpeg2/headers.ts';
import {
  ElementaryWindow,
  findPack,
  findStartCode,
  findVobuIsrc,
  listStartCodes,
  needMore,
  notAUnit,
  readUnit,
} from '../../../../app/mpeg2/index.ts';
import {
  alternateScan,
  defaultIntraMatrix,
  defaultNonIntraMatrix,
  matrixInScan,
  zigZagScan,
} from '../../../../app/mpeg2/quantiser.ts';
import { BitText } from '../../../support/engine-slice-writer.ts';

describe('start codes', () => {
  test('are found wherever they stand, as a plain search finds them', () => {
    const bytes = fc.uint8Array({ maxLength: 200 }).map((some) => some.map((byte) => byte % 3));
    fc.assert(
      fc.property(bytes, fc.nat(20), (bytes, from) => {
        const plain = Buffer.from(bytes.subarray(0, Math.max(0, bytes.length - 1))).indexOf(
          Uint8Array.of(0, 0, 1),
          from,
        );
        expect(findStartCode(bytes, from, bytes.length)).toBe(from >= bytes.length ? -1 : plain);
      }),
      { seed: 60, numRuns: 500 },
    );
  });

  test('are listed with their place and last byte', () => {
    expect(listStartCodes(Uint8Array.of(0, 0, 1, 0xb3, 9, 0, 0, 0, 1, 5, 0, 0, 1))).toEqual([
      0xb3,
      6 * 256 + 5,
    ]);
  });
});

describe('a bit reader', () => {
  test('reads fields of 1 to 32 bits as they were written', () => {
    const fields = fc.array(
      fc
        .integer({ min: 1, max: 32 })
        .chain((width) => fc.tuple(fc.nat(2 ** width - 1), fc.constant(width))),
    );
    fc.assert(
      fc.property(fields, (fields) => {
        const text = new BitText();
        for (const [value, width] of fields) text.number(value, width);
        const reader = new BitReader(text.bytes());
        expect(fields.map(([, width]) => reader.read(width))).toEqual(
          fields.map(([value]) => value),
        );
      }),
      { seed: 61 },
    );
  });

  test('refuses to read behind the end, and stays where it was', () => {
    const reader = new BitReader(Uint8Array.of(1, 2, 3), 1, 2);
    reader.skip(5);
    expect(() => reader.read(4)).toThrow(expect.objectContaining({ code: 'MPEG2_TRUNCATED' }));
    expect([reader.position, reader.read(3)]).toEqual([13, 2]);
  });
});

describe('headers', () => {
  test('of a sequence give the size, and the matrix that is sent or else the default', () => {
    const head = () =>
      new BitText()
        .number(720, 12)
        .number(576, 12)
        .bits('0010 0011')
        .number(15_000, 18)
        .bits('1')
        .number(112, 11);
    const plain = parseSequenceHeader(new BitReader(head().bits('0 0').bytes()));
    const own = head().bits('1');
    for (let i = 0; i < 64; i++) own.number(i + 1, 8);
    own.bits('1');
    for (let i = 0; i < 64; i++) own.number(i + 101, 8);
    const sent = parseSequenceHeader(new BitReader(own.bytes()));
    expect(plain).toEqual({
      horizontalSizeValue: 720,
      verticalSizeValue: 576,
      intraQuantiserMatrix: defaultIntraMatrix,
      nonIntraQuantiserMatrix: defaultNonIntraMatrix,
    });
    expect(Array.from(matrixInScan(sent.nonIntraQuantiserMatrix, zigZagScan))).toEqual(
      Array.from({ length: 64 }, (_, i) => i + 101),
    );
    expect(Array.from(matrixInScan(sent.intraQuantiserMatrix, zigZagScan))).toEqual(
      Array.from({ length: 64 }, (_, i) => i + 1),
    );
  });

  test('with a forbidden value are refused', () => {
    const reader = (bits: BitText) => new BitReader(bits.bytes(80));
    const refusals = [
      () => parseSequenceExtension(reader(new BitText())),
      () => parsePictureCodingExtension(reader(new BitText())),
      () => parseQuantMatrixExtension(reader(new BitText().bits('1'))),
      () => parseSequenceHeader(reader(new BitText())),
    ];
    for (const refusal of refusals) {
      expect(refusal).toThrow(expect.objectContaining({ code: 'MPEG2_BAD_HEADER' }));
    }
  });

  test('of a picture give every fact that slices need', () => {
    const bits = new BitText().bits('0011 0010 0100 0101 10 11 1 0 1 1 1 1 0 0');
    expect(parsePictureCodingExtension(new BitReader(bits.bytes()))).toEqual({
      forwardHorizontalFCode: 3,
      forwardVerticalFCode: 2,
      backwardHorizontalFCode: 4,
      backwardVerticalFCode: 5,
      intraDcPrecision: 2,
      pictureStructure: 3,
      topFieldFirst: true,
      framePredFrameDct: false,
      concealmentMotionVectors: true,
      qScaleType: true,
      intraVlcFormat: true,
      alternateScan: true,
    });
  });
});

test('each scan visits every place once', () => {
  for (const scan of [zigZagScan, alternateScan]) {
    expect([...scan].sort((a, b) => a - b)).toEqual(Array.from({ length: 64 }, (_, i) => i));
  }
});

describe('a program stream', () => {
  const unit = { code: 0, length: 0, payload: 0 };
  const pack = [0, 0, 1, 0xba, 0x44, 0, 4, 0, 4, 1, 0, 0, 3, 0xf8];

  test('is read unit by unit: packs, packets, and what is missing', () => {
    const video = [0, 0, 1, 0xe0, 0, 7, 0x81, 0, 2, 0xff, 0xff, 1, 2];
    expect([readUnit(Uint8Array.from(pack), 0, 14, unit), unit]).toEqual([
      14,
      { code: 0xba, length: 14, payload: 14 },
    ]);
    expect([readUnit(Uint8Array.from(video), 0, 13, unit), unit]).toEqual([
      13,
      { code: 0xe0, length: 13, payload: 11 },
    ]);
    expect(readUnit(Uint8Array.from(video), 0, 12, unit)).toBe(needMore);
    expect(readUnit(Uint8Array.of(0, 0, 2, 0xe0), 0, 4, unit)).toBe(notAUnit);
    expect(readUnit(Uint8Array.of(0, 0, 1, 0xb3), 0, 4, unit)).toBe(notAUnit);
  });

  test('that is scrambled is refused', () => {
    const video = Uint8Array.of(0, 0, 1, 0xe0, 0, 5, 0x91, 0, 0, 1, 2);
    expect(() => readUnit(video, 0, 11, unit)).toThrow(
      expect.objectContaining({ code: 'MPEG2_SCRAMBLED' }),
    );
  });

  test('shows the place of vobu_isrc in a PCI packet and in no other', () => {
    const pci = new Uint8Array(986);
    pci.set([0, 0, 1, 0xbf, 0x03, 0xd4]);
    readUnit(pci, 0, pci.length, unit);
    const dsi = Uint8Array.from(pci);
    dsi[6] = 1;
    // The PCI packet begins at byte 0x26 of a NAV pack, and vobu_isrc at byte 0x49.
    expect([findVobuIsrc(pci, 0, unit), findVobuIsrc(dsi, 0, unit)]).toEqual([0x49 - 0x26, -1]);
  });

  test('is found again behind something else', () => {
    const bytes = Uint8Array.from([0xba, 1, 0xba, 0, 0, 2, 0xba, ...pack]);
    expect([findPack(bytes, 0, bytes.length), findPack(bytes, 8, bytes.length)]).toEqual([7, -1]);
  });
});

test('a window knows where in the stream each of its bits stands, across packets of any size', () => {
  const packets = fc.array(fc.tuple(fc.nat(30), fc.integer({ min: 1, max: 40 })), { minLength: 1 });
  fc.assert(
    fc.property(packets, (packets) => {
      const stretch = Uint8Array.from({ length: 10_000 }, (_, i) => (i * 31) & 255);
      const window = new ElementaryWindow();
      const expected: number[] = [];
      let at = 0;
      for (const [gap, length] of packets) {
        at += gap;
        window.append(stretch, at, at + length);
        for (let byte = at; byte < at + length; byte++) expected.push(byte);
        at += length;
      }
      window.seal();
      const placeOf = window.places();
      const places = expected.map((_, byte) => placeOf(byte * 8 + 3));
      expect(places).toEqual(expected.map((byte) => byte * 8 + 3));
      expect([...window.bytes.subarray(0, window.length)]).toEqual(
        expected.map((byte) => stretch[byte]),
      );
      expect(placeOf(0)).toBe(expected[0]! * 8);
    }),
    { seed: 62 },
  );
});
