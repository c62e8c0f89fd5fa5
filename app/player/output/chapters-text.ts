import type { DvdTitle } from '../../disc/dvd-structure.ts';

/** The chapters of a title in ffmpeg's metadata format (ffmpeg-formats(1), "Metadata"), as `--chapters-file` of mpv reads. */
export function chaptersText(title: DvdTitle): string {
  const lines = [';FFMETADATA1'];
  for (const [index, { number, seconds }] of title.chapters.entries()) {
    const end = title.chapters[index + 1]?.seconds ?? title.seconds;
    lines.push(
      '[CHAPTER]',
      'TIMEBASE=1/1000',
      `START=${Math.round(seconds * 1000)}`,
      `END=${Math.round(end * 1000)}`,
      `title=${number}`,
    );
  }
  return `${lines.join('\n')}\n`;
}
