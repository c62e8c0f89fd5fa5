import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bufferSource } from '../../../../app/foundation/byte-source.ts';
import { isAppError } from '../../../../app/foundation/errors.ts';
import { openComplement, openSynthesis, type TitleIndex } from '../../../../app/split/index.ts';
import { VobCutter } from '../../../../app/split/vob-cutter.ts';
import { drain, indexOf, planOf, splitWhole } from '../../../support/engine-files.ts';
import { reparse } from '../../../support/engine-reparse.ts';
import {
  bitFlips,
  garbage,
  headersIn,
  type HostileStream,
  mutated,
  oddStartCodes,
  truncated,
  wrongLengths,
} from '../../../support/hostile-streams.ts';
import { chanceOf } from '../../../support/synthetic-picture.ts';
import { anyFilm, makeFilm, paddingSector } from '../../../support/synthetic-film.ts';
import type { FilmParts } from '../../../support/synthetic-parts.ts';

const [any] = fc.sample(anyFilm, { seed: 300, numRuns: 1 });
const parts: FilmParts = {
  ...any!,
  width: 4,
  height: 2,
  isProgressive: false,
  hasFields: false,
  vobus: 5,
  packetBytes: 1000,
  hasSound: true,
};
/** Five VOBUs; behind the fourth as much padding as the longest packet has, which a wrong length may swallow. */
const film = await filmWithPadding();
const { index: whole } = await indexOf(film);
/** The third VOBU is the one that is hurt. Where its own NAV pack is, the one before it does not end there. */
const [from, to] = [whole.block(2).start, whole.block(3).start];
const mostUnsplit = whole.block(4).start - whole.block(1).start + 5000;
const headers = headersIn(film, from, to);
const key = new Uint8Array(32).fill(5);

async function filmWithPadding(): Promise<Uint8Array> {
  const short = makeFilm(parts);
  const last = (await indexOf(short)).index.block(4).start;
  const padding = Array.from({ length: 33 }, () => paddingSector());
  return Uint8Array.from(
    Buffer.concat([short.subarray(0, last), ...padding, short.subarray(last)]),
  );
}

const isSplit = (index: TitleIndex, number: number) => {
  const { distributor, order } = index.block(number).slotBytes;
  return distributor + order > 0;
};

/** Which blocks of a stream have packets that are damaged. */
function damageIn(bytes: Uint8Array): boolean[] {
  const found: boolean[] = [];
  const cutter = new VobCutter(({ damage }) => found.push(damage !== null));
  cutter.push(bytes);
  cutter.flush();
  return found;
}

/**
 * Indexes, splits and joins a stream, whatever it holds.
 *
 * @returns what went wrong; null: nothing.
 */
async function wrongWith(
  { bytes }: HostileStream,
  areOthersSplit: boolean,
): Promise<string | null> {
  let index: TitleIndex;
  let unsplit: Readonly<Record<string, number>>;
  let unsplitBytes: number;
  try {
    ({
      index,
      summary: { unsplit, unsplitBytes },
    } = await indexOf(bytes));
  } catch (error) {
    const isRefused = isAppError(error, 'INDEX_NO_CANDIDATES');
    return isRefused && !areOthersSplit ? null : `is refused: ${String(error)}`;
  }
  const { main, complement } = splitWhole(bytes, index, planOf(key, { navIdentifier: null }));
  const joined = drain(openSynthesis(bufferSource(main), openComplement(bufferSource(complement))));
  if (Buffer.compare(joined, bytes) !== 0) return 'does not come back';
  const [was, is] = [reparse(bytes), reparse(main)];
  if (was.startCodes !== is.startCodes) return 'has other start codes';
  if (was.places !== is.places) return 'is read otherwise';
  if (was.problems.join() !== is.problems.join()) return 'is damaged otherwise';
  if (was.dcRange[1] <= was.dcRange[2] && is.dcRange[1] > is.dcRange[2]) return 'has DC too high';
  if (was.dcRange[0] >= 0 && is.dcRange[0] < 0) return 'has DC below 0';
  const isDamaged = damageIn(bytes);
  if (isDamaged.length !== index.blocks) return 'is cut otherwise';
  if (isDamaged.some((one, number) => one && isSplit(index, number)))
    return 'splits what is damaged';
  const reported = Object.values(unsplit).reduce((sum, count) => sum + count, 0);
  const left = Array.from({ length: index.blocks }, (_, number) => number).filter(
    (number) => !isSplit(index, number),
  );
  // A block with nothing in it to split is no damage; but what is damaged is always left.
  if (reported > left.length) return 'splits what it reports as left';
  for (const number of left) {
    const { start, length } = index.block(number);
    const part = (stream: Uint8Array) => stream.subarray(start, start + length);
    if (Buffer.compare(part(main), part(bytes)) !== 0) return 'changes what it leaves';
  }
  if (!areOthersSplit) return null;
  if (unsplitBytes > mostUnsplit) return 'leaves what is not hurt';
  const last = index.blocks - 1;
  if (!isSplit(index, 0)) return 'leaves the first block';
  return isSplit(index, last) ? null : 'leaves the last block';
}

