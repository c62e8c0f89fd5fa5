import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder with the posters and the trailer of the scripted catalogue. */
    screenMedia: string;
  }
}

/** The pages of the kiosk and of its panel, as they were built before the tests. */
export const builtScreens = join(import.meta.dirname, '../../dist/screens');

const run = promisify(execFile);

/** One picture or clip by ffmpeg's own sources. */
const posters: Record<string, string> = {
  'deep-shore':
    'mandelbrot=s=200x300:start_x=-0.743643887037151:start_y=0.13182590420533:start_scale=0.004:maxiter=300,hue=h=205:s=1.3,scale=600:900',
  'small-lives':
    'life=s=150x225:mold=12:r=25:ratio=0.14:seed=7:death_color=#10243a:life_color=#ffd98a:mold_color=#2f5d8a,trim=start_frame=40,scale=600:900:flags=neighbor',
  dusk: 'gradients=s=600x900:c0=#ff8a5c:c1=#31185c:c2=#f2b84b:c3=#0b1c3c:n=4:x0=300:y0=0:x1=300:y1=900:seed=4',
  loom: 'cellauto=s=150x225:rule=90:seed=3:ratio=0.2,scale=600:900:flags=neighbor,colorchannelmixer=rr=.9:gg=.5:bb=.3',
  triangles: 'sierpinski=s=600x900:type=triangle:seed=9:jump=80,trim=start_frame=60,hue=h=120:s=2',
  'test-card': 'testsrc2=s=600x900',
};

/** Before the tests of the screens: their pictures, once for all of them. */
export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'diptych-screen-media-'));
  await drawScreenMedia(folder);
  provide('screenMedia', folder);
  return () => rm(folder, { recursive: true, force: true });
}

/** Draws the posters and a trailer of the scripted catalogue below `folder`. */
async function drawScreenMedia(folder: string): Promise<void> {
  await mkdir(join(folder, 'posters'), { recursive: true });
  await mkdir(join(folder, 'trailers'), { recursive: true });
  const draw = (arguments_: string[]) => run('ffmpeg', ['-v', 'error', '-y', ...arguments_]);
  for (const [titleId, source] of Object.entries(posters)) {
    const file = join(folder, 'posters', `${titleId}.jpg`);
    await draw(['-f', 'lavfi', '-i', source, '-frames:v', '1', '-q:v', '3', file]);
  }
  const clip = 'mandelbrot=s=320x180:r=12:start_scale=0.02:end_pts=40';
  await draw(
    [
      ['-f', 'lavfi', '-i', clip, '-t', '2', '-pix_fmt', 'yuv420p', '-c:v', 'libx264'],
      ['-preset', 'ultrafast', join(folder, 'trailers', 'trailer.mp4')],
    ].flat(),
  );
}
