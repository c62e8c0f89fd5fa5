import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Aspect, Standard } from './film-encoding.ts';
import { type RunOptions, runProgram } from './run-program.ts';

export interface AuthorRequest extends RunOptions {
  /** Working folder; `stream` and `output` are names in it, without characters that XML would escape. */
  readonly cwd: string;
  /** Program stream made for DVD. */
  readonly stream: string;
  /** Folder that will hold `VIDEO_TS` and `AUDIO_TS`. */
  readonly output: string;
  readonly standard: Standard;
  readonly aspect: Aspect;
  readonly seconds: number;
  /** Bytes read so far. */
  readonly onProgress?: ((bytes: number) => void) | undefined;
}

const CHAPTER_SECONDS = 300;

/**
 * Makes a DVD-Video of one title that plays when the disc is put in.
 *
 * @throws what `runProgram` throws.
 */
export async function authorDvd(request: AuthorRequest): Promise<void> {
  const { cwd, output, standard, onProgress } = request;
  writeFileSync(join(cwd, 'dvdauthor.xml'), authoringScript(request));
  await runProgram({
    ...request,
    program: 'dvdauthor',
    args: ['-o', output, '-x', 'dvdauthor.xml'],
    env: { VIDEO_FORMAT: standard.toUpperCase() },
    onLine(line) {
      const match = /VOBU \d+ at (\d+)MB/.exec(line);
      if (match) onProgress?.(Number(match[1]) * 1_048_576);
    },
  });
}

/** A chapter every five minutes, none in the last half of one. */
export function chapterSeconds(seconds: number): number[] {
  const chapters = [0];
  for (
    let start = CHAPTER_SECONDS;
    start < seconds - CHAPTER_SECONDS / 2;
    start += CHAPTER_SECONDS
  ) {
    chapters.push(start);
  }
  return chapters;
}

function authoringScript({ stream, standard, aspect, seconds }: AuthorRequest): string {
  const wide = aspect === '16:9' ? ' widescreen="nopanscan"' : '';
  return `<dvdauthor>
  <vmgm><fpc>jump title 1;</fpc></vmgm>
  <titleset>
    <titles>
      <video format="${standard}" aspect="${aspect}"${wide}/>
      <pgc>
        <vob file="${stream}" chapters="${chapterSeconds(seconds).join(',')}"/>
        <post>exit;</post>
      </pgc>
    </titles>
  </titleset>
</dvdauthor>
`;
}
