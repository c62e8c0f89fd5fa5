import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { samplesIn } from '../../../../app/lpcm/index.ts';
import { ElementaryWindow } from '../../../../app/mpeg2/index.ts';
import { findSoundFrames, ScaleFactors } from '../../../../app/mpeg-sound/index.ts';
import { LevelCandidates } from '../../../../app/split/candidate-columns.ts';
import { gatherSoundBits } from '../../../../app/split/gather-sound-bits.ts';
import { lane } from '../../../../app/split/lanes.ts';
import { selectStretches } from '../../../../app/split/select-stretches.ts';
import type { SoundStream } from '../../../../app/split/sound-stream.ts';
import { anyPcm, formatByte, packSamples } from '../../../support/engine-lpcm.ts';
import { anySoundFrame } from '../../../support/engine-mpeg-sound.ts';

type Kind = SoundStream['kind'];

interface Laid {
  readonly kind: Kind;
  readonly number?: number;
  readonly packets: readonly Uint8Array[];
  readonly format?: number;
}

/** A block in which the packets of some streams lie by turns, 17 bytes of something else before each. */
function blockOf(streams: readonly Laid[], part: number = 1) {
  const rows = Math.max(...streams.map(({ packets }) => packets.length));
  const chunks: Uint8Array[] = [];
  const windows = streams.map(() => new ElementaryWindow());
  const order = Array.from({ length: rows }, (_, row) =>
    streams.flatMap(({ packets }, stream) => {
      const payload = packets[row];
      return payload === undefined ? [] : [{ stream, payload }];
    }),
  ).flat();
  for (const { payload } of order) chunks.push(new Uint8Array(17).fill(0xff), payload);
  const block = Uint8Array.from(Buffer.concat(chunks));
  let at = 0;
  for (const { stream, payload } of order) {
    at += 17;
    windows[stream]?.append(block, at, at + payload.length);
    at += payload.length;
  }
  const sound = streams.map(({ kind, number = 0, format = 0 }, index): SoundStream => {
    const window = windows[index] ?? new ElementaryWindow();
    window.seal();
    const common = { number, window, part, tally: { seen: 0, withCandidates: 0 } };
    return kind === 'lpcm' ? { ...common, kind, format } : { ...common, kind };
  });
  return { block, sound };
}

function positionsOf(sound: readonly SoundStream[], number: number): number[] {
  const candidates = new LevelCandidates();
  gatherSoundBits(sound, candidates);
  const { positions, count } = candidates.lane(number);
  return Array.from(positions.subarray(0, count));
}

/** The sound of a window, as it stands in a block that may have been written over. */
function soundIn(block: Uint8Array, { window }: SoundStream): Uint8Array {
  const placeOf = window.places();
  return Uint8Array.from({ length: window.length }, (_, at) => block[placeOf(at * 8) >>> 3] ?? 0);
}

function flip(block: Uint8Array, bits: readonly number[]): Uint8Array {
  const flipped = Uint8Array.from(block);
  for (const bit of bits) flipped[bit >>> 3] = (flipped[bit >>> 3] ?? 0) ^ (128 >>> (bit & 7));
  return flipped;
}

function cutAt(bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1;
    pieces.push(bytes.subarray(at, at + size));
    at += size;
  }
  return pieces;
}

/** The scalefactors of all frames: places, and indices. */
function scalesOf(sound: Uint8Array) {
  const factors = new ScaleFactors();
  return Array.from(findSoundFrames(sound, sound.length), ({ at, header }) => {
    const isRight = factors.read(sound, at, header);
    const { count, positions, indices, thirds } = factors;
    return {
      at,
      isRight,
      positions: [...positions.subarray(0, count)],
      indices: [...indices.subarray(0, count)],
      thirds: [...thirds.subarray(0, count)],
    };
  });
}

/** All but the indices. */
function placesOf({ at, positions, thirds }: ReturnType<typeof scalesOf>[number]) {
  return { at, positions, thirds };
}

/** Power of the noise if an index is exchanged for another: an index less is 2 dB more. */
const powerOf = (index: number) => 10 ** (-index / 5);

const sizes = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 6 });
/** A frame, and the same once more. */
const twoFrames = anySoundFrame.map(({ frame, ...more }) => ({
  ...more,
  frame,
  stream: Uint8Array.from([...frame, ...frame]),
}));

