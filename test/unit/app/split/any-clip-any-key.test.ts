import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bufferSource } from '../../../../app/foundation/byte-source.ts';
import {
  checkPair,
  openComplement,
  openMainStream,
  openSynthesis,
} from '../../../../app/split/index.ts';
import { type ClipKind, makeClip } from '../../../support/clips.ts';
import { drain, indexOf, planOf, splitWhole } from '../../../support/engine-files.ts';
import { reparse } from '../../../support/engine-reparse.ts';

const kinds: readonly ClipKind[] = ['pal-4x3', 'ntsc-interlaced', 'bbb-pal', 'bbb-ntsc-interlaced'];
const aKey = fc.uint8Array({ minLength: 32, maxLength: 32 });

describe.each(kinds)('%s', async (kind) => {
  const { vob, mpg } = await makeClip(kind);
  const master = readFileSync(vob);
  const { index, summary } = await indexOf(master);
  const before = reparse(master);

  test('every block is understood, and pictures and sound have candidates', () => {
    expect([before.problems, summary.unsplit]).toEqual([[], {}]);
    const { dcLuma, dcChroma, acSign, ac3Frame } = summary.candidates;
    expect([dcLuma, dcChroma, acSign, ac3Frame].every((count) => count > 20)).toBe(true);
  });

  test('any key leaves size, start codes and places as they are, DC in range, and joins to the master', () => {
    fc.assert(
      fc.property(aKey, (key) => {
        const { main, complement } = splitWhole(master, index, planOf(key));
        const after = reparse(main);
        expect(main.length).toBe(master.length);
        expect(Buffer.compare(main, master)).not.toBe(0);
        expect({ ...after, dcRange: null }).toEqual({ ...before, dcRange: null });
        expect(after.dcRange[0]).toBeGreaterThanOrEqual(0);
        expect(after.dcRange[1]).toBeLessThanOrEqual(after.dcRange[2]);
        const opened = openComplement(bufferSource(complement));
        checkPair(bufferSource(main), opened);
        const joined = drain(openSynthesis(bufferSource(main), opened));
        expect(Buffer.compare(joined, master)).toBe(0);
        expect(opened.figures.drawn.acSign).toBeLessThan(summary.candidates.acSign);
      }),
      { seed: 20, numRuns: 2 },
    );
  });

  test('any range of a main stream and of a synthesis is the same part of the whole', () => {
    const plan = planOf(new Uint8Array(32).fill(7));
    const { main, complement } = splitWhole(master, index, plan);
    const stream = openMainStream({ master: bufferSource(master), index, plan });
    const synthesis = openSynthesis(bufferSource(main), openComplement(bufferSource(complement)));
    const range = fc.tuple(fc.nat(master.length), fc.nat(300_000));
    fc.assert(
      fc.property(range, ([from, length]) => {
        const [asMain, asMaster] = [new Uint8Array(length), new Uint8Array(length)];
        const read = [stream.read(from, asMain), synthesis.read(from, asMaster)];
        const expected = Math.min(length, master.length - from);
        expect(read).toEqual([expected, expected]);
        expect(
          Buffer.compare(asMain.subarray(0, expected), main.subarray(from, from + length)),
        ).toBe(0);
        expect(
          Buffer.compare(asMaster.subarray(0, expected), master.subarray(from, from + length)),
        ).toBe(0);
      }),
      { seed: 21, numRuns: 12 },
    );
  });

  test('a program stream that was never authored is split and joined alike', async () => {
    const raw = readFileSync(mpg);
    const { index: rawIndex } = await indexOf(raw);
    const { main, complement } = splitWhole(raw, rawIndex, planOf(new Uint8Array(32).fill(9)));
    const joined = drain(
      openSynthesis(bufferSource(main), openComplement(bufferSource(complement))),
    );
    expect([Buffer.compare(joined, raw), Buffer.compare(main, raw) === 0]).toEqual([0, false]);
  });
});
