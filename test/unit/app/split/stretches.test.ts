import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isIntact, parseFrameHeader } from '../../../../app/ac3/index.ts';
import { ElementaryWindow } from '../../../../app/mpeg2/index.ts';
import { CandidateColumns } from '../../../../app/split/candidate-columns.ts';
import { choicesOf, drawsOf } from '../../../../app/split/chance.ts';
import { computeStretches } from '../../../../app/split/draw-stretches.ts';
import { selectStretches } from '../../../../app/split/select-stretches.ts';
import { readPieces, writePieces } from '../../../../app/split/stretches.ts';
import { anyFrame, buildFrame } from '../../../support/engine-ac3.ts';

/** A block with one frame of sound, in packets that end after so many bytes of it; 23 bytes of header before each. */
function blockWith(frame: Uint8Array, cuts: readonly number[]) {
  const window = new ElementaryWindow();
  const ends = [...cuts].filter((cut) => cut < frame.length).sort((a, b) => a - b);
  const block = new Uint8Array(frame.length + 23 * (ends.length + 1) + 40).fill(0x11);
  let from = 0;
  let at = 0;
  for (const end of [...ends, frame.length]) {
    at += 23;
    block.set(frame.subarray(from, end), at);
    window.append(block, at, at + end - from);
    at += end - from;
    from = end;
  }
  window.seal();
  return { block, window };
}

const someCuts = fc.uniqueArray(fc.integer({ min: 1, max: 120 }), { maxLength: 3 });
const aKey = fc.uint8Array({ minLength: 32, maxLength: 32 });

/** The window's bytes in the block, whatever was written over it. */
function soundOf(block: Uint8Array, window: ElementaryWindow): Uint8Array {
  const placeOf = window.places();
  return Uint8Array.from({ length: window.length }, (_, at) => block[placeOf(at * 8) >>> 3] ?? 0);
}

describe('a frame of sound in a block', () => {
  test('is found through any packets, stays a frame with its CRC right, and comes back', () => {
    let drawnFrames = 0;
    fc.assert(
      fc.property(anyFrame, someCuts, aKey, (parts, cuts, key) => {
        const { frame } = buildFrame(parts);
        const { block, window } = blockWith(frame, cuts);
        const columns = new CandidateColumns();
        selectStretches([window], columns);
        expect(columns.stretches.length).toBe(1);

        const master = Uint8Array.from(block);
        const drawn = computeStretches(
          columns.stretches,
          master,
          drawsOf(key, 5, 0, 1),
          choicesOf(key, 5, 0, 1),
        );
        drawnFrames += drawn.length;
        for (const { pieces, bytes } of drawn) {
          const originals = readPieces(master, pieces);
          writePieces(block, 0, pieces, bytes);
          const noise = soundOf(block, window);
          expect(noise).not.toEqual(frame);
          expect(parseFrameHeader(noise, 0)).toEqual(parseFrameHeader(frame, 0));
          expect(isIntact(noise, 0, parseFrameHeader(noise, 0)!)).toBe(true);
          writePieces(block, 0, pieces, originals);
        }
        expect(block).toEqual(master);
      }),
      { seed: 90, numRuns: 150 },
    );
    expect(drawnFrames / 150).toBeGreaterThan(0.2);
    expect(drawnFrames / 150).toBeLessThan(0.4);
  });

  test('is no candidate if it is damaged, or goes on in another block', () => {
    const [parts] = fc.sample(anyFrame, { seed: 91, numRuns: 1 });
    const { frame } = buildFrame(parts!);
    const damaged = Uint8Array.from(frame);
    damaged[100] = damaged[100]! ^ 1;
    const found = [frame, damaged, frame.subarray(0, -1), frame.subarray(1)].map((bytes) => {
      const columns = new CandidateColumns();
      selectStretches([blockWith(bytes, []).window], columns);
      return columns.stretches.length;
    });
    expect(found).toEqual([1, 0, 0, 0]);
  });
});

test('pieces are written into any part of a block, and nothing beside them', () => {
  const pieces = [
    { offset: 5, length: 30 },
    { offset: 60, length: 7 },
  ];
  const bytes = Uint8Array.from({ length: 37 }, (_, at) => at + 1);
  const whole = new Uint8Array(80);
  writePieces(whole, 0, pieces, bytes);
  expect(readPieces(whole, pieces)).toEqual(bytes);
  expect(whole.filter((byte) => byte !== 0).length).toBe(37);
  fc.assert(
    fc.property(fc.nat(80), fc.nat(80), (from, length) => {
      const part = new Uint8Array(Math.min(length, 80 - from));
      writePieces(part, from, pieces, bytes);
      expect(part).toEqual(whole.subarray(from, from + part.length));
    }),
    { seed: 92 },
  );
});
