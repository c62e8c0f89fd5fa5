/**
 * A disc with what a viewer may choose: two titles, chapters, two sound tracks with languages, a subtitle. Made by ffmpeg,
 * spumux, dvdauthor and genisoimage when a test first asks for it, and kept as `test/support/clips.ts` keeps its clips.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { makeClip } from '../clips.ts';

const run = promisify(execFile);

export interface FeatureDisc {
  readonly image: string;
  /** The `VIDEO_TS` folder it was made from. */
  readonly videoTs: string;
  /** All of the first title, as its VOB lies in the folder. */
  readonly vob: string;
}

const recipe = createHash('sha256')
  .update(readFileSync(fileURLToPath(import.meta.url)))
  .digest('hex')
  .slice(0, 16);

/** 12 s of 16:9 PAL in three chapters (0, 4 and 8 s as asked for; they begin at a VOBU), then a title of 2 s. */
export async function makeFeatureDisc(): Promise<FeatureDisc> {
  const folder = join(tmpdir(), `diptych-feature-${recipe}`);
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
  const videoTs = join(folder, 'dvd', 'VIDEO_TS');
  return { image: join(folder, 'image.iso'), videoTs, vob: join(videoTs, 'VTS_01_1.VOB') };
}

async function make(work: string): Promise<void> {
  const env = { ...process.env, VIDEO_FORMAT: 'PAL' };
  const film = join(work, 'film.mpg');
  const inputs = ['testsrc2=size=720x576:rate=25', 'sine=330:r=48000', 'sine=550:r=48000'];
  await run(
    'ffmpeg',
    [
      ['-v', 'error', '-nostdin', '-y'],
      inputs.flatMap((source) => ['-f', 'lavfi', '-i', source]),
      ['-map', '0:v', '-map', '1:a', '-map', '2:a', '-t', '12'],
      ['-target', 'pal-dvd', '-aspect', '16:9', '-b:v', '3000k', '-threads', '1'],
      ['-c:a', 'ac3', '-ac:a:0', '2', '-ac:a:1', '6', '-b:a', '192k'],
      ['-flags:v', '+bitexact', '-flags:a', '+bitexact', '-fflags', '+bitexact', film],
    ].flat(),
  );
  const words = join(work, 'words.png');
  const whiteBox = '-v error -f lavfi -i color=white:s=200x40 -frames:v 1 -pix_fmt rgba';
  await run('ffmpeg', [...whiteBox.split(' '), words]);
  const spu = (start: number) =>
    `<spu start="00:00:0${start}.00" end="00:00:0${start + 2}.00" image="${words}" xoffset="100" yoffset="480" />`;
  await writeFile(
    join(work, 'words.xml'),
    `<subpictures><stream>${spu(1)}${spu(6)}</stream></subpictures>`,
  );
  const titled = join(work, 'titled.mpg');
  // spumux reads and writes nothing but its standard streams.
  await run('sh', ['-c', 'spumux -m dvd -s 0 words.xml < film.mpg > titled.mpg'], {
    cwd: work,
    env,
  });
  const extra = (await makeClip('pal-4x3')).mpg;
  const subpictures =
    '<subpicture lang="fr"><stream id="0" mode="widescreen" /><stream id="0" mode="letterbox" /></subpicture>';
  const plan = `<dvdauthor jumppad="off"><vmgm />
    <titleset><titles><video format="pal" aspect="16:9" widescreen="nopanscan" />
      <audio lang="en" /><audio lang="fr" />${subpictures}
      <pgc><vob file="${titled}" chapters="0,4,8" /><post>exit;</post></pgc></titles></titleset>
    <titleset><titles><video format="pal" aspect="4:3" />
      <pgc><vob file="${extra}" /><post>exit;</post></pgc></titles></titleset></dvdauthor>`;
  await writeFile(join(work, 'plan.xml'), plan);
  await run('dvdauthor', ['-o', join(work, 'dvd'), '-x', join(work, 'plan.xml')], { env });
  const image = join(work, 'image.iso');
  const dvd = join(work, 'dvd');
  await run('genisoimage', ['-quiet', '-dvd-video', '-V', 'FEATURE', '-o', image, dvd]);
}
