import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkDvdVideo, type DvdVideoFacts } from '../../../../app/disc/check-dvd-video.ts';
import { openFileSource } from '../../../../app/disc/file-source.ts';
import { openVideoTsFolder, openVideoTsOfImage } from '../../../../app/disc/video-ts.ts';
import { makeClip, makeImage } from '../../../support/clips.ts';

let folder: string;
let number = 0;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'diptych-dvd-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A copy of a sound DVD-Video that a test may break. */
async function copyOfClip(): Promise<string> {
  const { videoTs } = await makeClip('pal-4x3');
  const copy = join(folder, `copy-${++number}`, 'VIDEO_TS');
  cpSync(videoTs, copy, { recursive: true });
  return copy;
}

function check(path: string): DvdVideoFacts {
  const videoTs = openVideoTsFolder(path);
  try {
    return checkDvdVideo(videoTs);
  } finally {
    videoTs.close();
  }
}

function writeAt(path: string, position: number, bytes: readonly number[]): void {
  const file = readFileSync(path);
  file.set(bytes, position);
  writeFileSync(path, file);
}

describe('a sound DVD-Video', () => {
  test.each([
    ['pal-4x3', 'pal', '4:3'],
    ['ntsc-16x9', 'ntsc', '16:9'],
  ] as const)(
    'of the kind %s says its standard, screen and running time',
    async (kind, standard, aspect) => {
      const facts = check((await makeClip(kind)).videoTs);
      expect(facts).toMatchObject({ standard, aspect, forbiddenRegions: [], mainTitleSet: 1 });
      expect(facts.runningSeconds).toBeCloseTo(2, 0);
    },
  );

  test('says the same in an image as in a folder, and when the folder above is named', async () => {
    const image = openFileSource(await makeImage('pal-4x3'));
    const { videoTs } = await makeClip('pal-4x3');
    expect(checkDvdVideo(openVideoTsOfImage(image))).toEqual(check(videoTs));
    expect(check(join(videoTs, '..'))).toEqual(check(videoTs));
    image.close();
  });

  test('names the regions that may not play it', async () => {
    const copy = await copyOfClip();
    for (const name of ['VIDEO_TS.IFO', 'VIDEO_TS.BUP'])
      writeAt(join(copy, name), 0x23, [0b1111_1101]);
    expect(check(copy).forbiddenRegions).toEqual([1, 3, 4, 5, 6, 7, 8]);
  });
});

describe('a DVD-Video that is not whole', () => {
  test('is refused where the end of the film is missing', async () => {
    const copy = await copyOfClip();
    const vob = join(copy, 'VTS_01_1.VOB');
    truncateSync(vob, openFileSource(vob).size - 2048);
    expect(() => check(copy)).toThrow(expect.objectContaining({ code: 'DISC_TRUNCATED' }));
  });

  test('is refused where the film has more than its information file knows', async () => {
    const copy = await copyOfClip();
    copyFileSync(join(copy, 'VTS_01_1.VOB'), join(copy, 'VTS_01_2.VOB'));
    expect(() => check(copy)).toThrow(expect.objectContaining({ code: 'DISC_DAMAGED' }));
  });

  test.each(['VIDEO_TS.IFO', 'VIDEO_TS.BUP', 'VTS_01_0.IFO', 'VTS_01_0.BUP'])(
    'is refused where %s is destroyed, though its twin is not',
    async (name) => {
      const copy = await copyOfClip();
      writeAt(join(copy, name), 0, [0, 0, 0, 0, 0, 0, 0, 0]);
      expect(() => check(copy)).toThrow(expect.objectContaining({ code: 'DISC_DAMAGED' }));
    },
  );

  test.each(['VIDEO_TS.BUP', 'VTS_01_0.IFO', 'VTS_01_0.BUP'])(
    'is refused where %s is missing',
    async (name) => {
      const copy = await copyOfClip();
      rmSync(join(copy, name));
      expect(() => check(copy)).toThrow(expect.objectContaining({ code: 'DISC_DAMAGED' }));
    },
  );

  test('is refused where an information file is shorter than it says', async () => {
    const copy = await copyOfClip();
    for (const name of ['VTS_01_0.IFO', 'VTS_01_0.BUP']) truncateSync(join(copy, name), 4096);
    expect(() => check(copy)).toThrow(expect.objectContaining({ code: 'DISC_DAMAGED' }));
  });

  test('is refused where a title set is missing', async () => {
    const copy = await copyOfClip();
    for (const name of readdirSync(copy)) if (name.startsWith('VTS_')) rmSync(join(copy, name));
    expect(() => check(copy)).toThrow(expect.objectContaining({ code: 'DISC_NOT_DVD_VIDEO' }));
  });

  test('is refused where the folder is another folder', () => {
    const other = join(folder, 'holiday');
    mkdirSync(other);
    writeFileSync(join(other, 'beach.txt'), 'Sand.');
    expect(() => check(other)).toThrow(expect.objectContaining({ code: 'DISC_NOT_DVD_VIDEO' }));
  });
});