/** Two frames that have more scalefactors than are wanted. */
function aRichStream(seed: number): Uint8Array {
  const rich = twoFrames.filter(({ scales }) => scales.length > 60);
  return fc.sample(rich, { seed, numRuns: 1 })[0]!.stream;
}

describe('the scalefactors of MPEG sound', () => {
  test('may take any subset of the changes, and stay scalefactors where they were', () => {
    fc.assert(
      fc.property(twoFrames, sizes, fc.infiniteStream(fc.boolean()), ({ stream }, cuts, coin) => {
        const { block, sound } = blockOf([{ kind: 'mpeg', packets: cutAt(stream, cuts) }]);
        const bits = positionsOf(sound, lane.mpegSoundScale);
        const before = scalesOf(stream);
        expect(sound[0]?.tally.seen).toBe(2);
        for (const subset of [bits, bits.filter(() => coin.next().value)]) {
          const after = scalesOf(soundIn(flip(block, subset), sound[0]!));
          expect(after.map(placesOf)).toEqual(before.map(placesOf));
          expect(after.every(({ isRight, indices }) => isRight && !indices.includes(63))).toBe(
            true,
          );
        }
      }),
      { seed: 130, numRuns: 150 },
    );
  });

  test('only become louder, those first that make the most noise, 24 of a frame', () => {
    fc.assert(
      fc.property(twoFrames, ({ stream, scales }) => {
        const { block, sound } = blockOf([{ kind: 'mpeg', packets: [stream] }]);
        const bits = positionsOf(sound, lane.mpegSoundScale);
        const after = scalesOf(soundIn(flip(block, bits), sound[0]!))[0]!;
        const changed = scales.flatMap(({ index, thirds }, i) =>
          after.indices[i] === index
            ? []
            : [thirds * (powerOf(after.indices[i]!) - powerOf(index))],
        );
        const best = scales
          .filter(({ index }) => index > 0)
          .map(({ index, thirds }) => {
            const louder = index - 2 ** Math.floor(Math.log2(index));
            return thirds * (powerOf(louder) - powerOf(index));
          })
          .sort((one, other) => other - one)
          .slice(0, 24);
        const sum = (powers: readonly number[]) => powers.reduce((all, one) => all + one, 0);
        expect(changed.length).toBe(best.length);
        expect(sum(changed)).toBeCloseTo(sum(best), 6);
      }),
      { seed: 131, numRuns: 150 },
    );
  });

  test('are fewer where the block has too much sound for its budget', () => {
    const stream = aRichStream(132);
    const counts = [1, 0.5, 0.1, 0].map((part) => {
      const { sound } = blockOf([{ kind: 'mpeg', packets: [stream] }], part);
      return [positionsOf(sound, lane.mpegSoundScale).length, sound[0]?.tally];
    });
    expect(counts).toEqual([
      [48, { seen: 2, withCandidates: 2 }],
      [24, { seen: 2, withCandidates: 2 }],
      [4, { seen: 2, withCandidates: 2 }],
      [0, { seen: 2, withCandidates: 0 }],
    ]);
  });
});

describe('the signs of LPCM', () => {
  test('are those of one sample in 17, and nothing else of a packet changes', () => {
    const packets = fc.tuple(anyPcm, fc.integer({ min: 1, max: 40 }));
    fc.assert(
      fc.property(packets, ([{ format, samples }, count]) => {
        const packet = packSamples(format, samples);
        const { block, sound } = blockOf([
          {
            kind: 'lpcm',
            format: formatByte(format),
            packets: Array.from({ length: count }, () => packet),
          },
        ]);
        const bits = positionsOf(sound, lane.pcmSign);
        const all = samples.length * count;
        expect(bits.length).toBe(Math.ceil(all / 17));
        const expected = Array.from({ length: all }, (_, at) => {
          const sample = samples[at % samples.length] ?? 0;
          return at % 17 === 0 ? sample ^ (1 << (format.bits - 1)) : sample;
        });
        const changed = soundIn(flip(block, bits), sound[0]!);
        expect(Buffer.compare(changed, packSamples(format, expected))).toBe(0);
        expect(sound[0]?.tally.seen).toBe(count);
      }),
      { seed: 133, numRuns: 100 },
    );
  });

  test('are taken of every channel alike', () => {
    for (let channels = 1; channels <= 8; channels++) {
      const format = { bits: 16, rate: 48_000, channels } as const;
      const packet = new Uint8Array(2 * channels * 17 * 10);
      const { sound } = blockOf([{ kind: 'lpcm', format: formatByte(format), packets: [packet] }]);
      const perChannel = Array.from({ length: channels }, () => 0);
      for (const bit of positionsOf(sound, lane.pcmSign)) {
        const channel = ((bit / 8 - 17) / 2) % channels;
        perChannel[channel] = (perChannel[channel] ?? 0) + 1;
      }
      expect(perChannel).toEqual(
        perChannel.map(() => samplesIn(format, packet.length) / 17 / channels),
      );
    }
  });

  test('are not looked for where the format is not known', () => {
    const packets = [new Uint8Array(400)];
    const { sound } = blockOf([{ kind: 'lpcm', format: 0xc1, packets }]);
    const mixed = sound.map((stream) => ({ ...stream, format: null }) as SoundStream);
    expect([positionsOf(sound, lane.pcmSign), positionsOf(mixed, lane.pcmSign)]).toEqual([[], []]);
    expect(sound[0]?.tally).toEqual({ seen: 2, withCandidates: 0 });
  });
});

