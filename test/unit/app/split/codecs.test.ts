import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CandidateColumns } from '../../../../app/split/candidate-columns.ts';
import { isDifferentialLane, lanes } from '../../../../app/split/classes.ts';
import {
  decodeIndexBlock,
  decodeKinds,
  encodeIndexBlock,
} from '../../../../app/split/index-block.ts';
import { BitPacker, BitUnpacker } from '../../../../app/split/packed-bits.ts';
import { openSlot, sealSlot, slotKeyOf } from '../../../../app/split/map-slot.ts';
import { addRuns, decodeMap, encodeMap, slotBytes } from '../../../../app/split/position-map.ts';
import { Runs } from '../../../../app/split/runs.ts';
import type { Stretch } from '../../../../app/split/stretches.ts';
import { VarintReader, VarintWriter } from '../../../../app/split/varint.ts';
import { writeRuns } from '../../../../app/split/write-runs.ts';

/** Candidates as a block may have them: any gaps, some cut by a packet header. */
const someCandidates = fc
  .array(
    fc.record({
      gap: fc.oneof(fc.nat(40), fc.nat(3000), fc.nat(2_000_000)),
      lane: fc.nat(lanes.length - 1),
      width: fc.integer({ min: 1, max: 11 }),
      cut: fc.nat(12),
      below: fc.nat(127),
      above: fc.nat(127),
      isFirst: fc.boolean(),
      isDrawn: fc.boolean(),
    }),
    { maxLength: 60 },
  )
  .map((rows) => {
    const columns = new CandidateColumns();
    let end = 0;
    for (const [at, row] of rows.entries()) {
      const isDifferential = isDifferentialLane[row.lane] === 1;
      const width = isDifferential ? row.width : 1;
      const head = row.cut > 0 && row.cut < width ? row.cut : 0;
      const position = end + row.gap;
      columns.positions[at] = position;
      columns.widths[at] = width;
      columns.lanes[at] = row.lane;
      columns.heads[at] = head;
      columns.continuations[at] = head > 0 ? position + head + 180 : 0;
      columns.below[at] = isDifferential ? row.below : 0;
      columns.above[at] = isDifferential ? row.above : 0;
      columns.sliceStarts[at] = row.isFirst ? 1 : 0;
      end = position + width + (head > 0 ? 180 : 0);
    }
    columns.count = rows.length;
    columns.stretches = someStretches(rows.map((row) => row.gap));
    const stretchEnd = Math.max(
      0,
      ...columns.stretches.flatMap(({ pieces }) => pieces.map((one) => one.offset + one.length)),
    );
    const blockBytes = Math.max((end >>> 3) + 1, stretchEnd);
    return { columns, drawn: rows.map((row) => row.isDrawn), blockBytes };
  });

/** Heads of frames, a third of them cut by a packet header. */
function someStretches(gaps: readonly number[]): Stretch[] {
  let end = 0;
  return gaps.slice(0, 9).map((gap, at) => {
    const offset = end + (gap >>> 3);
    const first = { offset, length: 1 + (gap % 200) };
    const second = { offset: offset + first.length + 23, length: 40 };
    end = second.offset + second.length;
    const pieces = at % 3 === 0 ? [first, second] : [first];
    return { lane: lanes.length - 1, shape: gap & 127, pieces };
  });
}

function rowsOf(columns: CandidateColumns) {
  const { positions, widths, lanes, heads, continuations, below, above, sliceStarts } = columns;
  return Array.from({ length: columns.count }, (_, i) =>
    [positions, widths, lanes, heads, continuations, below, above, sliceStarts].map((c) => c[i]),
  );
}
const runsOf = (runs: Runs) =>
  Array.from({ length: runs.count }, (_, i) => [runs.positions[i], runs.widths[i]]);

test('numbers of any size come back from their varints', () => {
  fc.assert(
    fc.property(fc.array(fc.maxSafeNat()), (numbers) => {
      const writer = new VarintWriter(8);
      for (const number of numbers) writer.write(number);
      const reader = new VarintReader(writer.bytes());
      expect(numbers.map(() => reader.read())).toEqual(numbers);
      expect([reader.isWhole, (reader.read(), reader.isWhole)]).toEqual([true, false]);
    }),
    { seed: 50 },
  );
});

test('bits come back as they were packed', () => {
  const fields = fc.array(
    fc
      .integer({ min: 1, max: 24 })
      .chain((width) => fc.tuple(fc.nat(2 ** width - 1), fc.constant(width))),
  );
  fc.assert(
    fc.property(fields, (values) => {
      const packer = new BitPacker(8);
      for (const [value, width] of values) packer.append(value, width);
      const unpacker = new BitUnpacker(packer.bytes());
      expect(values.map(([, width]) => unpacker.read(width))).toEqual(
        values.map(([value]) => value),
      );
      expect(unpacker.isSpent).toBe(true);
    }),
    { seed: 51 },
  );
});

