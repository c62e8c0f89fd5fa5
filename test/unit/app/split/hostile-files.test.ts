import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bufferSource } from '../../../../app/foundation/byte-source.ts';
import { isAppError } from '../../../../app/foundation/errors.ts';
import {
  BlockFileWriter,
  complementKind,
  type FileKind,
  indexKind,
  originalsKind,
  readBlockFile,
} from '../../../../app/split/block-file.ts';
import {
  checkPair,
  openComplement,
  openIndex,
  openOriginals,
  openSynthesis,
} from '../../../../app/split/index.ts';
import { VarintReader, VarintWriter } from '../../../../app/split/varint.ts';
import { drain, indexOf, planOf, splitWhole } from '../../../support/engine-files.ts';
import { anyFilm, makeFilm } from '../../../support/synthetic-film.ts';

const [parts] = fc.sample(anyFilm, { seed: 400, numRuns: 1 });
const film = makeFilm({
  ...parts!,
  width: 5,
  height: 4,
  vobus: 3,
  hasSound: true,
  packetBytes: 1000,
});
const { file: indexFile, index } = await indexOf(film);
const { main, complement } = splitWhole(film, index, planOf(new Uint8Array(32).fill(8)));

/** What refuses; null: nothing. Errors that are not ours go on. */
function codeOf(action: () => unknown): string | null {
  try {
    action();
    return null;
  } catch (error) {
    if (isAppError(error)) return error.code;
    throw error;
  }
}

/** Opens an index and uses everything in it. */
function useIndex(bytes: Uint8Array): void {
  const opened = openIndex(bufferSource(bytes));
  for (let number = 0; number < opened.blocks; number++) opened.block(number).candidates();
}

function useComplement(bytes: Uint8Array): void {
  const opened = openComplement(bufferSource(bytes));
  checkPair(bufferSource(main), opened);
  drain(openSynthesis(bufferSource(main), opened));
}

interface Change {
  /** The rows of the table, one after another. */
  readonly table?: (numbers: number[]) => readonly number[];
  /** The table as it is stored. */
  readonly stored?: Uint8Array;
  readonly facts?: (facts: Record<string, unknown>) => unknown;
  readonly blocks?: (blocks: Uint8Array) => Uint8Array;
}

/** The file with something else in it, and all of its digests right. */
function forged(file: Uint8Array, kind: FileKind, change: Change): Uint8Array {
  const { table, facts, blocksEnd } = readBlockFile(bufferSource(file), kind);
  const reader = new VarintReader(brotliDecompressSync(table));
  const numbers: number[] = [];
  while (!reader.isSpent) numbers.push(reader.read());
  const writer = new VarintWriter();
  for (const number of change.table?.(numbers) ?? numbers) writer.write(number);
  const pieces: Uint8Array[] = [];
  const forger = new BlockFileWriter(kind, (bytes) => pieces.push(bytes));
  const blocks = file.slice(16, blocksEnd);
  forger.write(change.blocks?.(blocks) ?? blocks);
  const said = facts as Record<string, unknown>;
  forger.finish(change.stored ?? brotliCompressSync(writer.bytes()), change.facts?.(said) ?? said);
  return Buffer.concat(pieces);
}

const bomb = brotliCompressSync(Buffer.alloc(1 << 26), {
  params: { [constants.BROTLI_PARAM_QUALITY]: 1 },
});
const put = (at: number, value: number) => (numbers: number[]) => numbers.with(at, value);
const fact = (name: string, value: unknown) => (facts: Record<string, unknown>) => ({
  ...facts,
  [name]: value,
});

test('forging alone changes nothing: the same file comes back', () => {
  expect(Buffer.compare(forged(indexFile, indexKind, {}), indexFile)).toBe(0);
  expect(codeOf(() => useComplement(forged(complement, complementKind, {})))).toBeNull();
});

describe('an index whose digests are right is refused', () => {
  test.each<[string, Change]>([
    ['with more blocks than its table has', { facts: fact('blocks', 2 ** 40) }],
    ['with fewer', { facts: fact('blocks', 1) }],
    ['with a table that grows without end', { stored: bomb }],
    ['with a table that is none', { stored: Uint8Array.of(1, 2, 3) }],
    ['with a row too many', { table: (numbers) => [...numbers, ...numbers.slice(0, 7)] }],
    ['with a block of any other length', { table: put(0, 2 ** 45) }],
    ['with a slot as long as no block', { table: put(3, 2 ** 50) }],
    ['with more bytes stored than it has', { table: put(5, 2 ** 52) }],
    [
      'with blocks that are not those of its table',
      { blocks: (blocks) => blocks.map((byte) => byte ^ 1) },
    ],
    [
      'with bytes between its blocks',
      { blocks: (blocks) => Buffer.concat([blocks, Buffer.alloc(9)]) },
    ],
    ['with VOBs of another length', { facts: fact('vobBytes', 5) }],
    ['with another room for its map', { facts: fact('mapRoom', 5) }],
    ['with a preset that is none', { facts: fact('preset', 'two') }],
    ['with a short trace key', { facts: fact('traceKey', 'ab') }],
    ['with a fact too many', { facts: fact('seed', 1) }],
    ['with facts that are none', { facts: () => [1, 2] }],
  ])('%s', (_, change) => {
    expect(codeOf(() => useIndex(forged(indexFile, indexKind, change)))).toBe('INDEX_DAMAGED');
  });
});

