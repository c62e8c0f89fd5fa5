import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { listStartCodes, startCode } from '../../../app/mpeg2/start-codes.ts';
import { attackFilm, bestAttack, writeAttackedFrame } from '../../bench/attack/attack-bench.ts';
import { attacks } from '../../bench/attack/attacks.ts';
import { estimateDc } from '../../bench/attack/boundary-dc.ts';
import { macroblock } from '../../bench/attack/codes.ts';
import { findChains, nearestOfSize, readLevels } from '../../bench/attack/dc-chains.ts';
import { restoreDcJointly, surveyDc } from '../../bench/attack/joint-dc.ts';
import type { CodedPicture } from '../../bench/attack/picture.ts';
import { clipIntra, intraAcToZero, restoreQuantisers } from '../../bench/attack/simple-attacks.ts';
import { demuxVideo, transcode, type Transform } from '../../bench/attack/transcode.ts';
import { restoreVectorSigns } from '../../bench/attack/vector-signs.ts';
import { makeClip } from '../../support/clips.ts';

const vob = (await makeClip('bbb-pal')).vob;
const film = firstGroups(demuxVideo(await readFile(vob)), 3);

/** So many groups of pictures from the begin of a stream. */
function firstGroups(video: Uint8Array, groups: number): Uint8Array {
  const begins = listStartCodes(video).filter((code) => code % 256 === startCode.sequenceHeader);
  return padded(video.subarray(0, Math.floor(begins[groups]! / 256)));
}

/** Zeros must follow a stream. */
function padded(video: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(video.length + 256);
  bytes.set(video);
  return bytes.subarray(0, video.length);
}

function change(video: Uint8Array, ...transforms: readonly Transform[]): Uint8Array {
  return padded(transcode(video, transforms));
}

function pictures(video: Uint8Array, onlyIntra = false): CodedPicture[] {
  const all: CodedPicture[] = [];
  transcode(video, [(group) => void all.push(...group)], { onlyIntra });
  return all;
}

/** Half of what `places` names, the same in every run. */
function everyOther(): () => boolean {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state >>> 31 === 1;
  };
}

type Column = Uint8Array | Int8Array | Int16Array | Int32Array;

/** Which columns differ between two streams of the same macroblocks, in pictures of which types. */
function differences(before: Uint8Array, after: Uint8Array): string[] {
  const found = new Set<string>();
  const others = pictures(after);
  for (const [number, picture] of pictures(before).entries()) {
    const other = others[number]!;
    const columns: Readonly<Record<string, readonly [Column, Column]>> = {
      address: [picture.address, other.address],
      kind: [picture.kind, other.kind],
      motionType: [picture.motionType, other.motionType],
      dctType: [picture.dctType, other.dctType],
      quantiserCode: [picture.quantiserCode, other.quantiserCode],
      pattern: [picture.pattern, other.pattern],
      vectorSize: [picture.vectorDelta.map(Math.abs), other.vectorDelta.map(Math.abs)],
      vectorDelta: [picture.vectorDelta, other.vectorDelta],
      fieldSelect: [picture.fieldSelect, other.fieldSelect],
      dcSize: [picture.dcSize, other.dcSize],
      dcDelta: [picture.dcDelta, other.dcDelta],
      level: [
        picture.level.subarray(0, picture.coefficients),
        other.level.subarray(0, other.coefficients),
      ],
    };
    for (const [name, [own, changed]] of Object.entries(columns)) {
      if (Buffer.compare(bytesOf(own), bytesOf(changed)) !== 0) {
        found.add(`${name} in ${'-IPB'[picture.facts.type]}`);
      }
    }
  }
  return [...found].sort();
}

function bytesOf({ buffer, byteOffset, byteLength }: Column): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** Mean distance of the luma DC of I pictures, in sample values. */
function dcDistance(video: Uint8Array): number {
  let sum = 0;
  let count = 0;
  const others = pictures(video, true);
  for (const [number, picture] of pictures(film, true).entries()) {
    const own = readLevels(picture, findChains(picture, 0));
    const other = readLevels(others[number]!, findChains(others[number]!, 0));
    for (const [slot, level] of own.entries()) sum += Math.abs(level - other[slot]!);
    count += picture.macroblocks * 4;
  }
  return sum / count;
}

