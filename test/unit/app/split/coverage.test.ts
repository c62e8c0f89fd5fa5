import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { BlockCandidates } from '../../../../app/split/candidate-columns.ts';
import { CoverageTally } from '../../../../app/split/coverage.ts';
import { lane } from '../../../../app/split/lanes.ts';
import { anyBlock } from '../../../support/engine-candidates.ts';

/** A block with one candidate of every lane in each level, differentials of 5 and 6 bits, and a head of sound in two pieces. */
function oneOfEach(): BlockCandidates {
  const block = new BlockCandidates();
  for (const [level, width] of [
    [block.distributor, 5],
    [block.order, 6],
  ] as const) {
    for (const number of Object.values(lane)) {
      if (number < lane.dcLuma) level.lane(number).addBit(number);
      else level.lane(number).addDifferential(40 * number, width, true, 0, 0);
    }
  }
  const pieces = [
    { offset: 100, length: 30 },
    { offset: 150, length: 10 },
  ];
  block.distributor.stretches = [{ shape: 0, pieces }];
  return block;
}

test('candidates are counted by class, bits by level, and half of these are expected; of a head of sound three tenths', () => {
  const tally = new CoverageTally();
  for (let block = 0; block < 100; block++) tally.add(oneOfEach());
  expect(tally.summary('half')).toEqual({
    preset: 'half',
    candidates: {
      dcLuma: 200,
      dcChroma: 400,
      acSign: 200,
      escapeSign: 200,
      motionSign: 200,
      sliceQuantiser: 200,
      ac3Frame: 100,
      mpegSoundScale: 200,
      pcmSign: 200,
    },
    expectedBits: {
      // Four lanes of bits of pictures, and three differentials.
      distributor: (100 * (4 + 3 * 5)) / 2,
      order: (100 * (4 + 3 * 6)) / 2,
      // Two lanes of bits of sound a level, and 40 bytes.
      sound: (100 * 4) / 2 + 0.3 * 100 * 40 * 8,
    },
    unsplit: {},
    unsplitBytes: 0,
    leftOut: {},
    sound: [],
  });
});

test('what is left as it is is counted by reason', () => {
  const tally = new CoverageTally();
  tally.addUnsplit('MPEG2_BAD_CODE', 2048);
  tally.addUnsplit('MPEG2_LOST_SYNC', 4096);
  tally.addUnsplit('MPEG2_BAD_CODE', 10);
  tally.addLeftOut('noRoom');
  tally.addLeftOut('noRoom');
  const { unsplit, unsplitBytes, leftOut } = tally.summary('one');
  expect({ unsplit, unsplitBytes, leftOut }).toEqual({
    unsplit: { MPEG2_BAD_CODE: 2, MPEG2_LOST_SYNC: 1 },
    unsplitBytes: 6154,
    leftOut: { noRoom: 2 },
  });
});

test('what several have counted of a title, added up, is what one would have counted', () => {
  const aPart = fc.record({ blocks: fc.array(anyBlock, { maxLength: 3 }), unsplit: fc.nat(5000) });
  fc.assert(
    fc.property(fc.array(aPart, { maxLength: 4 }), (parts) => {
      const one = new CoverageTally();
      const all = new CoverageTally();
      for (const { blocks, unsplit } of parts) {
        const other = new CoverageTally();
        for (const tally of [one, other]) {
          for (const { candidates } of blocks) tally.add(candidates);
          tally.addUnsplit(`reason ${unsplit % 3}`, unsplit);
          tally.addLeftOut(`reason ${unsplit % 2}`);
        }
        all.merge(other.counts());
      }
      expect(all.counts()).toEqual(one.counts());
      expect(all.summary('quarter')).toEqual(one.summary('quarter'));
    }),
    { seed: 210, numRuns: 20 },
  );
});
