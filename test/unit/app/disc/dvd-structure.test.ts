import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import {
  type DvdStructure,
  mainTitleOf,
  readDvdStructure,
} from '../../../../app/disc/dvd-structure.ts';
import { readIsoVolume } from '../../../../app/disc/iso9660.ts';
import { bufferSource, type Extent } from '../../../../app/foundation/byte-source.ts';
import { isAppError } from '../../../../app/foundation/errors.ts';
import { type FeatureDisc, makeFeatureDisc } from '../../../support/player/feature-disc.ts';

let disc: FeatureDisc;
let image: Uint8Array;
let structure: DvdStructure;

beforeAll(async () => {
  disc = await makeFeatureDisc();
  image = readFileSync(disc.image);
  structure = readDvdStructure(bufferSource(image));
});

test('the titles of a disc are told with their chapters, sound tracks and subtitles', () => {
  const told = structure.titles.map(
    ({ number, seconds, chapters, audio, subtitles, aspect, standard }) => ({
      number,
      seconds,
      audio,
      subtitles,
      aspect,
      standard,
      chapters: chapters.map(({ number, seconds }) => ({ number, seconds })),
    }),
  );
  expect(told).toEqual([
    {
      number: 1,
      seconds: 12,
      chapters: [
        { number: 1, seconds: 0 },
        { number: 2, seconds: 4.2 },
        { number: 3, seconds: 7.8 },
      ],
      audio: [
        { streamId: 0x80, language: 'en', codec: 'ac3', channels: 2 },
        { streamId: 0x81, language: 'fr', codec: 'ac3', channels: 6 },
      ],
      subtitles: [{ streamId: 0x20, language: 'fr' }],
      aspect: '16:9',
      standard: 'pal',
    },
    {
      number: 2,
      seconds: 2,
      chapters: [{ number: 1, seconds: 0 }],
      audio: [{ streamId: 0x80, language: null, codec: 'ac3', channels: 2 }],
      subtitles: [],
      aspect: '4:3',
      standard: 'pal',
    },
  ]);
});

test('the cells of a title in the image are its VOB, byte for byte', () => {
  const [title] = structure.titles;
  const parts = (title?.extents ?? []).map(({ offset, length }) =>
    image.subarray(offset, offset + length),
  );
  expect(Buffer.concat(parts).equals(readFileSync(disc.vob))).toBe(true);
  expect(title?.bytes).toBe(readFileSync(disc.vob).length);
});

test('a chapter begins with a NAV pack', () => {
  const [title] = structure.titles;
  const vob = readFileSync(disc.vob);
  // Pack header 000001BA; its system header 000001BB makes it a NAV pack (stnsoft.com/DVD/dvdmpeg.html).
  const begins = title?.chapters.map(({ byte }) => [
    vob.readUInt32BE(byte),
    vob.readUInt32BE(byte + 14),
  ]);
  expect(begins).toEqual([
    [0x1ba, 0x1bb],
    [0x1ba, 0x1bb],
    [0x1ba, 0x1bb],
  ]);
});

test('the film is the longest title', () => {
  expect(mainTitleOf(structure).number).toBe(1);
});

test('information files with any bytes changed are read or refused, and nothing else', () => {
  const { files } = readIsoVolume(bufferSource(image));
  const ifos = ['VIDEO_TS/VIDEO_TS.IFO', 'VIDEO_TS/VTS_01_0.IFO'].map((path) => files.get(path));
  const place = fc.constantFrom(...ifos.filter((extent): extent is Extent => extent !== undefined));
  const change = fc.tuple(place, fc.nat(), fc.nat(255));
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 12 }), (changes) => {
      const damaged = new Map<number, number>();
      for (const [{ offset, length }, at, value] of changes) {
        damaged.set(offset + (at % length), value);
      }
      const outcome = outcomeOf(damaged);
      expect(outcome === 'read' || outcome.startsWith('DISC_')).toBe(true);
    }),
    { numRuns: 400, seed: 20261121 },
  );
});

test('a table of titles that points past the end is damage', () => {
  const ifo = readIsoVolume(bufferSource(image)).files.get('VIDEO_TS/VIDEO_TS.IFO');
  expect(outcomeOf(new Map([[(ifo?.offset ?? 0) + 0xc4, 0xff]]))).toBe('DISC_DAMAGED');
});

test('more titles than a disc can have are damage', () => {
  const { at, view } = ifoAt('VIDEO_TS/VIDEO_TS.IFO');
  const table = view.getUint32(0xc4) * 2048;
  expect(outcomeOf(new Map([[at + table + 1, 100]]))).toBe('DISC_DAMAGED');
});

test('a cell that ends behind the VOBs is damage', () => {
  const { at, chain, view } = firstChain();
  const firstCell = chain + view.getUint16(chain + 0xe8);
  expect(outcomeOf(new Map([[at + firstCell + 20, 0x7f]]))).toBe('DISC_DAMAGED');
});

test('tracks that a programme chain does not play are not told', () => {
  const { at, chain } = firstChain();
  // audio_control of the second sound track, subp_control of the first subtitle: their top bit says that it is there.
  const silent = new Map([
    [at + chain + 0x0e, 0],
    [at + chain + 0x1c, 0],
  ]);
  const told = withChanges(silent, () => readDvdStructure(bufferSource(image)).titles[0]);
  expect([told?.audio.map(({ streamId }) => streamId), told?.subtitles]).toEqual([[0x80], []]);
});

function ifoAt(path: string) {
  const at = readIsoVolume(bufferSource(image)).files.get(path)?.offset ?? 0;
  return { at, view: new DataView(image.buffer, image.byteOffset + at) };
}

/** The first programme chain of the film's title set, from the begin of its information file. */
function firstChain() {
  const { at, view } = ifoAt('VIDEO_TS/VTS_01_0.IFO');
  const table = view.getUint32(0xcc) * 2048;
  return { at, view, chain: table + view.getUint32(table + 12) };
}

/** What reading the image comes to, some of its bytes changed. */
function outcomeOf(changes: ReadonlyMap<number, number>): string {
  return withChanges(changes, () => {
    try {
      readDvdStructure(bufferSource(image));
      return 'read';
    } catch (error) {
      if (!isAppError(error)) throw error;
      return error.code;
    }
  });
}

function withChanges<Result>(changes: ReadonlyMap<number, number>, use: () => Result): Result {
  const before = new Map([...changes.keys()].map((at) => [at, image[at] ?? 0]));
  for (const [at, value] of changes) image[at] = value;
  try {
    return use();
  } finally {
    for (const [at, value] of before) image[at] = value;
  }
}