/** Some large luma differentials of I pictures get the other sign, where that keeps their chain inside of its range. */
const drawDc = everyOther();
const spoilDc: Transform = (group) => {
  for (const picture of group) {
    if (picture.facts.type !== 1) continue;
    for (const { slots, slice } of findChains(picture, 0)) {
      for (const slot of slots) {
        if (picture.dcSize[slot]! < 5 || !drawDc() || !drawDc() || !drawDc()) continue;
        const delta = picture.dcDelta[slot]!;
        picture.dcDelta[slot] = -delta;
        let level = 128;
        const isInside = slots.every((at) => (level += picture.dcDelta[at]!) >= 0 && level < 256);
        if (!isInside) picture.dcDelta[slot] = delta;
        slice.isChanged = true;
      }
    }
  }
};

const spoilVectors: Transform = (group) => {
  const draw = everyOther();
  for (const picture of group) {
    if (picture.facts.type !== 2) continue;
    for (const slice of picture.slices) {
      for (let at = 8 * slice.firstMacroblock; at < 8 * slice.endMacroblock; at++) {
        if (draw() && draw()) picture.vectorDelta[at] = -picture.vectorDelta[at]!;
      }
      slice.isChanged = true;
    }
  }
};

const spoilQuantisers: Transform = (group) => {
  for (const picture of group)
    for (const slice of picture.slices.slice(0, 8)) slice.quantiserCode ^= 2;
};

/** Mean distance of the vectors of P pictures, in half samples. */
function vectorDistance(video: Uint8Array): number {
  let sum = 0;
  let count = 0;
  const others = pictures(video);
  for (const [number, picture] of pictures(film).entries()) {
    if (picture.facts.type !== 2) continue;
    for (let at = 0; at < picture.macroblocks; at++) {
      if ((picture.kind[at]! & macroblock.forward) === 0) continue;
      for (const t of [0, 1]) {
        sum += Math.abs(picture.vector[8 * at + t]! - others[number]!.vector[8 * at + t]!);
      }
      count++;
    }
  }
  return sum / count;
}

