import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ElementaryWindow } from '../../../../app/mpeg2/index.ts';
import { isChosen, shareSound } from '../../../../app/split/sound-budget.ts';
import { SoundCoverage } from '../../../../app/split/sound-coverage.ts';
import type { SoundKind, SoundStream } from '../../../../app/split/sound-stream.ts';

function heard(
  kind: 'ac3' | 'mpeg' | 'dts',
  number: number,
  seen: number,
  withCandidates: number,
): SoundStream {
  const tally = { seen, withCandidates };
  return { kind, number, window: new ElementaryWindow(512), part: 1, tally };
}

describe('what became of the sound of a title', () => {
  test('is told by kind, with its streams, and what is left in clear', () => {
    const coverage = new SoundCoverage();
    coverage.add([heard('dts', 2, 5, 0), heard('ac3', 1, 16, 15), heard('ac3', 0, 16, 14)]);
    coverage.add([heard('ac3', 1, 15, 15)]);
    expect(coverage.facts).toEqual([
      { kind: 'ac3', streams: [0, 1], seen: 47, withCandidates: 44, inClear: false },
      { kind: 'dts', streams: [2], seen: 5, withCandidates: 0, inClear: true },
    ]);
  });

  test('counts what was seen and not drawn where a block stays as it is', () => {
    const coverage = new SoundCoverage();
    coverage.add([heard('mpeg', 0, 20, 20)], false);
    expect(coverage.facts).toEqual([
      { kind: 'mpeg', streams: [0], seen: 20, withCandidates: 0, inClear: true },
    ]);
  });

  test('is the same whoever counted which blocks', () => {
    const blocks = fc.array(
      fc.array(
        fc
          .tuple(fc.constantFrom('ac3', 'mpeg', 'dts'), fc.nat(7), fc.nat(20), fc.nat(20))
          .map(([kind, number, one, other]) =>
            heard(kind, number, Math.max(one, other), Math.min(one, other)),
          ),
        { maxLength: 3 },
      ),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(blocks, fc.nat(12), (all, cut) => {
        const [whole, one, other] = [new SoundCoverage(), new SoundCoverage(), new SoundCoverage()];
        for (const [number, sound] of all.entries()) {
          whole.add(sound);
          (number < cut ? one : other).add(sound);
        }
        // From one worker to another they go as plain data.
        one.merge({ facts: structuredClone(other.facts) });
        expect(one.facts).toEqual(whole.facts);
      }),
      { seed: 140 },
    );
  });
});

describe('the budget of sound', () => {
  /** The parts that streams of so many bytes get of a block that counts for so many. */
  const partsOf = (streams: readonly (readonly [SoundKind, number])[], bytes: number) => {
    const sound = streams.map(([kind, length]): SoundStream => {
      const window = new ElementaryWindow();
      window.append(new Uint8Array(length), 0, length);
      const common = { number: 0, window, part: 0.123, tally: { seen: 0, withCandidates: 0 } };
      return kind === 'lpcm' ? { ...common, kind, format: 1 } : { ...common, kind };
    });
    shareSound(sound, bytes);
    return sound.map(({ part }) => part);
  };

  test('leaves one stream of each kind at full strength beside 6 Mb/s of pictures', () => {
    const kilobits: readonly (readonly [SoundKind, number])[] = [
      ['ac3', 448],
      ['mpeg', 384],
      ['lpcm', 1536],
      ['dts', 1509],
    ];
    // Bytes of half a second.
    const parts = kilobits.map(([kind, rate]) =>
      partsOf([[kind, (rate * 1000) / 16]], ((6000 + rate) * 1000) / 16),
    );
    expect(parts).toEqual([[1], [1], [1], [1]]);
  });

  test('makes all streams share where there are too many', () => {
    const [one, ...others] = partsOf(
      Array.from({ length: 4 }, () => ['ac3', 10_000] as const),
      250_000,
    );
    // Four streams would cost 1.25 % of 40 000 bytes; a thousandth of 250 000 is half of that.
    expect(one).toBeCloseTo(0.5, 10);
    expect(others).toEqual([one, one, one]);
    expect(partsOf([], 0)).toEqual([]);
  });

  test('takes as many of a row as its part says, spread evenly', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(300), (part, count) => {
        let chosen = 0;
        for (let number = 1; number <= count; number++) {
          if (isChosen(number, part)) chosen++;
          expect(chosen).toBe(Math.floor(number * part));
        }
      }),
      { seed: 141 },
    );
  });
});