test('several streams of a kind give places in rising order, none twice', () => {
  const stream = aRichStream(134);
  const pcm = Array.from({ length: 5 }, () => new Uint8Array(200));
  const { sound } = blockOf([
    { kind: 'mpeg', number: 0, packets: cutAt(stream, [90, 70]) },
    { kind: 'mpeg', number: 1, packets: cutAt(stream, [40]) },
    { kind: 'lpcm', number: 0, packets: pcm, format: 1 },
    { kind: 'lpcm', number: 1, packets: pcm, format: 1 },
  ]);
  for (const [number, count] of [
    [lane.mpegSoundScale, 96],
    [lane.pcmSign, 60],
  ] as const) {
    const bits = positionsOf(sound, number);
    expect(bits).toEqual([...new Set(bits)].sort((one, other) => one - other));
    expect(bits.length).toBe(count);
  }
});

test('frames of DTS are counted, and have no candidates', () => {
  const frame = new Uint8Array(96);
  // FSIZE 95, from bit 46 on.
  frame.set([0x7f, 0xfe, 0x80, 0x01, 0xfc, 0x3c, 0x05, 0xf0]);
  const { sound } = blockOf([
    {
      kind: 'dts',
      packets: [
        frame.subarray(9),
        frame,
        frame.subarray(0, 40),
        frame.subarray(40),
        frame.subarray(0, -1),
      ],
    },
  ]);
  const candidates = new LevelCandidates();
  selectStretches(sound, candidates.stretches);
  gatherSoundBits(sound, candidates);
  expect([candidates.isEmpty, sound[0]?.tally]).toEqual([true, { seen: 2, withCandidates: 0 }]);
});

test('sound that is none, of any kind, is gone through without a crash', () => {
  const hostile = fc.record({
    kind: fc.constantFrom<Kind[]>('ac3', 'mpeg', 'lpcm', 'dts'),
    packets: fc.array(
      fc.oneof(
        fc.constantFrom(
          Uint8Array.of(0x0b, 0x77, 0, 0, 0x1e, 0x40, 0xe1),
          Uint8Array.of(0xff, 0xfd, 0x14, 0x00),
          Uint8Array.of(0x7f, 0xfe, 0x80, 0x01, 0, 0, 0, 0),
        ),
        fc.uint8Array({ minLength: 1, maxLength: 200 }),
        fc.nat(255).map((byte) => new Uint8Array(300).fill(byte)),
      ),
      { minLength: 1, maxLength: 12 },
    ),
    format: fc.nat(255),
  });
  fc.assert(
    fc.property(
      fc.array(hostile, { minLength: 1, maxLength: 4 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (streams, part) => {
        const { block, sound } = blockOf(streams, part);
        const candidates = new LevelCandidates();
        selectStretches(sound, candidates.stretches);
        gatherSoundBits(sound, candidates);
        for (const number of [lane.mpegSoundScale, lane.pcmSign]) {
          const { positions, count } = candidates.lane(number);
          expect(Math.max(0, ...positions.subarray(0, count))).toBeLessThan(block.length * 8);
        }
        for (const { tally } of sound) {
          expect(tally.withCandidates).toBeLessThanOrEqual(tally.seen);
        }
      },
    ),
    { seed: 135, numRuns: 200 },
  );
});
