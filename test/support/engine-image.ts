import { bufferSource, type Extent } from '../../app/foundation/byte-source.ts';
import { seededRandomness } from '../../app/foundation/randomness.ts';
import {
  openOriginals,
  type SplitPlan,
  type TitleIndex,
  type TitleOriginals,
  writeOriginals,
} from '../../app/split/index.ts';
import { indexOf, planOf } from './engine-files.ts';

/** A small image: a file system of noise, the map area, the film in two extents with something between. */
export interface FilmImage {
  readonly image: Uint8Array;
  readonly index: TitleIndex;
  readonly mapArea: Extent;
  /** Where orders write their identifiers outside of the film. */
  readonly overlays: readonly Extent[];
}

export async function imageOf(vob: Uint8Array): Promise<FilmImage> {
  const { summary } = await indexOf(vob);
  const mapArea = { offset: 10_000, length: summary.mapRoom + 1000 };
  const first = { offset: mapArea.offset + mapArea.length + 500, length: 2048 * 100 };
  const second = { offset: first.offset + first.length + 777, length: vob.length - first.length };
  const randomness = seededRandomness('image');
  const image = Uint8Array.from(randomness.bytes(second.offset + second.length + 4000));
  image.fill(0, mapArea.offset, mapArea.offset + mapArea.length);
  image.set(vob.subarray(0, first.length), first.offset);
  image.set(vob.subarray(first.length), second.offset);
  const { index } = await indexOf(image, [first, second]);
  return { image, index, mapArea, overlays: [{ offset: 64, length: 32 }] };
}

/** The plan of an order whose level has this key. */
export function planOn({ mapArea, overlays }: FilmImage, key: Uint8Array): SplitPlan {
  return planOf(key, {
    mapArea,
    overlays: overlays.map(({ offset, length }) => ({
      position: offset,
      bytes: new Uint8Array(length).fill(0x44),
    })),
  });
}

export const masterSha256 = 'a'.repeat(64);

/** The file of originals of an image, and the same opened. */
export async function originalsOf({
  image,
  index,
  mapArea,
  overlays,
}: FilmImage): Promise<{ file: Uint8Array; originals: TitleOriginals }> {
  const pieces: Uint8Array[] = [];
  await writeOriginals(
    { master: bufferSource(image), masterSha256, index, mapArea, overlays },
    (piece) => pieces.push(piece),
  );
  const file = Buffer.concat(pieces);
  return { file, originals: openOriginals(bufferSource(file)) };
}
