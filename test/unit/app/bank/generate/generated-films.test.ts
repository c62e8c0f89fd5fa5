import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { GeneratedFilms } from '../../../../../app/bank/generate/generated-films.ts';
import { orderKeys } from '../../../../../app/bank/generate/order-keys.ts';
import { pressInLoop } from '../../../../support/bank/press-in-loop.ts';
import type { MasterStore, OpenTitle } from '../../../../../app/bank/generate/title-store.ts';
import type { ImageLayout } from '../../../../../app/disc/image-layout.ts';
import {
  MANIFEST_BYTES,
  parseManifest,
  publicKeyText,
  verifyManifest,
} from '../../../../../app/disc/manifest.ts';
import { ManualClock } from '../../../../../app/foundation/manual-clock.ts';
import type { MainStreamRequest, OrderComplementRequest } from '../../../../../app/split/index.ts';
import { type BankDatabase, openBankDatabase } from '../../../../../db/bank/database.ts';
import { Distributors } from '../../../../../db/bank/distributors.ts';
import type { OrderRecord } from '../../../../../db/bank/orders.ts';
import {
  FakeTitles,
  openFakeMainStream,
  openFakeOrderComplement,
} from '../../../../support/bank/fake-titles.ts';

const layout: ImageLayout = {
  kind: 'dvd-video',
  size: 64 * 1024,
  volumeId: 'A_FILM',
  vobs: [{ offset: 40 * 1024, length: 24 * 1024 }],
  ifo: { offset: 2048, length: 2048 },
  bup: { offset: 4096, length: 2048 },
  manifest: { offset: 8192, length: MANIFEST_BYTES },
  map: { offset: 20_480, length: 2048 },
};
const order: OrderRecord = {
  orderId: '0123456789ABCDEFGHJK',
  titleId: 'a-film',
  userId: 'u_0123456789',
  distributorId: 'ACME',
  kioskId: 'k_0123456789',
  proofId: 'proof',
  seed: Buffer.alloc(32, 1),
  signingKeyId: 'manifest_1',
  createdAt: '2026-01-01T12:00:00.000Z',
  mainStream: null,
  licence: 'ready',
  firstPlaybackAt: null,
};
const distributorKey = Buffer.alloc(32, 2);
const { privateKey } = generateKeyPairSync('ed25519');

let database: BankDatabase;
let titles: FakeTitles;
let requests: MainStreamRequest[];
let complementRequests: OrderComplementRequest[];
beforeEach(async () => {
  database = await openBankDatabase(':memory:', new ManualClock());
  titles = new FakeTitles().add('a-film', Buffer.alloc(layout.size, 7));
  requests = [];
  complementRequests = [];
  await new Distributors(database).add({
    distributorId: 'ACME',
    name: 'Acme',
    key: distributorKey,
    createdAt: order.createdAt,
  });
});
afterEach(() => database.close());

/** The same titles, as authored DVD images. */
function asImages(store: MasterStore): MasterStore {
  return {
    versionOf: (titleId) => store.versionOf(titleId),
    open: (titleId): OpenTitle => ({ ...store.open(titleId), layout }),
  };
}

function films(): GeneratedFilms {
  return new GeneratedFilms({
    titles,
    distributors: new Distributors(database),
    manifestKey: async (keyId) => ({ keyId, privateKey }),
    generation: pressInLoop({
      titles: asImages(titles),
      openMainStream(request) {
        // As it is now: its keys are zeroised when the main stream is closed.
        requests.push({ ...request, plan: structuredClone(request.plan) });
        return openFakeMainStream(request);
      },
    }),
    openOrderComplement(request) {
      complementRequests.push(request);
      return openFakeOrderComplement(request);
    },
  });
}

describe('the disc of an order', () => {
  it('is drawn with the keys of its seed, its distributor and its title', async () => {
    const main = await films().open(order);
    main.close();
    expect(requests[0]?.plan.keys).toEqual(orderKeys(order.seed, distributorKey, 'a-film'));
    expect(requests[0]?.plan.mapArea).toEqual(layout.map);
  });

  it('carries a manifest that the bank signed', async () => {
    (await films().open(order)).close();
    const room = requests[0]?.plan.overlays.find(({ position }) => position === 8192);
    const manifest = parseManifest(room?.bytes ?? new Uint8Array());
    expect(manifest).toMatchObject({
      titleId: 'a-film',
      orderId: order.orderId,
      distributorId: 'ACME',
      issuedAt: order.createdAt,
    });
    verifyManifest(manifest!, [publicKeyText(createPublicKey(privateKey))]);
  });

  it('is planned alike every time', async () => {
    const press = films();
    (await press.open(order)).close();
    (await press.open(order)).close();
    expect(requests[1]?.plan).toEqual(requests[0]?.plan);
  });

  it('is not made for a distributor that nobody knows', async () => {
    await expect(films().open({ ...order, distributorId: 'NOBODY' })).rejects.toMatchObject({
      code: 'DISTRIBUTOR_UNKNOWN',
    });
  });
});

describe('the complement of an order, block by block', () => {
  it('is picked with the keys of its disc, and says whose it is', async () => {
    const press = films();
    (await press.open(order)).close();
    const complement = await press.openComplement(order);
    expect(complementRequests.map(({ keys, identity }) => ({ keys, identity }))).toEqual([
      {
        keys: requests[0]?.plan.keys,
        identity: { titleId: 'a-film', orderId: order.orderId, distributorId: 'ACME' },
      },
    ]);
    expect([complement.blocks, complement.totalTicks, complement.ticks(1)]).toEqual([
      2, 90_000, 45_000,
    ]);
    complement.close();
    expect(titles.opened).toBe(0);
  });

  it('needs neither master nor index', async () => {
    const open = vi.spyOn(titles, 'open');
    (await films().openComplement(order)).close();
    expect(open).not.toHaveBeenCalled();
  });

  it('is not made for a distributor that nobody knows', async () => {
    await expect(
      films().openComplement({ ...order, distributorId: 'NOBODY' }),
    ).rejects.toMatchObject({ code: 'DISTRIBUTOR_UNKNOWN' });
    expect(titles.opened).toBe(0);
  });
});
