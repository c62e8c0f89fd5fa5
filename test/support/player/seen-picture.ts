import { spawnSync } from 'node:child_process';
import type { Page } from 'playwright-core';
import { readImageLayout } from '../../../app/disc/image-layout.ts';
import { type ByteSource, readExtent } from '../../../app/foundation/byte-source.ts';
import { readPicture } from './read-picture.ts';

/** On a machine that does ten other things, pictures come slowly. */
export const patiently = { timeout: 30_000 };

/** Where the picture is. */
export function secondsOf(page: Page): Promise<number> {
  return page.locator('video').evaluate((video: { currentTime: number }) => video.currentTime);
}

/** A quarter of the page's leaf either way: enough to tell pictures apart. */
const small = { width: 256, height: 144 } as const;

/** One leaf of the picture that stands there, whole. */
export async function seenLeaf(page: Page, leaf: 'disc' | 'film'): Promise<Uint8Array> {
  const hinge = page.getByRole('slider', { name: 'Hinge between the disc and the film' });
  await hinge.press(leaf === 'film' ? 'Home' : 'End');
  return readPicture(page, small);
}

/** Pictures of the master around a moment as ffmpeg decodes them: a busy browser shows one that is a little late. */
export function framesOf(master: ByteSource, seconds: number): Uint8Array[] {
  const film = Buffer.concat(readImageLayout(master).vobs.map((vob) => readExtent(master, vob)));
  const from = Math.max(0, Math.round((seconds - 1.5) * 25));
  const filter = `trim=start_frame=${from}:end_frame=${from + 50},scale=256:144:flags=area`;
  const options = ['-v', 'error', '-f', 'mpeg', '-i', '-', '-vf', filter, '-an'];
  const format = ['-f', 'rawvideo', '-pix_fmt', 'rgb24', '-'];
  // It may end before it has read the whole film.
  const { stdout } = spawnSync('ffmpeg', [...options, ...format], {
    input: film,
    maxBuffer: 1 << 26,
  });
  const length = small.width * small.height * 3;
  return Array.from({ length: stdout.length / length }, (_, index) =>
    stdout.subarray(index * length, (index + 1) * length),
  );
}

/** Mean difference of two pictures, in levels of 255. */
export function difference(a: Uint8Array, b: Uint8Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at += 1) sum += Math.abs((a[at] ?? 0) - (b[at] ?? 0));
  return sum / a.length;
}

/** How far a picture is from the one of `frames` that is most like it. */
export function farFrom(frames: readonly Uint8Array[], picture: Uint8Array): number {
  return Math.min(...frames.map((frame) => difference(picture, frame)));
}
