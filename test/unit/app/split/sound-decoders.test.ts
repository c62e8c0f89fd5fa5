import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { NOISE_CHANCE } from '../../../../app/ac3/index.ts';
import { LevelCandidates } from '../../../../app/split/candidate-columns.ts';
import { computeFrame } from '../../../../app/split/gather-frames.ts';
import { gatherSoundBits } from '../../../../app/split/gather-sound-bits.ts';
import { selectStretches } from '../../../../app/split/select-stretches.ts';
import { SoundCoverage } from '../../../../app/split/sound-coverage.ts';
import { readPieces, totalBytes, writePieces } from '../../../../app/split/stretches.ts';
import { VobCutter } from '../../../../app/split/vob-cutter.ts';
import { makeSoundClip, type SoundRecipe } from '../../../support/sound-clips.ts';

const run = promisify(execFile);
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'diptych-sound-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A generator of Lehmer's: the same chance in every run. */
function chanceFrom(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 0x7fff_ffff) / 0x7fff_ffff;
}

/** Writes over a stream as a split does: half the bits are drawn and half of these change, and three frames in ten. */
function spoil(stream: Uint8Array) {
  const next = chanceFrom(7);
  const spoiled = Uint8Array.from(stream);
  const coverage = new SoundCoverage();
  let begin = 0;
  let drawnBits = 0;
  const cutter = new VobCutter(({ bytes, sound }) => {
    const found = new LevelCandidates();
    selectStretches(sound, found.stretches);
    gatherSoundBits(sound, found);
    coverage.add(sound);
    const block = spoiled.subarray(begin, begin + bytes.length);
    for (const { positions, count } of found.lanes) {
      for (const bit of positions.subarray(0, count)) {
        if (next() < 0.5) continue;
        drawnBits++;
        if (next() < 0.5) block[bit >>> 3] = (block[bit >>> 3] ?? 0) ^ (128 >>> (bit & 7));
      }
    }
    for (const { shape, pieces } of found.stretches) {
      if (next() > 0.3) continue;
      drawnBits += 8 * totalBytes(pieces);
      const chance = Uint8Array.from({ length: NOISE_CHANCE }, () => next() * 256);
      writePieces(block, pieces, computeFrame(readPieces(block, pieces), shape, chance));
    }
    begin += bytes.length;
  });
  cutter.push(stream);
  cutter.flush();
  return { spoiled, facts: coverage.facts, percent: (drawnBits / 8 / stream.length) * 100 };
}

/** What ffmpeg makes of the sound of a stream if it forgives nothing, and what it says; addresses and names differ by run. */
async function decode(path: string) {
  const strict = ['-v', 'error', '-err_detect', '+crccheck+bitstream+buffer+explode'];
  const output = ['-map', '0:a:0', '-f', 's16le', '-'];
  const options = { encoding: 'buffer', maxBuffer: 1 << 26 } as const;
  const { stdout, stderr } = await run('ffmpeg', [...strict, '-i', path, ...output], options);
  const said = stderr
    .toString()
    .replaceAll(path, '')
    .replace(/0x[0-9a-f]+/g, '');
  return {
    said,
    samples: Int16Array.from({ length: stdout.length >> 1 }, (_, at) => stdout.readInt16LE(at * 2)),
  };
}

/** Where packets of sound begin and how long they are, as ffprobe's parser finds frames. */
async function framesOf(path: string): Promise<string> {
  const args = ['-v', 'quiet', '-select_streams', 'a:0', '-show_entries', 'packet=size,pts,pos'];
  const { stdout } = await run('ffprobe', [...args, '-of', 'csv=p=0', path], {
    maxBuffer: 1 << 24,
  });
  return stdout;
}

function decibels(original: Int16Array, spoiled: Int16Array): number {
  let signal = 0;
  let noise = 0;
  for (const [at, sample] of original.entries()) {
    signal += sample ** 2;
    noise += (sample - (spoiled[at] ?? 0)) ** 2;
  }
  return 10 * Math.log10(signal / noise);
}

test.each<[SoundRecipe, { readonly snr: number; readonly percent: number }]>([
  ['MPEG, stereo', { snr: -15, percent: 0.02 }],
  ['MPEG, joint stereo, with CRCs', { snr: -14, percent: 0.02 }],
  ['MPEG, one channel', { snr: -15, percent: 0.02 }],
  ['LPCM, 16 bits', { snr: -5, percent: 0.05 }],
  ['LPCM, 24 bits', { snr: -5, percent: 0.1 }],
  ['AC-3, stereo', { snr: -10, percent: 0.1 }],
  ['AC-3, 5.1', { snr: -15, percent: 0.1 }],
])(
  '%s: decoders take it as they take the film, and little is heard of the film',
  async (recipe, least) => {
    const film = join(folder, `${recipe}.vob`);
    await makeSoundClip(recipe, film);
    const { spoiled, facts, percent } = spoil(await readFile(film));
    const path = join(folder, `${recipe}-spoiled.vob`);
    await writeFile(path, spoiled);
    const [before, after] = [await decode(film), await decode(path)];
    expect(facts.map(({ inClear }) => inClear)).toEqual([false]);
    expect(percent).toBeLessThan(least.percent);
    expect(after.said).toBe(before.said);
    expect(await framesOf(path)).toBe(await framesOf(film));
    expect(after.samples.length).toBe(before.samples.length);
    const snr = decibels(before.samples, after.samples);
    expect(snr).toBeLessThan(least.snr);
  },
);

test('DTS stays as it is, and that is said', async () => {
  const film = join(folder, 'dts.vob');
  await makeSoundClip('DTS', film);
  const stream = new Uint8Array(await readFile(film));
  const { spoiled, facts } = spoil(stream);
  expect(Buffer.compare(spoiled, stream)).toBe(0);
  expect(facts).toEqual([
    { kind: 'dts', streams: [0], seen: expect.any(Number), withCandidates: 0, inClear: true },
  ]);
  expect(facts[0]!.seen).toBeGreaterThan(300);
});
