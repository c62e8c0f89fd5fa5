import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isAppError } from '../../../../app/foundation/errors.ts';
import {
  ElementaryWindow,
  type PictureInfo,
  type SliceColumns,
  VideoParser,
  WindowScan,
} from '../../../../app/mpeg2/index.ts';
import { VobCutter } from '../../../../app/split/vob-cutter.ts';
import { type ClipKind, makeClip } from '../../../support/clips.ts';

/** The video of the blocks of a stream, without packet headers. */
function blocksOf(stream: Uint8Array): Uint8Array[] {
  const blocks: Uint8Array[] = [];
  const cutter = new VobCutter(({ video, damage }) => {
    expect(damage).toBe(null);
    blocks.push(video.bytes.slice(0, video.length));
  });
  cutter.push(stream);
  cutter.flush();
  return blocks;
}

function windowOf(bytes: Uint8Array): ElementaryWindow {
  const window = new ElementaryWindow();
  window.append(bytes, 0, bytes.length);
  window.seal();
  return window;
}

interface Found {
  readonly pictures: PictureInfo[];
  readonly slices: Record<number, number>;
  /** Every record's place that no draw may move. */
  readonly places: number[];
  /** Single bits that may have either value. */
  readonly free: number[];
  readonly motion: number;
  readonly outside: number;
}

function find(
  bytes: Uint8Array,
  parser: VideoParser = new VideoParser(),
  wants: (info: PictureInfo) => boolean = () => true,
): Found {
  const pictures: PictureInfo[] = [];
  const slices: Record<number, number> = {};
  const places: number[] = [];
  const free: number[] = [];
  let motion = 0;
  let outside = 0;
  const slice = (columns: SliceColumns) => {
    slices[columns.codingType] = (slices[columns.codingType] ?? 0) + 1;
    const dc = columns.dcPosition.subarray(0, columns.dcCount);
    const ac = columns.acPosition.subarray(0, columns.acCount);
    const escapes = columns.escapePosition.subarray(0, columns.escapeCount);
    const vectors = columns.motionPosition.subarray(0, columns.motionCount);
    for (const bit of dc) places.push(bit);
    for (const column of [ac, escapes]) for (const bit of column) places.push(bit);
    for (const column of [ac, escapes, vectors]) for (const bit of column) free.push(bit);
    for (const level of columns.dcLevel.subarray(0, columns.dcCount)) {
      if (level < 0 || level > columns.dcMaximum) outside++;
    }
    motion += columns.motionCount;
    if (columns.motionLeftOut === 'outsidePicture') outside++;
  };
  const picture = (info: PictureInfo) => {
    pictures.push(info);
    return wants(info);
  };
  parser.parse(windowOf(bytes), { picture, slice });
  return { pictures, slices, places, free, motion, outside };
}

/** Code of the error of parsing; empty: none. */
function problemOf(bytes: Uint8Array): string {
  try {
    find(bytes);
    return '';
  } catch (error) {
    return isAppError(error) ? error.code : String(error);
  }
}

const kinds: readonly ClipKind[] = [
  'pal-4x3',
  'ntsc-16x9',
  'pal-interlaced',
  'ntsc-interlaced',
  'bbb-pal',
  'bbb-ntsc-interlaced',
];

describe.each(kinds)('%s', async (kind) => {
  const { vob } = await makeClip(kind);
  const [first = new Uint8Array(0), second = new Uint8Array(0)] = blocksOf(readFileSync(vob));

  test('its I, P and B pictures are understood, each window on its own', () => {
    for (const block of [first, second]) {
      const { pictures, slices, motion, outside } = find(block);
      const scan = new WindowScan().scan(windowOf(block));
      expect(slices).toEqual({
        1: scan.countSlices(1),
        2: scan.countSlices(2),
        3: scan.countSlices(3),
      });
      expect(pictures.map(({ codingType }) => codingType)).toEqual(
        Array.from(scan.pictureTypes.subarray(0, scan.pictures)),
      );
      expect(pictures.every(({ number }, i) => number === i)).toBe(true);
      expect(outside).toBe(0);
      expect(motion).toBeGreaterThan(50);
    }
  });

  test('any subset of its free bits may be flipped without moving a place or leading a vector out', () => {
    const before = find(first);
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const bytes = Uint8Array.from(first);
        let state = seed | 1;
        for (const bit of before.free) {
          state = (Math.imul(state, 1664525) + 1013904223) | 0;
          if (state < 0) bytes[bit >>> 3] = (bytes[bit >>> 3] ?? 0) ^ (0x80 >>> (bit & 7));
        }
        const after = find(bytes);
        expect(after.places.length).toBe(before.places.length);
        expect(after.places.every((place, i) => place === before.places[i])).toBe(true);
        expect([after.slices, after.outside]).toEqual([before.slices, 0]);
      }),
      { seed: 65, numRuns: 3 },
    );
  });
});

