import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { bufferSource, type ByteSource } from '../../../../app/foundation/byte-source.ts';
import { measureRate } from '../../../../app/split/measure-rate.ts';
import { makeClip } from '../../../support/clips.ts';
import { wholeOf } from '../../../support/engine-files.ts';

const { vob, mpg } = await makeClip('bbb-pal');
const film = readFileSync(vob);
/** What the clip plays, in ticks of 90 kHz. */
const PLAYED = 4 * 90_000;

test('the rate of a film is its bytes by its playing time', () => {
  const rate = measureRate(bufferSource(film), wholeOf(film))!;
  expect(rate / (film.length / PLAYED)).toBeCloseTo(1, 1);
});

test('is the same where the film is cut into extents', () => {
  const half = 2048 * Math.floor(film.length / 4096) + 512;
  const image = new Uint8Array(film.length + 5000);
  image.set(film.subarray(0, half), 1000);
  image.set(film.subarray(half), half + 3000);
  const extents = [
    { offset: 1000, length: half },
    { offset: half + 3000, length: film.length - half },
  ];
  expect(measureRate(bufferSource(image), extents)).toBe(
    measureRate(bufferSource(film), wholeOf(film)),
  );
});

test('one sector a VOBU is read, and nothing else', () => {
  let bytes = 0;
  const source: ByteSource = {
    size: film.length,
    read(position, into) {
      bytes += into.length;
      return bufferSource(film).read(position, into);
    },
  };
  measureRate(source, wholeOf(film));
  expect(bytes).toBeLessThan(20 * 2048);
});

test('is not known without NAV packs, nor where less than half of the film is reached by them', () => {
  const stream = readFileSync(mpg);
  expect(measureRate(bufferSource(stream), wholeOf(stream))).toBeNull();
  const broken = Uint8Array.from(film);
  broken.fill(0, film.length >> 2);
  expect(measureRate(bufferSource(broken), wholeOf(broken))).toBeNull();
  expect(measureRate(bufferSource(new Uint8Array(0)), [])).toBeNull();
});
