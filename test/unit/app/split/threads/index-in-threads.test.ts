import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FileSource, openFileSource } from '../../../../../app/disc/file-source.ts';
import { joinedSource } from '../../../../../app/disc/joined-source.ts';
import type { ByteSource } from '../../../../../app/foundation/byte-source.ts';
import type { IndexOptions, IndexSummary } from '../../../../../app/split/index.ts';
import { cutFilm } from '../../../../../app/split/threads/film-segments.ts';
import { type FilmPass, indexFilm } from '../../../../../app/split/threads/index-in-threads.ts';
import { makeClip } from '../../../../support/clips.ts';

const options: IndexOptions = { preset: 'quarter', traceKey: new Uint8Array(32).fill(7) };
/** Bytes of a segment: small, so that a clip has some. */
const SEGMENT = 300_000;

let folder: string;
let vob: Buffer;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'diptych-index-threads-'));
  const { videoTs } = await makeClip('pal-16x9');
  vob = readFileSync(join(videoTs, 'VTS_01_1.VOB'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(name: string, bytes: Uint8Array): FileSource {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return openFileSource(path);
}

async function indexed(
  film: ByteSource,
  pass: FilmPass,
): Promise<{ summary: IndexSummary; bytes: Buffer; mapRoom: number }> {
  const pieces: Buffer[] = [];
  const index = await indexFilm(film, (piece) => pieces.push(Buffer.from(piece)), options, pass);
  const extents = [{ offset: 0, length: film.size }];
  const summary = index.finish({ imageSize: film.size, extents });
  return { summary, bytes: Buffer.concat(pieces), mapRoom: index.mapRoom };
}

/** Indexes with one thread and with two. */
async function both(film: FileSource) {
  const one = await indexed(film, { threads: 1 });
  const two = await indexed(film, { threads: 2, segment: SEGMENT });
  film.close();
  return { one, two };
}

/** The same film with something of it changed. */
function damaged(change: (bytes: Buffer, cuts: readonly number[]) => void): Buffer {
  const bytes = Buffer.from(vob);
  const film = fileOf('whole.vob', vob);
  change(
    bytes,
    cutFilm(film, SEGMENT).map(({ from }) => from),
  );
  film.close();
  return bytes;
}

describe('an index that two threads make', () => {
  it('is the same, byte for byte, as one thread makes', async () => {
    const film = fileOf('film.vob', vob);
    expect(cutFilm(film, SEGMENT).length).toBeGreaterThan(2);
    const { one, two } = await both(film);
    expect(two.bytes.equals(one.bytes)).toBe(true);
    expect([two.summary, two.mapRoom]).toEqual([one.summary, one.mapRoom]);
  });

  it('is the same of a film in several files, the last of which ends within a pack', async () => {
    const [first, second] = [vob.subarray(0, 1_000_000), vob.subarray(1_000_000, -1000)];
    const files = [fileOf('1.vob', first), fileOf('2.vob', second)];
    const film = joinedSource(files);
    const one = await indexed(film, { threads: 1 });
    const two = await indexed(film, { threads: 2, segment: SEGMENT });
    for (const file of files) file.close();
    expect(two.bytes.equals(one.bytes)).toBe(true);
  });

  it('is the same where the last packet before a cut says that it is longer than it is', async () => {
    const bytes = damaged((bytes, [, cut = 0]) => {
      // The sector before a NAV pack: pack header of 14 bytes, then a packet, whose length is told at 18.
      bytes.writeUInt16BE(4000, cut - 2048 + 18);
    });
    const { one, two } = await both(fileOf('long.vob', bytes));
    expect(Object.values(one.summary.unsplit)).not.toEqual([]);
    expect(two.bytes.equals(one.bytes)).toBe(true);
  });

  it('is the same where there is garbage on both sides of a cut', async () => {
    const bytes = damaged((bytes, [, cut = 0]) => bytes.fill(0xa5, cut - 5000, cut - 100));
    const { one, two } = await both(fileOf('garbage.vob', bytes));
    expect(two.bytes.equals(one.bytes)).toBe(true);
  });

  it('is the same where the packets before most cuts say so', async () => {
    const bytes = damaged((bytes, cuts) => {
      for (const cut of cuts.slice(1, -1)) bytes.writeUInt16BE(4000, cut - 2048 + 18);
    });
    const { one, two } = await both(fileOf('all-long.vob', bytes));
    expect(two.bytes.equals(one.bytes)).toBe(true);
  });

  it('is made by one where NAV packs do not lead through the film', async () => {
    const bytes = damaged((bytes) => bytes.fill(0, 0x400, 0x410));
    const film = fileOf('no-chain.vob', bytes);
    expect(cutFilm(film, SEGMENT)).toEqual([{ from: 0, to: bytes.length }]);
    const { one, two } = await both(film);
    expect(two.bytes.equals(one.bytes)).toBe(true);
  });

  it('tells how far it is, and leaves off when it is told', async () => {
    const film = fileOf('progress.vob', vob);
    const told: number[] = [];
    const onProgress = (done: number) => told.push(done);
    await indexed(film, { threads: 2, segment: SEGMENT, onProgress });
    expect(told).toEqual(cutFilm(film, SEGMENT).map(({ to }) => to));
    const controller = new AbortController();
    const pass = { threads: 2, segment: SEGMENT, signal: controller.signal };
    const stopped = indexed(film, {
      ...pass,
      onProgress: () => controller.abort(new Error('enough')),
    });
    await expect(stopped).rejects.toThrow('enough');
    film.close();
  });
});