describe('a complement whose digests are right is refused', () => {
  test.each<[string, Change]>([
    ['with more blocks than its table has', { facts: fact('blocks', 2 ** 40) }],
    ['with a table that grows without end', { stored: bomb }],
    ['with a row too many', { table: (numbers) => [...numbers, ...numbers.slice(0, 8)] }],
    ['with a block longer than any', { table: put(0, (16 << 20) + 1) }],
    ['with an identifier behind the end of its block', { table: put(2, 2 ** 33) }],
    ['with a slot longer than any', { table: put(3, 2 ** 31) }],
    ['with a playing time that no clock has', { table: put(5, 2 ** 40) }],
    ['with more positions than it has bytes', { table: put(6, 2 ** 40) }],
    ['with more bits than it has bytes', { table: put(7, 2 ** 52) }],
    ['with a bit byte less', { table: (numbers) => numbers.with(7, numbers[7]! - 1) }],
    [
      'with extents out of order',
      {
        facts: fact('extents', [
          { offset: 9, length: 5 },
          { offset: 3, length: 1 },
        ]),
      },
    ],
    [
      'with a map area behind the end of the image',
      { facts: fact('mapArea', { offset: 1, length: 2 ** 40 }) },
    ],
    ['with map keys that are none', { facts: fact('mapKeys', { distributor: '', order: '' }) }],
    ['with a class too few', { facts: fact('drawn', {}) }],
    [
      'with noise for positions',
      { blocks: (blocks) => blocks.map((byte, at) => (at < 30 ? at * 41 : byte)) },
    ],
  ])('%s', (_, change) => {
    const bytes = forged(complement, complementKind, change);
    expect(codeOf(() => useComplement(bytes))).toBe('COMPLEMENT_DAMAGED');
  });

  test('or gives nothing but the master, whatever is changed in its blocks', () => {
    const places = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(places, (changes) => {
        const bytes = forged(complement, complementKind, {
          blocks: (blocks) => {
            for (const [at, byte] of changes) blocks[at % blocks.length] = byte;
            return blocks;
          },
        });
        const opened = openComplement(bufferSource(bytes));
        const read: { joined: Uint8Array | null } = { joined: null };
        const code = codeOf(() => {
          read.joined = drain(openSynthesis(bufferSource(main), opened));
        });
        const isMaster = read.joined !== null && Buffer.compare(read.joined, film) === 0;
        expect(isMaster || code === 'COMPLEMENT_DAMAGED' || code === 'SPLIT_DISC_DAMAGED').toBe(
          true,
        );
      }),
      { seed: 401, numRuns: 60 },
    );
  });
});

test('a disc whose map is noise is refused, whatever the noise', async () => {
  const area = { offset: film.length, length: index.mapRoom };
  const image = Buffer.concat([film, Buffer.alloc(area.length)]);
  const { index: other } = await indexOf(image, [{ offset: 0, length: film.length }]);
  const plan = planOf(new Uint8Array(32).fill(8), { mapArea: area });
  const split = splitWhole(image, other, plan);
  const opened = openComplement(bufferSource(split.complement));
  expect(codeOf(() => checkPair(bufferSource(split.main), opened))).toBeNull();
  fc.assert(
    fc.property(
      fc.nat(area.length - 129),
      fc.uint8Array({ minLength: 1, maxLength: 40 }),
      (at, noise) => {
        const disc = Uint8Array.from(split.main);
        const hurt = area.offset + 128 + at;
        disc.set(noise.subarray(0, disc.length - hurt), hurt);
        const isHurt = Buffer.compare(disc, split.main) !== 0;
        const code = codeOf(() => checkPair(bufferSource(disc), opened));
        expect(isHurt ? ['SPLIT_DISC_DAMAGED', 'SPLIT_WRONG_DISC'] : [null]).toContain(code);
      },
    ),
    { seed: 402, numRuns: 40 },
  );
});

test.each([
  ['index', indexFile, indexKind, openIndex, 'INDEX_VERSION'],
  ['complement', complement, complementKind, openComplement, 'COMPLEMENT_VERSION'],
  [
    'file of originals',
    Buffer.from('DPTCHORI'.padEnd(200, '\0')),
    originalsKind,
    openOriginals,
    'ORIGINALS_VERSION',
  ],
] as const)(
  'an %s of any other version is refused by name, before anything else of it is looked at',
  (_, file, kind, open, code) => {
    for (let version = 0; version < kind.version + 3; version++) {
      if (version === kind.version) continue;
      const other = Uint8Array.from(file);
      other[8] = version;
      // Even if all else in it is of no sense.
      other.fill(0xff, 100);
      expect(codeOf(() => open(bufferSource(other)))).toBe(code);
    }
  },
);
