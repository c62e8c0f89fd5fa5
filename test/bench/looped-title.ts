import {
  closeSync,
  copyFileSync,
  mkdirSync,
  openSync,
  readFileSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import {
  ORIGINALS_FILE,
  RECORD_FILE,
  type VaultRecord,
  VAULT_RECORD_VERSION,
  vaultRecordSchema,
} from '../../app/bank/ingest/vault-record.ts';
import { AppError } from '../../app/foundation/errors.ts';
import { bufferSource, type ByteSource, type Extent } from '../../app/foundation/byte-source.ts';
import {
  createIndexBuilder,
  defaultPreset,
  openIndex,
  type TitleIndex,
  writeOriginals,
} from '../../app/split/index.ts';

/** Of a master that nobody ever has. */
const NO_SHA256 = '0'.repeat(64);

/** What stands in a vault, for those who watch. */
export interface LoopedTitles {
  readonly titleIds: readonly string[];
  /** Of the originals of one of them. */
  readonly bytes: number;
  readonly blocks: number;
}

/**
 * Writes titles into a vault: a film that plays a clip over and over. Its blocks are real, and as many as a film has. What
 * they cost to pick from is what a film of that length costs; only the bits are the same again after a clip. Of each title
 * there are record and originals, in files of their own: viewers never need the master.
 *
 * @param vob of the clip: its only title VOB.
 */
export async function writeLoopedTitles(
  vaultFolder: string,
  vob: string,
  loops: number,
  titleIds: readonly string[],
): Promise<LoopedTitles> {
  const clip = readFileSync(vob);
  const looped = loopIndex(await indexClip(clip), clip.length, loops);
  const [first = '', ...others] = titleIds.map((titleId) => join(vaultFolder, titleId));
  mkdirSync(first, { recursive: true });
  const bytes = await writeClipOriginals(join(first, ORIGINALS_FILE), clip, looped);
  for (const folder of others) {
    mkdirSync(folder);
    copyFileSync(join(first, ORIGINALS_FILE), join(folder, ORIGINALS_FILE));
  }
  for (const titleId of titleIds) {
    const record = recordOf(titleId, looped, bytes);
    writeFileSync(join(vaultFolder, titleId, RECORD_FILE), JSON.stringify(record));
  }
  return { titleIds, bytes, blocks: looped.blocks };
}

/** @returns bytes. */
async function writeClipOriginals(
  path: string,
  clip: Uint8Array,
  index: TitleIndex,
): Promise<number> {
  const file = openSync(path, 'wx');
  const mapArea = { offset: index.imageSize - index.mapRoom, length: index.mapRoom };
  try {
    const master = loopSource(clip, index.imageSize, mapArea);
    const request = { master, masterSha256: NO_SHA256, index, mapArea, overlays: [] };
    const { bytes } = await writeOriginals(request, (piece) => writeAll(file, piece));
    return bytes;
  } finally {
    closeSync(file);
  }
}

function recordOf(titleId: string, index: TitleIndex, originalsBytes: number): VaultRecord {
  const { blocks, candidates, extents, imageSize, leftOut, mapRoom, preset, unsplit, vobSha256 } =
    index;
  const text = { en: `The film ${titleId}`, fr: `Le film ${titleId}` };
  return vaultRecordSchema.parse({
    format: 'diptych-vault-title',
    version: VAULT_RECORD_VERSION,
    title: {
      titleId,
      name: text,
      synopsis: text,
      year: 2008,
      credits: '',
      rights: 'CC BY 3.0',
      genres: ['test'],
      runningSeconds: blocks / 2,
      standard: 'pal',
      aspect: '16:9',
      sectors: Math.ceil(imageSize / 2048),
      poster: `${titleId}/poster.jpg`,
      trailer: `${titleId}/trailer.mp4`,
    },
    addedAt: '2026-01-01T00:00:00.000Z',
    source: 'film',
    master: { bytes: imageSize, sha256: NO_SHA256 },
    index: {
      bytes: 1,
      preset,
      vobSha256,
      vobBytes: extents.reduce((sum, { length }) => sum + length, 0),
      blocks,
      mapRoom,
      candidates,
      unsplit,
      leftOut,
      soundInClear: [],
    },
    originals: { bytes: originalsBytes },
  });
}

async function indexClip(clip: Uint8Array): Promise<TitleIndex> {
  const pieces: Uint8Array[] = [];
  const builder = createIndexBuilder((piece) => pieces.push(piece), {
    preset: defaultPreset,
    traceKey: new Uint8Array(32),
  });
  const extents = [{ offset: 0, length: clip.length }];
  await builder.add(bufferSource(clip), extents);
  builder.finish({ imageSize: clip.length, extents });
  return openIndex(bufferSource(Buffer.concat(pieces)));
}

function loopIndex(clip: TitleIndex, clipBytes: number, loops: number): TitleIndex {
  const blocks = Array.from({ length: clip.blocks }, (_, number) => {
    const block = clip.block(number);
    const candidates = block.candidates();
    return { ...block, candidates: () => candidates };
  });
  const vobBytes = clipBytes * loops;
  const slotsOfClip = blocks.reduce(
    (sum, { slotBytes }) => sum + slotBytes.distributor + slotBytes.order,
    0,
  );
  const mapRoom = clip.mapRoom + slotsOfClip * (loops - 1);
  return {
    ...clip,
    imageSize: vobBytes + mapRoom,
    extents: [{ offset: 0, length: vobBytes }],
    blocks: blocks.length * loops,
    mapRoom,
    block(number) {
      const block = blocks[number % blocks.length];
      if (block === undefined) throw noSuchBlock(number);
      const loop = Math.floor(number / blocks.length);
      return {
        ...block,
        number,
        start: block.start + loop * clipBytes,
        slotAt: block.slotAt + loop * slotsOfClip,
      };
    },
  };
}

/** The clip over and over, then zeros. */
function loopSource(clip: Uint8Array, size: number, zeros: Extent): ByteSource {
  return {
    size,
    read(position, into) {
      const length = Math.min(into.length, size - position);
      for (let done = 0; done < length;) {
        const at = position + done;
        const isFilm = at < zeros.offset;
        const from = isFilm ? at % clip.length : 0;
        const end = isFilm ? Math.min(clip.length - from, zeros.offset - at) : length - done;
        const part = Math.min(end, length - done);
        if (isFilm) into.set(clip.subarray(from, from + part), done);
        else into.fill(0, done, done + part);
        done += part;
      }
      return length;
    },
  };
}

function writeAll(file: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done);
}

function noSuchBlock(number: number): AppError {
  return new AppError('BENCH_BLOCK', `There is no block ${number}.`, { remedy: 'fix-the-code' });
}
