import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openSplitView, type SplitView } from '../../../../app/disc/split-view.ts';
import { AppError } from '../../../../app/foundation/errors.ts';
import { makeClip } from '../../../support/clips.ts';
import { makeFeatureDisc } from '../../../support/player/feature-disc.ts';

/** A stream in pieces, each of which is the taker's. */
async function* chunksOf(bytes: Uint8Array, taken: Uint8Array[] = []): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 32_768) {
    const chunk = Uint8Array.from(bytes.subarray(at, at + 32_768));
    taken.push(chunk);
    yield await Promise.resolve(chunk);
  }
}

async function drain(view: SplitView, most = Infinity): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for (let piece = await view.next(); piece !== null; piece = await view.next()) {
    pieces.push(piece);
    if (pieces.length >= most) break;
  }
  await view.close();
  return Buffer.concat(pieces);
}

function probe(bytes: Uint8Array): unknown {
  const asked = 'stream=codec_name,profile,width,height,sample_aspect_ratio,nb_read_frames';
  const options = [
    '-v',
    'error',
    '-count_frames',
    '-show_entries',
    asked,
    '-of',
    'json',
    '-i',
    '-',
  ];
  const said = execFileSync('ffprobe', options, { input: bytes, encoding: 'utf8' });
  return (JSON.parse(said) as { streams: unknown }).streams;
}

/** One line of a frame, as luma. */
function lumaLine(bytes: Uint8Array, frame: number, line: number): Uint8Array {
  const filter = `select=eq(n\\,${frame}),format=gray,crop=iw:1:0:${line}`;
  const options = [
    '-v',
    'error',
    '-i',
    '-',
    '-vf',
    filter,
    '-frames:v',
    '1',
    '-f',
    'rawvideo',
    '-',
  ];
  // It ends before it has read everything.
  return spawnSync('ffmpeg', options, { input: bytes }).stdout;
}

test('both leaves stand side by side in square pixels, with the sound of the film', async () => {
  const vob = readFileSync((await makeClip('pal-16x9')).vob);
  const view = openSplitView({
    standard: 'pal',
    aspect: '16:9',
    audio: 0x80,
    subtitles: null,
    main: chunksOf(vob),
    film: chunksOf(vob),
  });
  expect(probe(await drain(view))).toEqual([
    {
      codec_name: 'h264',
      profile: 'Constrained Baseline',
      width: 2048,
      height: 576,
      sample_aspect_ratio: '1:1',
      nb_read_frames: expect.stringMatching(/^5\d$/) as string,
    },
    { codec_name: 'aac', profile: 'LC', nb_read_frames: expect.any(String) as string },
  ]);
});

test('a film without sound is shown without', async () => {
  const vob = readFileSync((await makeClip('ntsc-4x3')).vob);
  const view = openSplitView({
    standard: 'ntsc',
    aspect: '4:3',
    audio: null,
    subtitles: null,
    main: chunksOf(vob),
    film: chunksOf(vob),
  });
  expect(probe(await drain(view))).toEqual([
    expect.objectContaining({ codec_name: 'h264', width: 1280, height: 480 }),
  ]);
});

test('subtitles are drawn into the film and not into the disc', async () => {
  const vob = readFileSync((await makeFeatureDisc()).vob);
  const view = openSplitView({
    standard: 'pal',
    aspect: '16:9',
    audio: 0x81,
    subtitles: { streamId: 0x20, palette: Array.from({ length: 16 }, () => 0xffffff) },
    main: chunksOf(vob),
    film: chunksOf(vob),
  });
  const line = lumaLine(await drain(view, 6), 50, 500);
  // The white box lies at x 100 to 300 of 720, in the second second.
  const at = (x: number) => line[Math.round((x / 720) * 1024)] ?? 0;
  const onDisc = [120, 200, 280].map(at);
  const inFilm = [120, 200, 280].map((x) => line[1024 + Math.round((x / 720) * 1024)] ?? 0);
  expect(inFilm.every((luma) => luma > 220)).toBe(true);
  expect(onDisc.every((luma) => luma > 220)).toBe(false);
});

test('what ffmpeg was given is zeroised, and nothing is made that nobody asks for', async () => {
  const vob = readFileSync((await makeFeatureDisc()).vob);
  const taken: Uint8Array[] = [];
  const view = openSplitView({
    standard: 'pal',
    aspect: '16:9',
    audio: 0x80,
    subtitles: null,
    main: chunksOf(vob),
    film: chunksOf(vob, taken),
  });
  expect((await view.next())?.length).toBeGreaterThan(100);
  expect((await view.next())?.length).toBeGreaterThan(100);
  await view.close();
  expect(taken.length * 32_768).toBeLessThan(vob.length);
  expect(taken.slice(0, -1).every((chunk) => chunk.every((byte) => byte === 0))).toBe(true);
  expect(await view.next()).toBeNull();
});

test('what a source throws is what the reader gets', async () => {
  const vob = readFileSync((await makeClip('pal-16x9')).vob);
  const revoked = new AppError('LICENCE_REVOKED', 'No.', { remedy: 'reject-input' });
  async function* breaking(): AsyncGenerator<Uint8Array> {
    yield* chunksOf(vob.subarray(0, 600_000));
    throw revoked;
  }
  const view = openSplitView({
    standard: 'pal',
    aspect: '16:9',
    audio: 0x80,
    subtitles: null,
    main: chunksOf(vob),
    film: breaking(),
  });
  await expect(drain(view)).rejects.toBe(revoked);
  await view.close();
});

test('a stream that is no film is told as such', async () => {
  const view = openSplitView({
    standard: 'pal',
    aspect: '16:9',
    audio: null,
    subtitles: null,
    main: chunksOf(new Uint8Array(100_000)),
    film: chunksOf(new Uint8Array(100_000)),
  });
  await expect(drain(view)).rejects.toMatchObject({ code: 'FILM_UNREADABLE' });
  await view.close();
});
