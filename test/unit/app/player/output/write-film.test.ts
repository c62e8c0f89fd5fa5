import { PassThrough, Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { bufferSource } from '../../../../../app/foundation/byte-source.ts';
import { mainStreamOf } from '../../../../../app/player/output/film-reader.ts';
import { writeFilm } from '../../../../../app/player/output/write-film.ts';

const bytes = Uint8Array.from({ length: 500_000 }, (_, index) => index % 251);
const film = mainStreamOf(bufferSource(bytes));
const never = new AbortController().signal;

test('a pipe gets the film, whole', async () => {
  const taken: Buffer[] = [];
  const pipe = new Writable({
    write(chunk: Buffer, _encoding, done) {
      taken.push(Buffer.from(chunk));
      setImmediate(done);
    },
  });
  expect(await writeFilm(film, pipe, never)).toBe(true);
  expect(Buffer.concat(taken).equals(bytes)).toBe(true);
});

test('a reader that closes the pipe ends the film, and that is no failure', async () => {
  const pipe = new Writable({
    write: (_chunk, _encoding, done) =>
      done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })),
  });
  expect(await writeFilm(film, pipe, never)).toBe(false);
});

test('a pipe that is not read holds the film back until it is interrupted', async () => {
  const reads: number[] = [];
  const counted = {
    size: film.size,
    read: (position: number, length: number, signal: AbortSignal) => {
      reads.push(length);
      return film.read(position, length, signal);
    },
  };
  const leaving = new AbortController();
  const stuck = new PassThrough({ highWaterMark: 1 });
  const written = writeFilm(counted, stuck, leaving.signal);
  for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate);
  const before = reads.length;
  leaving.abort(new Error('left'));
  await expect(written).rejects.toThrow('left');
  expect(before).toBeLessThan(3);
});