async function wrongOf(streams: Iterable<HostileStream>, areOthersSplit: boolean) {
  const wrong: string[] = [];
  let count = 0;
  for (const stream of streams) {
    count++;
    const found = await wrongWith(stream, areOthersSplit);
    if (found !== null) wrong.push(`${stream.how}: ${found}`);
  }
  return { wrong, count };
}

/** Every so many of a long list, from a place that chance names. */
function* someOf(streams: Iterable<HostileStream>, every: number): Iterable<HostileStream> {
  let number = 0;
  for (const stream of streams) if (number++ % every === every >>> 1) yield stream;
}

describe('a film that is hurt in one VOBU is indexed, split and joined, and the rest of it is split', () => {
  test('sound, it has candidates in every block, and headers of every kind', () => {
    const names = new Set(headers.map(({ name }) => name));
    expect([...names].toSorted()).toEqual([
      'extension',
      'group',
      'navigation',
      'pack',
      'packet of sound',
      'packet of video',
      'padding',
      'picture',
      'sequence',
      'slice',
      'system',
    ]);
    expect(Array.from({ length: whole.blocks }, (_, number) => isSplit(whole, number))).toEqual([
      true,
      true,
      true,
      true,
      true,
    ]);
  });

  test('cut off at every level of its syntax, or with bytes missing there', async () => {
    const cut = [...truncated(film, headers)];
    const atTheEnd = cut.filter(({ how }) => how.includes('ends'));
    const missing = cut.filter(({ how }) => how.includes('missing'));
    expect((await wrongOf(someOf(atTheEnd, 3), false)).wrong).toEqual([]);
    const { wrong, count } = await wrongOf(someOf(missing, 3), true);
    expect(wrong).toEqual([]);
    expect(count).toBeGreaterThan(30);
  });

  test('with packets of no bytes, of too many, or shorter than their headers', async () => {
    const { wrong, count } = await wrongOf(wrongLengths(film, headers), false);
    expect(wrong).toEqual([]);
    expect(count).toBeGreaterThan(50);
  });

  test('with start codes where none belongs', async () => {
    const { wrong } = await wrongOf(someOf(oddStartCodes(film, from, to, chanceOf(1)), 2), true);
    expect(wrong).toEqual([]);
  });

  test('with noise before, between and behind', async () => {
    const { wrong } = await wrongOf(garbage(film, from, to, chanceOf(2)), false);
    expect(wrong).toEqual([]);
  });

  test('with any bit of any header flipped', async () => {
    const { wrong, count } = await wrongOf(someOf(bitFlips(film, headers), 11), true);
    expect(wrong).toEqual([]);
    expect(count).toBeGreaterThan(100);
  });
});

test.each([0, 1, 3, 10, 30, 100, 300, 1000, 10_000, 100_000])(
  'with %d bytes changed anywhere a film is indexed, split and joined, or refused',
  async (mutations) => {
    const streams = [1, 2, 3].map((seed) => mutated(film, mutations, seed));
    expect((await wrongOf(streams, false)).wrong).toEqual([]);
  },
);
