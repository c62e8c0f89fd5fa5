import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { bufferSource, type ByteSource } from '../../../../app/foundation/byte-source.ts';
import { seededRandomness } from '../../../../app/foundation/randomness.ts';
import {
  openDistributorImage,
  openMainStream,
  openOverlaidImage,
  writeOrderOverlay,
} from '../../../../app/split/index.ts';
import { drain, identity } from '../../../support/engine-files.ts';
import { type FilmImage, imageOf, planOn } from '../../../support/engine-image.ts';
import { makeClip } from '../../../support/clips.ts';

const randomness = seededRandomness('order overlay');
let film: FilmImage;
let master: ByteSource;
/** The image of the distributor, which plans have in common. */
let bare: Uint8Array;

const plan = (order: Uint8Array) => planOn(film, order);
const mainOf = (order: Uint8Array) =>
  drain(openMainStream({ master, index: film.index, plan: plan(order) }));
const overlayOf = (order: Uint8Array) =>
  Buffer.concat([...writeOrderOverlay({ master, index: film.index, plan: plan(order) }, identity)]);

beforeAll(async () => {
  film = await imageOf(readFileSync((await makeClip('bbb-pal')).vob));
  master = bufferSource(film.image);
  const { index, mapArea } = film;
  const key = plan(new Uint8Array(32)).keys.distributor;
  bare = drain(openDistributorImage({ master, index, key, mapArea }));
});

test('the image of a distributor and the overlay of an order are the main stream of that order, however it is read', () => {
  for (let run = 0; run < 3; run++) {
    const order = randomness.bytes(32);
    const overlaid = openOverlaidImage(bufferSource(bare), bufferSource(overlayOf(order)));
    expect(overlaid.identity).toEqual(identity);
    for (const piece of [1 << 20, 4099, 700_001]) {
      expect(Buffer.compare(drain(overlaid, piece), mainOf(order))).toBe(0);
    }
  }
});

test('an overlay is a small part of the image', () => {
  expect(overlayOf(randomness.bytes(32)).length).toBeLessThan(film.image.length * 0.08);
});

test('the image of a distributor says nothing of any order', () => {
  const { index, mapArea, image } = film;
  const key = plan(new Uint8Array(32)).keys.distributor;
  const again = drain(openDistributorImage({ master, index, key, mapArea }), 123_457);
  expect(Buffer.compare(again, bare)).toBe(0);
  expect(Buffer.compare(bare.subarray(0, 1000), image.subarray(0, 1000))).toBe(0);
});

test('the overlay of an order does not lie on the image of another distributor, nor on a master', () => {
  const { index, mapArea, image } = film;
  const overlay = bufferSource(overlayOf(randomness.bytes(32)));
  const foreign = openDistributorImage({ master, index, key: randomness.bytes(32), mapArea });
  for (const other of [foreign, bufferSource(image)]) {
    expect(() => drain(openOverlaidImage(other, overlay))).toThrow(
      expect.objectContaining({ code: 'OVERLAY_WRONG_IMAGE' }),
    );
  }
  expect(() => openOverlaidImage(bufferSource(bare.subarray(1)), overlay)).toThrow(
    expect.objectContaining({ code: 'OVERLAY_WRONG_IMAGE' }),
  );
});

test('a damaged overlay is refused, whatever byte it is', () => {
  const overlay = overlayOf(randomness.bytes(32));
  for (let run = 0; run < 20; run++) {
    const damaged = Uint8Array.from(overlay);
    const at = Buffer.from(randomness.bytes(4)).readUInt32LE() % (overlay.length - 40);
    damaged[at] = (damaged[at] ?? 0) ^ 0x10;
    const read = () => drain(openOverlaidImage(bufferSource(bare), bufferSource(damaged)));
    // The six bytes behind the version mean nothing.
    if (at >= 10 && at < 16) continue;
    expect(read).toThrow(
      expect.objectContaining({ code: expect.stringMatching(/^OVERLAY_/) as string }),
    );
  }
});
