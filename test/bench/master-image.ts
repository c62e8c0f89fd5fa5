import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { openFileSource } from '../../app/disc/file-source.ts';
import { makeImage } from '../../app/disc/genisoimage.ts';
import { POSITION_MAP_PATH } from '../../app/disc/image-layout.ts';
import { createIndexBuilder, defaultPreset, type Preset } from '../../app/split/index.ts';

/** The files of a film. */
export interface FilmFiles {
  /** Its only title VOB, NAV packs filled. */
  readonly vob: string;
  /** The image of its disc, which holds the VOB in one piece, and room for the position map. */
  readonly image: string;
}

/**
 * Makes the image of a film's disc, as masters are made. It is made anew in each run: how much room the position map needs
 * is for the engine to say, as it is now.
 *
 * @param vob the film's only title VOB, in its `VIDEO_TS` folder.
 */
export async function makeMasterImage(
  vob: string,
  folder: string,
  preset: Preset = defaultPreset,
): Promise<FilmFiles> {
  const disc = join(folder, 'disc');
  await cp(dirname(vob), join(disc, 'VIDEO_TS'), { recursive: true });
  const map = join(disc, POSITION_MAP_PATH);
  await mkdir(dirname(map), { recursive: true });
  await writeFile(map, new Uint8Array(await mapRoomOf(vob, preset)));
  await makeImage({ cwd: folder, folder: 'disc', output: 'film.iso', volumeId: 'BENCH' });
  await rm(disc, { recursive: true });
  return { vob, image: join(folder, 'film.iso') };
}

/** Bytes. */
async function mapRoomOf(vob: string, preset: Preset): Promise<number> {
  const source = openFileSource(vob);
  try {
    const builder = createIndexBuilder(() => {}, { preset, traceKey: new Uint8Array(32) });
    await builder.add(source, [{ offset: 0, length: source.size }]);
    return builder.mapRoom;
  } finally {
    source.close();
  }
}
