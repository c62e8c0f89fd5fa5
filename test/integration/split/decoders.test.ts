import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bufferSource } from '../../../app/foundation/byte-source.ts';
import { openComplement } from '../../../app/split/index.ts';
import { type ClipKind, makeClip } from '../../support/clips.ts';
import { indexOf, planOf, splitWhole } from '../../support/engine-files.ts';

const run = promisify(execFile);
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'diptych-decoders-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function splitClip(kind: ClipKind) {
  const { vob } = await makeClip(kind);
  const master = await readFile(vob);
  const { index } = await indexOf(master);
  const { main, complement } = splitWhole(master, index, planOf(new Uint8Array(32).fill(0x31)));
  const path = join(folder, `${kind}.vob`);
  await writeFile(path, main);
  return { vob, path, figures: openComplement(bufferSource(complement)).figures };
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
  'decoders that forgive nothing take the main stream of %s as they take the film',
  async (kind) => {
    const { vob, path } = await splitClip(kind);
    expect(await strictComplaints(path)).toEqual(await strictComplaints(vob));
    await run('mpeg2dec', ['-s', '-o', 'null', path]);
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