describe('simple attacks', () => {
  test('AC to zero leaves intra blocks nothing but their DC, and what is not intra as it was', () => {
    const attacked = change(film, intraAcToZero);
    const before = pictures(film);
    const wrong: string[] = [];
    for (const [number, picture] of pictures(attacked).entries()) {
      for (let at = 0; at < picture.macroblocks; at++) {
        const isIntra = (picture.kind[at]! & macroblock.intra) !== 0;
        const own = picture.blockTo[6 * at + 5]! - picture.blockFrom[6 * at]!;
        const other = before[number]!.blockTo[6 * at + 5]! - before[number]!.blockFrom[6 * at]!;
        if (own !== (isIntra ? 0 : other)) wrong.push(`${number}: ${at}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(differences(film, attacked)).toEqual(['level in I', 'level in P']);
  });

  test('clipping leaves out the coefficients of intra blocks above the limit, and no other', () => {
    const count = (video: Uint8Array, from: number, to: number) => {
      let sum = 0;
      for (const picture of pictures(video)) {
        if (picture.facts.type !== 1) continue;
        const { scale, scan, intraMatrix } = picture.facts;
        for (let at = 0; at < picture.macroblocks; at++) {
          for (let slot = picture.blockFrom[6 * at]!; slot < picture.blockTo[6 * at + 5]!; slot++) {
            const weight = intraMatrix[scan[picture.place[slot]!]!]!;
            const step = (weight * scale[picture.quantiserCode[at]!]!) / 16;
            const size = Math.abs(picture.level[slot]!) * step;
            if (size > from && size <= to) sum++;
          }
        }
      }
      return sum;
    };
    const attacked = change(film, clipIntra(60));
    expect(count(film, 60, Infinity)).toBeGreaterThan(200);
    expect(count(attacked, 60, Infinity)).toBe(0);
    expect(count(attacked, 0, 60)).toBe(count(film, 0, 60));
  });

  test('quantisers that differ from the median of their picture are restored', () => {
    const spoilt = change(film, spoilQuantisers);
    expect(differences(film, spoilt)).toEqual([
      'quantiserCode in B',
      'quantiserCode in I',
      'quantiserCode in P',
    ]);
    expect(Buffer.compare(change(spoilt, restoreQuantisers), film)).toBe(0);
  });
});

describe('DC', () => {
  test('that are estimated from edges keep their sizes, and nothing else is touched', () => {
    expect(differences(film, change(film, estimateDc))).toEqual(['dcDelta in I']);
  });

  test('that are restored jointly come back to those of the film', () => {
    const spoilt = change(film, spoilDc);
    const restored = change(spoilt, restoreDcJointly(surveyDc(spoilt, [])));
    expect(differences(spoilt, restored)).toEqual(['dcDelta in I']);
    expect(dcDistance(spoilt)).toBeGreaterThan(5);
    expect(dcDistance(restored)).toBeLessThan(dcDistance(spoilt) / 2);
    expect(dcDistance(change(film, restoreDcJointly(surveyDc(film, []))))).toBeLessThan(0.5);
  });

  test('are given the nearest differential of their size', () => {
    expect([0, 3, -9, 100, -5.2, -100].map((wished) => nearestOfSize(3, wished))).toEqual([
      4, 4, -7, 7, -5, -7,
    ]);
    expect(nearestOfSize(0, 50)).toBe(0);
  });
});

describe('vectors', () => {
  test('whose signs are spoilt in P pictures come back to those of the film, by their signs alone', () => {
    const spoilt = change(film, spoilVectors);
    const restored = change(spoilt, restoreVectorSigns);
    expect(differences(spoilt, restored)).toEqual(['vectorDelta in P']);
    expect(vectorDistance(restored)).toBeLessThan(vectorDistance(spoilt) / 3);
  });
});

describe('the bench of attacks', () => {
  const chosen = attacks.filter(({ name }) => ['none', 'AC to zero'].includes(name));

  async function folder(): Promise<string> {
    const path = await mkdtemp(join(tmpdir(), 'diptych-attack-'));
    onTestFinished(() => rm(path, { recursive: true }));
    return path;
  }

  test('finds an untouched film to be itself, and the best attack to be none', async () => {
    const path = await folder();
    const results = await attackFilm(vob, vob, path, chosen);
    expect(results[0]).toEqual({
      name: 'none',
      frames: 100,
      ssim: { mean: 1, p95: 1, highest: 1, framesAbove090: 100 },
      ssimLuma: { mean: 1, p95: 1 },
      psnrLumaDb: { mean: 100, p95: 100 },
    });
    expect(results[1]).toMatchObject({ name: 'AC to zero', frames: 100 });
    expect(results[1]!.ssim.mean).toBeLessThan(0.9);
    expect(bestAttack(results).name).toBe('none');
    expect(await readdir(path)).toEqual(['psnr.txt', 'ssim.txt']);
  });

  test('writes a frame as an attack leaves it', async () => {
    const path = await folder();
    const png = join(path, 'frame.png');
    await writeAttackedFrame(vob, 'AC to zero', 40, png, path);
    const bytes = await readFile(png);
    expect(bytes.subarray(1, 4).toString()).toBe('PNG');
    expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([720, 576]);
    expect(await readdir(path)).toEqual(['frame.png']);
  });

  test('refuses an attack that it does not know', async () => {
    const path = await folder();
    await expect(writeAttackedFrame(vob, 'by magic', 0, 'x.png', path)).rejects.toMatchObject({
      code: 'BENCH_ATTACK',
    });
  });

  test('names every attack once, the main stream as it is first', () => {
    const names = attacks.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names[0]).toBe('none');
  });
});