test('a block of the index comes back as it was written', () => {
  fc.assert(
    fc.property(someCandidates, ({ columns }) => {
      const encoded = encodeIndexBlock(columns);
      const decoded = decodeIndexBlock(encoded);
      expect(rowsOf(decoded)).toEqual(rowsOf(columns));
      expect(decoded.stretches).toEqual(columns.stretches);
      const places = Uint8Array.from(
        { length: columns.count },
        (_, i) => columns.lanes[i]! * 16 + columns.widths[i]!,
      );
      const kinds = decodeKinds(encoded);
      expect(Uint8Array.from(kinds.places)).toEqual(places);
      expect(kinds.stretches).toEqual(columns.stretches);
    }),
    { seed: 52 },
  );
});

test('bounds above 127 come back rounded down, never up, and still in order', () => {
  const columns = new CandidateColumns(2048);
  columns.count = 2048;
  columns.widths.fill(3);
  for (let bound = 0; bound < 2048; bound++) {
    columns.positions[bound] = bound * 8;
    columns.below[bound] = bound;
    columns.above[bound] = bound;
  }
  const { below } = decodeIndexBlock(encodeIndexBlock(columns));
  for (let bound = 0; bound < 2048; bound++) {
    expect(below[bound]).toBeLessThanOrEqual(bound);
    expect(below[bound]).toBeGreaterThan(bound - 16);
    expect(below[bound]).toBeGreaterThanOrEqual(below[Math.max(0, bound - 1)]!);
  }
});

describe('the map of a block', () => {
  test('gives the runs back, and has room in its slot whatever is drawn', () => {
    fc.assert(
      fc.property(someCandidates, fc.nat(6), ({ columns, drawn, blockBytes }, kept) => {
        const runs = new Runs(1);
        for (let i = 0; i < columns.count; i++) if (drawn[i]) addRuns(columns, i, runs);
        const pieces = columns.stretches.slice(0, kept).flatMap((stretch) => stretch.pieces);
        const map = encodeMap({ runs, pieces });
        const size = slotBytes(columns);
        expect(map.length + 4).toBeLessThanOrEqual(size);
        const key = slotKeyOf(new Uint8Array(32).fill(3), 7);
        const opened = openSlot(sealSlot(map, size, key), key)!;
        const decoded = decodeMap(opened, blockBytes)!;
        expect([runsOf(decoded.runs), decoded.pieces]).toEqual([runsOf(runs), pieces]);
      }),
      { seed: 53, numRuns: 300 },
    );
  });

  test('does not open with another key, with that of another block, or with a bit wrong', () => {
    const mapKey = new Uint8Array(32).fill(3);
    const key = slotKeyOf(mapKey, 7);
    const slot = sealSlot(Uint8Array.of(0, 0, 0, 0), 40, key);
    const wrong = Uint8Array.from(slot, (byte, at) => (at === 20 ? byte ^ 1 : byte));
    const opened = [
      openSlot(slot, slotKeyOf(new Uint8Array(32), 7)),
      openSlot(slot, slotKeyOf(mapKey, 8)),
      openSlot(wrong, key),
      openSlot(slot.subarray(0, 7), key),
    ];
    expect(opened).toEqual([null, null, null, null]);
    expect(openSlot(slot, key)).toEqual(Buffer.alloc(36));
  });
});

test('runs are written bit by bit, in any part of a block, and nothing beside them', () => {
  const someRuns = fc.array(
    fc.record({ gap: fc.nat(30), width: fc.integer({ min: 1, max: 11 }), value: fc.nat(2047) }),
    { minLength: 1, maxLength: 40 },
  );
  fc.assert(
    fc.property(someRuns, fc.nat(60), fc.nat(60), (rows, from, length) => {
      const runs = new Runs(1);
      const values = new Uint16Array(rows.length);
      let end = 0;
      for (const [i, row] of rows.entries()) {
        runs.add(end + row.gap, row.width);
        values[i] = row.value & (2 ** row.width - 1);
        end += row.gap + row.width;
      }
      const bits = Array.from({ length: 800 * 8 }, (_, i) => ((i * 7) >>> 2) & 1);
      const pack = () =>
        Uint8Array.from({ length: 800 }, (_, i) =>
          bits.slice(i * 8, i * 8 + 8).reduce((byte, bit) => byte * 2 + bit, 0),
        );
      const block = pack();
      const expected = Uint8Array.from(block);
      for (let i = 0; i < runs.count; i++) {
        for (let k = 0; k < runs.widths[i]!; k++) {
          bits[runs.positions[i]! + k] = (values[i]! >>> (runs.widths[i]! - 1 - k)) & 1;
        }
      }
      expected.set(pack().subarray(from, from + length), from);
      writeRuns(block.subarray(from, from + length), from, runs, values);
      expect(block).toEqual(expected);
    }),
    { seed: 54 },
  );
});
