import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addTitle } from '../../../../app/bank/ingest/add-title.ts';
import { openMasters } from '../../../../app/bank/vault/masters.ts';
import { openVault } from '../../../../app/bank/vault/vault.ts';
import { bankRoutes, mainStreamDescriptionSchema } from '../../../../app/contracts/bank-api.ts';
import { bufferSource, readExtent } from '../../../../app/foundation/byte-source.ts';
import { openMainStream, openOverlaidImage } from '../../../../app/split/index.ts';
import {
  type BankUnderTest,
  member,
  send,
  startBank,
  type TestKiosk,
} from '../../../support/bank/bank-under-test.ts';
import { makeClip } from '../../../support/clips.ts';

const titleId = 'a-film';
const orderId = '1'.repeat(20);
const otherOrderId = '2'.repeat(20);

let folder: string;
let test: BankUnderTest;
let kiosk: TestKiosk;
/** Of another distributor, with an order of its own for the same title. */
let other: TestKiosk;
let image: Buffer;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'diptych-levels-'));
  const { videoTs } = await makeClip('pal-4x3');
  const text = { en: 'A film', fr: 'Un film' };
  const facts = { titleId, name: text, synopsis: text, year: 2026, credits: '' };
  mkdirSync(join(folder, 'vault'));
  await addTitle({
    vaultFolder: join(folder, 'vault'),
    mediaFolder: join(folder, 'media'),
    source: videoTs,
    facts: { ...facts, rights: '', genres: [] },
  });
  const vaultFolder = join(folder, 'vault');
  const vault = openVault(vaultFolder);
  const masters = openMasters(vaultFolder);
  const titles = {
    titles: () => vault.titles(),
    openOriginals: (wanted: string) => vault.openOriginals(wanted),
    versionOf: (wanted: string) => masters.versionOf(wanted),
    open: (wanted: string) => masters.open(wanted),
  };
  test = await startBank(() => titles, undefined, openMainStream);
  kiosk = await test.enrol();
  await test.bank.admin.addDistributor({ distributorId: 'OTHER', name: 'Other films' });
  other = await test.enrol('Other hall', 'OTHER');
  await kiosk.order(orderId, titleId, member.member, member.pin);
  await other.order(otherOrderId, titleId, member.member, member.pin);
  image = (await kiosk.ask('GET', bankRoutes.image(titleId))).body;
});
afterAll(async () => {
  await test.close();
  rmSync(folder, { recursive: true });
});

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

describe('the image of a title and the overlay of an order', () => {
  it('laid over one another are the main stream of the order, byte for byte', async () => {
    const overlay = await kiosk.ask('GET', bankRoutes.overlay(orderId));
    expect([overlay.status, overlay.headers['cache-control']]).toEqual([200, 'no-store']);
    const main = await kiosk.ask('GET', bankRoutes.mainStream(orderId));
    expect(sha256(image)).not.toBe(sha256(main.body));
    const laid = openOverlaidImage(bufferSource(image), bufferSource(overlay.body));
    const bytes = readExtent(laid, { offset: 0, length: laid.size });
    expect([laid.identity, sha256(bytes)]).toEqual([
      { titleId, orderId, distributorId: 'ACME' },
      sha256(main.body),
    ]);
    expect(overlay.body.length).toBeLessThan(image.length / 4);
  });

  it('are refused where they are of two distributors', async () => {
    const overlay = await other.ask('GET', bankRoutes.overlay(otherOrderId));
    const laid = openOverlaidImage(bufferSource(image), bufferSource(overlay.body));
    expect(() => readExtent(laid, { offset: 0, length: laid.size })).toThrow(
      expect.objectContaining({ code: 'OVERLAY_WRONG_IMAGE' }),
    );
    const theirs = await other.ask('GET', bankRoutes.image(titleId));
    expect(
      openOverlaidImage(bufferSource(theirs.body), bufferSource(overlay.body)).identity,
    ).toEqual({ titleId, orderId: otherOrderId, distributorId: 'OTHER' });
    expect(sha256(theirs.body)).not.toBe(sha256(image));
  });

  it('are for kiosks alone: the overlay for that of its order, the image for those of its distributor', async () => {
    const refused = async (asked: Promise<{ status: number; json(): unknown }>) => {
      const answer = await asked;
      return [answer.status, (answer.json() as { code: string }).code];
    };
    expect(await refused(other.ask('GET', bankRoutes.overlay(orderId)))).toEqual([
      404,
      'ORDER_UNKNOWN',
    ]);
    expect(await refused(kiosk.ask('GET', bankRoutes.overlay('9'.repeat(20))))).toEqual([
      404,
      'ORDER_UNKNOWN',
    ]);
    for (const target of [bankRoutes.image('no-film'), bankRoutes.imageDescription('no-film')]) {
      expect(await refused(kiosk.ask('GET', target))).toEqual([404, 'TITLE_UNKNOWN']);
    }
    for (const target of [bankRoutes.overlay(orderId), bankRoutes.image(titleId)]) {
      expect(await refused(send(test.bank.url, 'GET', target))).toEqual([401, 'SIGNATURE_MISSING']);
    }
  });
});

describe('the image of a title', () => {
  it('is described by length and hash, and sent in parts', async () => {
    const description = await kiosk.ask('GET', bankRoutes.imageDescription(titleId));
    expect(mainStreamDescriptionSchema.parse(description.json())).toEqual({
      bytes: image.length,
      sectors: image.length / 2048,
      sha256: sha256(image),
    });
    const target = bankRoutes.image(titleId);
    const etag = `"${sha256(image)}"`;
    const head = await kiosk.ask('HEAD', target);
    expect([head.status, head.headers.etag, head.headers['content-length']]).toEqual([
      200,
      etag,
      String(image.length),
    ]);
    const [first, last] = [image.length / 2 - 777, image.length / 2 + 70_000];
    const part = await kiosk.ask('GET', target, undefined, {
      range: `bytes=${first}-${last}`,
      'if-range': etag,
    });
    expect([part.status, part.headers['content-range']]).toEqual([
      206,
      `bytes ${first}-${last}/${image.length}`,
    ]);
    expect(part.body.equals(image.subarray(first, last + 1))).toBe(true);
    const behind = await kiosk.ask('GET', target, undefined, { range: `bytes=${image.length}-` });
    expect([behind.status, behind.headers['content-range']]).toEqual([
      416,
      `bytes */${image.length}`,
    ]);
  });

  it('says nothing of the order that its main stream names', async () => {
    const main = await kiosk.ask('GET', bankRoutes.mainStream(orderId));
    const named = (bytes: Buffer) => [orderId, 'ACME'].filter((word) => bytes.includes(word));
    expect([named(main.body), named(image)]).toEqual([[orderId, 'ACME'], []]);
  });
});

describe('the overlay of an order', () => {
  it('is the same each time, and its HEAD promises no length', async () => {
    const target = bankRoutes.overlay(orderId);
    const head = await kiosk.ask('HEAD', target);
    expect([head.status, head.headers['content-type'], head.headers['content-length']]).toEqual([
      200,
      'application/octet-stream',
      undefined,
    ]);
    const [one, two] = [await kiosk.ask('GET', target), await kiosk.ask('GET', target)];
    expect(one.body.equals(two.body)).toBe(true);
  });
});