describe('a window', async () => {
  const { vob } = await makeClip('bbb-pal');
  const [block = new Uint8Array(0)] = blocksOf(readFileSync(vob));
  const whole = find(block);

  test('has only those pictures parsed that are asked for', () => {
    const some = find(block, new VideoParser(), ({ codingType }) => codingType === 1);
    expect(some.pictures).toEqual(whole.pictures);
    expect(some.slices).toEqual({ 1: whole.slices[1] });
  });

  test('shows of slices whose headers alone are asked for row and quantiser, as of those that are parsed whole, and nothing else', () => {
    const seen = (others: true | 'headers') => {
      const rows: string[] = [];
      let found = 0;
      new VideoParser().parse(windowOf(block), {
        picture: ({ codingType }) => (codingType === 1 ? true : others),
        slice(columns) {
          const { codingType, row, quantiserPosition, quantiserCode } = columns;
          rows.push([codingType, row, quantiserPosition, quantiserCode].join(' '));
          if (codingType === 1) return;
          found += columns.dcCount + columns.acCount + columns.escapeCount + columns.motionCount;
        },
      });
      return { rows, found };
    };
    const whole = seen(true);
    const headers = seen('headers');
    // Whether the last slice of a window is cut is told by its macroblocks in the one, by its bytes in the other.
    expect(headers.rows.slice(0, -1)).toEqual(whole.rows.slice(0, headers.rows.length - 1));
    expect(Math.abs(headers.rows.length - whole.rows.length)).toBeLessThanOrEqual(1);
    expect(whole.rows.length).toBeGreaterThan(100);
    expect([whole.found > 1000, headers.found]).toEqual([true, 0]);
  });

  test('without a sequence header is understood behind one that has it, and not without', () => {
    const group = Buffer.from(block).indexOf(Uint8Array.of(0, 0, 1, 0xb8));
    const rest = block.subarray(group);
    const parser = new VideoParser();
    find(block, parser);
    expect(find(rest, parser).slices).toEqual(whole.slices);
    expect(() => find(rest)).toThrow(expect.objectContaining({ code: 'MPEG2_BAD_HEADER' }));
  });

  test('that ends inside a slice has all slices but that one', () => {
    const scan = new WindowScan().scan(windowOf(block));
    const isSlice = (code: number) => code >= 1 && code <= 0xaf;
    const last = scan.positions[scan.codes.subarray(0, scan.count).findLastIndex(isSlice)] ?? 0;
    const total = Object.values(whole.slices).reduce((sum, count) => sum + count);
    const { slices } = find(block.subarray(0, last + 6));
    expect(Object.values(slices).reduce((sum, count) => sum + count)).toBe(total - 1);
  });

  test('with any damage is parsed, or refused by name', () => {
    const piece = block.subarray(0, 60_000);
    const flips = fc.array(fc.tuple(fc.nat(piece.length - 1), fc.nat(255)), { maxLength: 60 });
    fc.assert(
      fc.property(flips, fc.nat(piece.length), (flips, length) => {
        const bytes = Uint8Array.from(piece.subarray(0, length));
        for (const [at, value] of flips) if (at < length) bytes[at] = value;
        expect(problemOf(bytes)).toMatch(/^$|^MPEG2_/);
      }),
      { seed: 66, numRuns: 150 },
    );
  });
});

test('a scan tells pictures by type, slices and bytes, and leaves out what has no picture', () => {
  const code = (last: number, ...more: number[]) => [0, 0, 1, last, ...more];
  const picture = (type: number) => code(0, 0, type << 3, 0, 0);
  const bytes = [
    ...code(0x01, 9, 9), // of a picture before the window
    ...picture(1),
    ...code(0xb5, 9),
    ...code(0x01, 9),
    ...code(0x02, 9),
    ...picture(3),
    ...code(0x01, 9, 9),
    ...code(0xb3, 9),
  ];
  const scan = new WindowScan().scan(windowOf(Uint8Array.from(bytes)));
  const { pictures, pictureTypes, pictureSlices, pictureBytes } = scan;
  expect({
    count: scan.count,
    types: Array.from(pictureTypes.subarray(0, pictures)),
    slices: Array.from(pictureSlices.subarray(0, pictures)),
    bytes: Array.from(pictureBytes.subarray(0, pictures)),
    ofI: [scan.countPictures(1), scan.countSlices(1)],
    ofP: [scan.countPictures(2), scan.countSlices(2)],
  }).toEqual({
    count: 8,
    types: [1, 3],
    slices: [2, 1],
    bytes: [8 + 5 + 5 + 5, 8 + 6],
    ofI: [1, 2],
    ofP: [0, 0],
  });
});
