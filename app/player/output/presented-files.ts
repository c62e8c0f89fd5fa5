import { Buffer } from 'node:buffer';
import { type DvdStructure, type DvdTitle, mainTitleOf } from '../../disc/dvd-structure.ts';
import type { SynthesisDevice } from '../ports.ts';
import { chaptersText } from './chapters-text.ts';
import { type FilmReader, imageOf, mainStreamOf, partsOf } from './film-reader.ts';

/** What can be asked for under the secret path, by name. */
export type PresentedFile =
  | { readonly is: 'film'; readonly type: string; readonly film: FilmReader }
  | { readonly is: 'text'; readonly type: string; readonly bytes: Uint8Array };

export const imageName = 'disc.iso';
export const playlistName = 'titles.m3u';
export const titleName = (number: number) => `title-${number}.vob`;
export const mainName = (number: number) => `main-${number}.vob`;
export const chaptersName = (number: number) => `chapters-${number}.ffmetadata`;

/** RFC 2046 knows `video/mpeg` alone; VLC, mpv and ffmpeg look at the bytes. */
const PROGRAM_STREAM = 'video/mpeg';

/** The whole image, and each title as one program stream, with its chapters, and untouched. */
export function presentDisc(
  device: SynthesisDevice,
  structure: DvdStructure,
): ReadonlyMap<string, PresentedFile> {
  const image = imageOf(device);
  const main = mainStreamOf(device.mainStream);
  const files = new Map<string, PresentedFile>([
    [imageName, { is: 'film', type: 'application/x-iso9660-image', film: image }],
    [playlistName, text('audio/x-mpegurl', playlistText(structure))],
  ]);
  for (const title of structure.titles) {
    const { number, extents } = title;
    files.set(titleName(number), {
      is: 'film',
      type: PROGRAM_STREAM,
      film: partsOf(image, extents),
    });
    files.set(mainName(number), {
      is: 'film',
      type: PROGRAM_STREAM,
      film: partsOf(main, extents),
    });
    files.set(chaptersName(number), text('text/plain; charset=utf-8', chaptersText(title)));
  }
  return files;
}

/** M3U, the film first; addresses are relative to that of the list. */
function playlistText(structure: DvdStructure): string {
  const main = mainTitleOf(structure);
  const others = structure.titles.filter((title) => title !== main);
  const entry = ({ number, seconds }: DvdTitle) =>
    `#EXTINF:${Math.round(seconds)},${structure.volumeId} ${number}\n${titleName(number)}\n`;
  return `#EXTM3U\n${[main, ...others].map(entry).join('')}`;
}

function text(type: string, content: string): PresentedFile {
  return { is: 'text', type, bytes: Buffer.from(content) };
}
