import { beforeEach, describe, expect, it } from 'vitest';
import { DistributorImages } from '../../../../../app/bank/orders/distributor-images.ts';
import type { OpenImage } from '../../../../../app/bank/orders/ports.ts';
import { AppError } from '../../../../../app/foundation/errors.ts';
import { titleOf } from '../../../../support/bank/fake-titles.ts';

/** Distributor and version of every pass that was begun. */
let passes: string[];
let opened: number;
let version: string;
/** What each pass waits for. */
let held: Promise<void>;
let images: DistributorImages;
beforeEach(() => {
  passes = [];
  opened = 0;
  version = 'first';
  held = Promise.resolve();
  images = new DistributorImages(
    { titles: () => [titleOf('a-film', 5000)] },
    { openImage: async (distributorId) => openImage(distributorId, version) },
  );
});

function openImage(distributorId: string, imageVersion: string): OpenImage {
  opened += 1;
  return {
    size: 5000,
    version: imageVersion,
    read: () => Promise.reject(new Error('nothing is read here')),
    async sha256(signal) {
      passes.push(`${distributorId} ${imageVersion}`);
      await held;
      signal?.throwIfAborted();
      return `hash of ${distributorId} ${imageVersion}`;
    },
    close() {
      opened -= 1;
    },
  };
}

async function describeImage(distributorId: string) {
  const { description, image } = await images.open(distributorId, 'a-film');
  image.close();
  return description;
}

describe('the hash of an image', () => {
  it('takes one pass, however many ask, at once or later', async () => {
    const [one, two] = await Promise.all([describeImage('ACME'), describeImage('ACME')]);
    const described = { bytes: 5000, sectors: 3, sha256: 'hash of ACME first' };
    expect([one, two, await describeImage('ACME')]).toEqual([described, described, described]);
    expect([passes, opened]).toEqual([['ACME first'], 0]);
  });

  it('is another for another distributor, and once the title is another', async () => {
    const hashes = [await describeImage('ACME'), await describeImage('OTHER')];
    version = 'second';
    hashes.push(await describeImage('ACME'));
    expect(hashes.map(({ sha256 }) => sha256)).toEqual([
      'hash of ACME first',
      'hash of OTHER first',
      'hash of ACME second',
    ]);
  });

  it('is computed anew after a pass that failed', async () => {
    held = Promise.reject(new AppError('GENERATOR_DIED', 'No.', { remedy: 'retry' }));
    await expect(describeImage('ACME')).rejects.toMatchObject({ code: 'GENERATOR_DIED' });
    held = Promise.resolve();
    expect(await describeImage('ACME')).toMatchObject({ sha256: 'hash of ACME first' });
    expect([passes.length, opened]).toEqual([2, 0]);
  });

  it('is given up when the bank is closed', async () => {
    let release = () => {};
    held = new Promise((resolve) => {
      release = resolve;
    });
    const asked = Promise.allSettled([describeImage('ACME')]);
    await expect.poll(() => passes.length).toBe(1);
    const closed = images.close();
    release();
    await closed;
    expect(await asked).toMatchObject([{ status: 'rejected', reason: { code: 'BANK_CLOSING' } }]);
    expect(opened).toBe(0);
  });
});

it('a title that is not offered has no image', async () => {
  await expect(images.open('ACME', 'no-film')).rejects.toMatchObject({
    code: 'TITLE_UNKNOWN',
    remedy: 'reject-input',
  });
  expect(opened).toBe(0);
});
