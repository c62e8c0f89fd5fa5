import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isIntact, NOISE_CHANCE, parseFrameHeader } from '../../../../app/ac3/index.ts';
import { ElementaryWindow } from '../../../../app/mpeg2/index.ts';
import { computeFrame } from '../../../../app/split/gather-frames.ts';
import { selectStretches } from '../../../../app/split/select-stretches.ts';
import type { SoundStream } from '../../../../app/split/sound-stream.ts';
import { readPieces, type Stretch, writePieces } from '../../../../app/split/stretches.ts';
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
const someChance = fc.uint8Array({ minLength: NOISE_CHANCE, maxLength: NOISE_CHANCE });

/** The window's bytes in the block, whatever was written over it. */
function soundOf(block: Uint8Array, window: ElementaryWindow): Uint8Array {
  const placeOf = window.places();
  return Uint8Array.from({ length: window.length }, (_, at) => block[placeOf(at * 8) >>> 3] ?? 0);
}

function selected(window: ElementaryWindow, kind: 'ac3' | 'dts' = 'ac3', part: number = 1) {
  const stream: SoundStream = {
    kind,
    number: 0,
    window,
    part,
    tally: { seen: 0, withCandidates: 0 },
  };
  const stretches: Stretch[] = [];
  selectStretches([stream], stretches);
  return { stretches, tally: stream.tally };
}

describe('a frame of sound in a block', () => {
  test('is found through any packets, stays a frame with its CRC right, and comes back', () => {
    fc.assert(
      fc.property(anyFrame, someCuts, someChance, (parts, cuts, chance) => {
        const { frame } = buildFrame(parts);
        const { block, window } = blockWith(frame, cuts);
        const { stretches, tally } = selected(window);
        expect([stretches.length, tally]).toEqual([1, { seen: 1, withCandidates: 1 }]);

        const master = Uint8Array.from(block);
        const { pieces, shape } = stretches[0]!;
        const originals = readPieces(master, pieces);
        writePieces(block, pieces, computeFrame(originals, shape, chance));
        const noise = soundOf(block, window);
        expect(noise).not.toEqual(frame);
        expect(parseFrameHeader(noise, 0)).toEqual(parseFrameHeader(frame, 0));
        expect(isIntact(noise, 0, parseFrameHeader(noise, 0)!)).toBe(true);
        writePieces(block, pieces, originals);
        expect(block).toEqual(master);
      }),
      { seed: 90, numRuns: 150 },
    );
  });

  test('is no candidate if it is damaged, goes on in another block, or is of another kind', () => {
    const [parts] = fc.sample(anyFrame, { seed: 91, numRuns: 1 });
    const { frame } = buildFrame(parts!);
    const damaged = Uint8Array.from(frame);
    damaged[100] = damaged[100]! ^ 1;
    const found = [frame, damaged, frame.subarray(0, -1), frame.subarray(1)].map(
      (bytes) => selected(blockWith(bytes, []).window).stretches.length,
    );
    const { window } = blockWith(frame, []);
    expect([...found, selected(window, 'dts').stretches.length]).toEqual([1, 0, 0, 0, 0]);
  });

  test('is one of a part, spread evenly, where the block has too much sound for its budget', () => {
    const [parts] = fc.sample(anyFrame, { seed: 92, numRuns: 1 });
    const { frame } = buildFrame(parts!);
    const { window } = blockWith(
      Uint8Array.from(Buffer.concat(Array.from({ length: 12 }, () => frame))),
      [],
    );
    const found = [1, 0.5, 0.25, 0].map((part) => {
      const { stretches, tally } = selected(window, 'ac3', part);
      const frames = stretches.map(({ pieces }) =>
        Math.floor(((pieces[0]?.offset ?? 0) - 23) / frame.length),
      );
      return [frames, tally];
    });
    expect(found).toEqual([
      [[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], { seen: 12, withCandidates: 12 }],
      [[1, 3, 5, 7, 9, 11], { seen: 12, withCandidates: 6 }],
      [[3, 7, 11], { seen: 12, withCandidates: 3 }],
      [[], { seen: 12, withCandidates: 0 }],
    ]);
  });
});

test('pieces are read and written where they are, and nothing beside them', () => {
  const pieces = [
    { offset: 5, length: 30 },
    { offset: 60, length: 7 },
  ];
  const bytes = Uint8Array.from({ length: 37 }, (_, at) => at + 1);
  const whole = new Uint8Array(80);
  writePieces(whole, pieces, bytes);
  expect(readPieces(whole, pieces)).toEqual(bytes);
  expect(whole.filter((byte) => byte !== 0).length).toBe(37);
});
