import { expect, test } from 'vitest';
import { bufferSource } from '../../../../../app/foundation/byte-source.ts';
import { mainStreamOf, partsOf } from '../../../../../app/player/output/film-reader.ts';
import { CHUNK_BYTES, FIRST_BYTES, pourFilm } from '../../../../../app/player/output/pour-film.ts';
import { ReaderPlaces } from '../../../../../app/player/output/reader-places.ts';

const bytes = Uint8Array.from({ length: 1_000_000 }, (_, index) => (index % 251) + 1);
const film = mainStreamOf(bufferSource(bytes));
const never = new AbortController().signal;

test('nothing more is read before the last bytes are taken', async () => {
  const taken: number[] = [];
  const leaving = new AbortController();
  const poured = pourFilm(
    { film, first: 0, last: bytes.length - 1, signal: leaving.signal },
    (chunk) => {
      taken.push(chunk.length);
      return taken.length < 3
        ? Promise.resolve()
        : new Promise((_, reject) => {
            leaving.signal.addEventListener('abort', () => reject(leaving.signal.reason as Error));
          });
    },
  );
  for (let turn = 0; turn < 100; turn++) await new Promise(setImmediate);
  leaving.abort(new Error('left'));
  await expect(poured).rejects.toThrow('left');
  expect(taken).toEqual([FIRST_BYTES, CHUNK_BYTES, CHUNK_BYTES]);
});

test('what was taken is zero-filled, and what could not be taken too', async () => {
  const chunks: Uint8Array[] = [];
  const poured = pourFilm({ film, first: 0, last: 99_999, signal: never }, (chunk) => {
    chunks.push(chunk);
    return chunks.length === 2 ? Promise.reject(new Error('full')) : Promise.resolve();
  });
  await expect(poured).rejects.toThrow('full');
  expect(chunks.map((chunk) => chunk.every((byte) => byte === 0))).toEqual([true, true]);
});

test('a film that ends too early is an error, not a short film', async () => {
  const short = { ...film, size: bytes.length + 10 };
  await expect(
    pourFilm({ film: short, first: 0, last: bytes.length + 9, signal: never }, () =>
      Promise.resolve(),
    ),
  ).rejects.toMatchObject({ code: 'PLAYER_OUTPUT_SHORT' });
});

test('parts that do not touch follow one another', async () => {
  const extents = [
    { offset: 500_000, length: 70_000 },
    { offset: 0, length: 90_000 },
  ];
  const parts: Uint8Array[] = [];
  await pourFilm(
    { film: partsOf(film, extents), first: 10, last: 159_999, signal: never },
    (chunk) => {
      parts.push(chunk.slice());
      return Promise.resolve();
    },
  );
  const wanted = Buffer.concat([bytes.subarray(500_010, 570_000), bytes.subarray(0, 90_000)]);
  expect(Buffer.concat(parts).equals(wanted)).toBe(true);
});

test('the reader that has not moved for longest gives way', () => {
  const places = new ReaderPlaces(2);
  const first = places.enter();
  const second = places.enter();
  first.moved();
  const third = places.enter();
  expect([first.signal.aborted, second.signal.aborted, third.signal.aborted]).toEqual([
    false,
    true,
    false,
  ]);
});
