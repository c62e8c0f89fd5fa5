import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { DiscOrder } from '../../../../../app/bank/generate/generation.ts';
import { Press } from '../../../../../app/bank/generate/press.ts';
import { openPressPool, PressPool } from '../../../../../app/bank/generate/press-pool.ts';
import { addTitle } from '../../../../../app/bank/ingest/add-title.ts';
import { openMasters } from '../../../../../app/bank/vault/masters.ts';
import { bufferSource, readExtent } from '../../../../../app/foundation/byte-source.ts';
import { silentLogger } from '../../../../../app/foundation/logger.ts';
import { ManualClock } from '../../../../../app/foundation/manual-clock.ts';
import {
  openDistributorImage,
  openMainStream,
  openOverlaidImage,
  writeOrderOverlay,
} from '../../../../../app/split/index.ts';
import { makeClip } from '../../../../support/clips.ts';

let folder: string;
let pool: PressPool | null = null;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'diptych-threads-'));
  const { videoTs } = await makeClip('pal-16x9');
  const text = { en: 'A film', fr: 'Un film' };
  const facts = { titleId: 'a-film', name: text, synopsis: text, year: 2026, credits: '' };
  await addTitle({
    vaultFolder: folder,
    mediaFolder: join(folder, 'media'),
    source: videoTs,
    facts: { ...facts, rights: '', genres: [] },
  });
});
afterEach(() => pool?.close());
afterAll(() => rmSync(folder, { recursive: true }));

function orderOf(titleId: string): DiscOrder {
  return {
    identity: { titleId, orderId: '0'.repeat(20), distributorId: 'ACME' },
    keys: { distributor: new Uint8Array(32).fill(1), order: new Uint8Array(32).fill(2) },
    manifest: new Uint8Array(0),
  };
}

it('a thread that a program starts from its sources looks into the vault that it is told', async () => {
  pool = openPressPool(folder, new ManualClock(), silentLogger);
  await expect(pool.open(orderOf('no-film'))).rejects.toMatchObject({
    code: 'VAULT_TITLE_UNKNOWN',
    remedy: 'reject-input',
    context: { titleId: 'no-film' },
  });
});

it('what a thread makes is what would be made here, byte for byte', async () => {
  pool = openPressPool(folder, new ManualClock(), silentLogger);
  const press = new Press({
    titles: openMasters(folder),
    openMainStream,
    openDistributorImage,
    writeOrderOverlay,
  });
  const [there, here] = await Promise.all([
    pool.open(orderOf('a-film')),
    press.open(orderOf('a-film')),
  ]);
  const whole = { offset: 0, length: here.size };
  const [bytes, expected] = await Promise.all([there.read(whole), here.read(whole)]);
  expect(Buffer.compare(bytes, expected)).toBe(0);
  expect(await there.sha256()).toBe(createHash('sha256').update(expected).digest('hex'));
  expect([there.size, there.film]).toEqual([here.size, here.film]);
  const [path, expectedPath] = [join(folder, 'there'), join(folder, 'here')];
  await pool.writeComplement(orderOf('a-film'), path);
  await press.writeComplement(orderOf('a-film'), expectedPath);
  expect(readFileSync(path).equals(readFileSync(expectedPath))).toBe(true);
  here.close();
  press.rest();
});

it('a thread makes image and overlay, which laid over one another are the main stream', async () => {
  pool = openPressPool(folder, new ManualClock(), silentLogger);
  const [order, again] = [orderOf('a-film'), orderOf('a-film')];
  const key = Uint8Array.from(order.keys.distributor);
  const [main, image, overlay] = [
    await pool.open(order),
    await pool.openImage({ titleId: 'a-film', key }),
    await pool.openOverlay(again),
  ];
  const zeros = new Uint8Array(32);
  expect([key, again.keys]).toEqual([zeros, { distributor: zeros, order: zeros }]);
  const whole = { offset: 0, length: main.size };
  const below = bufferSource(await image.read(whole));
  const pieces: Uint8Array[] = [];
  for (let piece = await overlay.next(); piece !== null; piece = await overlay.next()) {
    pieces.push(piece);
  }
  const laid = openOverlaidImage(below, bufferSource(Buffer.concat(pieces)));
  expect(Buffer.compare(readExtent(laid, whole), await main.read(whole))).toBe(0);
  expect(await image.sha256()).toBe(
    createHash('sha256').update(readExtent(below, whole)).digest('hex'),
  );
  overlay.close();
  await expect(overlay.next()).rejects.toMatchObject({ code: 'GENERATION_CLOSED' });
});

it('a thread that cannot start fails what it was asked', async () => {
  const start = () => new Worker('throw new RangeError("no")', { eval: true });
  pool = new PressPool({ start, threads: 1, clock: new ManualClock(), logger: silentLogger });
  await expect(pool.open(orderOf('one'))).rejects.toMatchObject({ code: 'GENERATOR_DIED' });
});
