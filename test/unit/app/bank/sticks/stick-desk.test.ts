import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { signProof } from '../../../../../app/bank/identity/proof.ts';
import { StickDesk } from '../../../../../app/bank/sticks/stick-desk.ts';
import type { StickRequest } from '../../../../../app/contracts/stick-api.ts';
import { jwkOf, keyThumbprint } from '../../../../../app/delivery/stick/compact-jws.ts';
import {
  chainText,
  emptyChain,
  genesisOf,
  nextReceipt,
  type ReceiptChain,
  showingsOf,
} from '../../../../../app/delivery/stick/receipts.ts';
import { digestOfFile } from '../../../../../app/delivery/stick/sealed-body.ts';
import { signDevice } from '../../../../../app/delivery/stick/stick-device.ts';
import { readLicence } from '../../../../../app/delivery/stick/stick-licence.ts';
import { openSecrets } from '../../../../../app/delivery/stick/stick-secrets.ts';
import { bufferSource } from '../../../../../app/foundation/byte-source.ts';
import { isAppError } from '../../../../../app/foundation/errors.ts';
import { rawPublicKey } from '../../../../../app/foundation/http-signature.ts';
import { seededRandomness } from '../../../../../app/foundation/randomness.ts';
import { hours } from '../../../../../app/foundation/units.ts';
import { licenceRules } from '../../../../../app/licences/rules.ts';
import type { DeviceRecord } from '../../../../../db/bank/devices.ts';
import { Sticks } from '../../../../../db/bank/sticks.ts';
import { benchOrderId, LicenceBench } from '../../../../support/bank/licence-bench.ts';
import { titleOf } from '../../../../support/bank/fake-titles.ts';
import { complementOf } from '../../../../support/stick/stick-bench.ts';

const userId = 'u_0123456789';
const kiosk = {
  kioskId: 'k_0123456789',
  distributorId: 'ACME',
  name: 'Hall',
  publicKey: 'key',
  enrolledAt: '2026-01-01T12:00:00.000Z',
};
const bankKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const proofKeys = generateKeyPairSync('ed25519');

let bench: LicenceBench;
let desk: StickDesk;
let device: DeviceRecord;
let stickKey: KeyObject;
let signKey: KeyObject;
let requests = 0;

beforeEach(async () => {
  bench = await LicenceBench.open({ showings: 5 });
  await bench.report('burning');
  ({ privateKey: stickKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' }));
  ({ privateKey: signKey } = generateKeyPairSync('ed25519'));
  device = {
    deviceId: 'v_my-own-player',
    userId,
    name: 'Player',
    keys: { sign: rawPublicKey(signKey), seal: 'A'.repeat(43), stick: jwkOf(stickKey) },
    enrolledAt: bench.now,
    revokedAt: null,
  };
  await bench.devices.add(device);
  const complement = { ...complementOf(benchOrderId), close: () => {} };
  desk = new StickDesk({
    orders: bench.orders,
    devices: bench.devices,
    licences: bench.licences,
    sticks: new Sticks(bench.database, licenceRules.advance),
    catalogue: { titles: () => [titleOf('a-film', 2048)] },
    complements: {
      openComplement: async () => ({ ...complement, ticks: () => 45_000, totalTicks: 45_000 }),
    },
    describer: { describe: async () => ({ bytes: 4096, sectors: 2, sha256: 'cd'.repeat(32) }) },
    proveDisc: async () => benchOrderId,
    proofPublicKey: proofKeys.publicKey,
    stickKey: bankKey,
    clock: bench.clock,
    randomness: seededRandomness('stick desk'),
  });
});
afterEach(() => bench.database.close());

const request = (changes: Partial<StickRequest> = {}): StickRequest => ({
  proof: { challenge: 'c', answer: '00'.repeat(32) },
  requestId: String((requests += 1)).padStart(24, 'r'),
  showings: 3,
  counter: null,
  ...changes,
});
const facts = async () => {
  const found = await bench.licences.facts(benchOrderId);
  return [found?.stickShowings, found?.state, found?.firstShowingAt];
};
async function codeOf(act: () => Promise<unknown>): Promise<string | null> {
  try {
    await act();
    return null;
  } catch (error) {
    return isAppError(error) ? error.code : String(error);
  }
}
const eventsOf = async () =>
  (await bench.licences.events(benchOrderId)).map(({ event, detail }) =>
    event.startsWith('stick') ? [event, detail?.replace(/s_\S+,/, '').trim()] : [event],
  );

/** Receipts as the device would write them: one showing a day. */
async function receiptsFor(
  issued: Awaited<ReturnType<StickDesk['issueAtHome']>>,
  showings: number,
  from: ReceiptChain = emptyChain,
): Promise<ReceiptChain> {
  const { receiptSecret } = await openSecrets(issued.secrets, stickKey, issued.stickId);
  const genesis = genesisOf(Buffer.from(receiptSecret, 'base64url'), issued.licence);
  const context = { stickId: issued.stickId, genesis, publicKey: stickKey };
  let chain = from;
  while (showingsOf(chain).length < showings) {
    const showing = showingsOf(chain).length + 1;
    const at = `2026-01-0${showing + 1}T20:00:00.000Z`;
    chain = nextReceipt(
      chain,
      context,
      { at, what: { is: 'showing', showing, counter: null } },
      stickKey,
    );
  }
  return chain;
}
const post = (stickId: string, chain: ReceiptChain, isReturn = false) =>
  desk.takeReceipts(device, stickId, { receipts: chainText(chain), isReturn });

describe('a stick for a player that holds its disc', () => {
  it('takes its showings from the licence, and makes it active', async () => {
    const issued = await desk.issueAtHome(device, request());
    const licence = readLicence(issued.licence, bankKey);
    expect(licence).toMatchObject({
      stickId: issued.stickId,
      orderId: benchOrderId,
      titleName: 'The film a-film',
      userId,
      deviceId: device.deviceId,
      deviceKeyThumbprint: keyThumbprint(device.keys.stick),
      issue: 1,
      showings: 3,
      body: issued.body,
    });
    expect(await facts()).toEqual([3, 'active', null]);
    expect((await eventsOf()).slice(-2)).toEqual([
      ['first-playback'],
      ['stick-issued', '3 showings'],
    ]);
  });

  it('has the body that its licence names, each time it is asked for', async () => {
    const issued = await desk.issueAtHome(device, request());
    for (let time = 0; time < 2; time++) {
      const { body, bytes } = await desk.openBody(issued.stickId, device);
      const pieces: Uint8Array[] = [];
      for await (const piece of body) pieces.push(piece);
      const whole = Buffer.concat(pieces);
      expect({ bytes, sha256: digestOfFile(bufferSource(whole)) }).toEqual(issued.body);
    }
  });

  it('gets as many showings as are left, then none', async () => {
    const first = await desk.issueAtHome(device, request());
    const second = await desk.issueAtHome(device, request());
    expect([first.showings, second.showings]).toEqual([3, 2]);
    expect(await codeOf(() => desk.issueAtHome(device, request()))).toBe('SHOWINGS_USED');
    expect(await codeOf(() => desk.openBody(first.stickId, device))).toBe('STICK_REQUEST_USED');
  });

  it('is the same when the same request comes again', async () => {
    const asked = request();
    const first = await desk.issueAtHome(device, asked);
    expect(await desk.issueAtHome(device, asked)).toEqual(first);
    expect(await facts()).toEqual([3, 'active', null]);
  });

  it('is not to be had of a licence that was revoked, nor its body', async () => {
    const issued = await desk.issueAtHome(device, request());
    const change = { actor: 'operator', at: bench.now, detail: null };
    await bench.licences.change(benchOrderId, 'revoke', change);
    expect([
      await codeOf(() => desk.issueAtHome(device, request())),
      await codeOf(() => desk.openBody(issued.stickId, device)),
    ]).toEqual(['LICENCE_REVOKED', 'LICENCE_REVOKED']);
  });

  it('is nobody else’s: neither another member’s disc, nor another device’s body', async () => {
    const other = { ...device, userId: 'u_9999999999' };
    expect(await codeOf(() => desk.issueAtHome(other, request()))).toBe('WRONG_USER');
    const { stickId } = await desk.issueAtHome(device, request());
    expect([
      await codeOf(() => desk.openBody(stickId, { deviceId: 'v_0000000000' })),
      await codeOf(() => desk.openBody(stickId, { kioskId: kiosk.kioskId })),
      await codeOf(() => desk.openBody('s_0000000000', device)),
    ]).toEqual(['STICK_UNKNOWN', 'STICK_UNKNOWN', 'STICK_UNKNOWN']);
  });
});

describe('receipts', () => {
  it('are taken as they grow; a returned stick gives its unused showings back', async () => {
    const issued = await desk.issueAtHome(device, request());
    const one = await receiptsFor(issued, 1);
    bench.clock.advance(hours(24 * 30));
    expect(await post(issued.stickId, one)).toMatchObject({
      state: 'live',
      showingsUsed: 1,
      showingsReturned: 0,
    });
    const two = await receiptsFor(issued, 2, one);
    const returned = {
      stickId: issued.stickId,
      state: 'returned',
      showings: 3,
      showingsUsed: 2,
      showingsReturned: 1,
    };
    expect(await post(issued.stickId, two, true)).toEqual(returned);
    expect(await post(issued.stickId, two, true)).toEqual(returned);
    expect(await facts()).toEqual([2, 'active', '2026-01-02T20:00:00.000Z']);
    expect((await eventsOf()).slice(-2)).toEqual([
      ['stick-receipts', '1 of 3 showings used'],
      ['stick-returned', '2 of 3 showings used'],
    ]);
    const next = await desk.issueAtHome(device, request({ showings: 9 }));
    expect(next.showings).toBe(3);
  });

  it('that tell of a showing before the first one online make it the first one', async () => {
    const issued = await desk.issueAtHome(device, request());
    bench.clock.advance(hours(24 * 30));
    await bench.open(1, 1);
    await bench.deliver(1, 1);
    expect((await facts())[2]).toBe(bench.now);
    await post(issued.stickId, await receiptsFor(issued, 1));
    expect((await facts())[2]).toBe('2026-01-02T20:00:00.000Z');
  });

  it('of a superseded stick give its showings back too', async () => {
    const first = await desk.issueAtHome(device, request());
    await desk.issueAtHome(device, request());
    expect(await post(first.stickId, emptyChain, true)).toMatchObject({ showingsReturned: 3 });
    expect((await facts())[0]).toBe(2);
  });

  it('that are fewer than were known change nothing, unless with them the stick is returned', async () => {
    const issued = await desk.issueAtHome(device, request());
    const one = await receiptsFor(issued, 1);
    await post(issued.stickId, await receiptsFor(issued, 2, one));
    expect(await post(issued.stickId, one)).toMatchObject({ state: 'live', showingsUsed: 2 });
    expect(await codeOf(() => post(issued.stickId, one, true))).toBe('STICK_ROLLED_BACK');
  });

  it.each([
    ['another history of the same showing', async (issued: Issued) => receiptsFor(issued, 2)],
    ['more showings than were given', async (_: Issued, known: ReceiptChain) => more(known)],
  ])('that are %s revoke the stick, and the disc gets no other', async (_name, forged) => {
    const issued = await desk.issueAtHome(device, request());
    const known = await receiptsFor(issued, 2);
    await post(issued.stickId, known);
    more = (chain) => receiptsFor(issued, 4, chain);
    const chain = await forged(issued, known);
    expect(await codeOf(() => post(issued.stickId, chain))).toBe('STICK_ROLLED_BACK');
    expect(await codeOf(() => post(issued.stickId, known, true))).toBe('STICK_ROLLED_BACK');
    expect([(await facts())[0], (await eventsOf()).at(-1)?.[0]]).toEqual([3, 'stick-rolled-back']);
    expect(await codeOf(() => desk.issueAtHome(device, request()))).toBe('STICK_REFUSED');
  });

  it('that go on after the stick was returned revoke it: it was copied', async () => {
    const issued = await desk.issueAtHome(device, request());
    const one = await receiptsFor(issued, 1);
    await post(issued.stickId, one, true);
    const two = await receiptsFor(issued, 2, one);
    expect(await codeOf(() => post(issued.stickId, two))).toBe('STICK_ROLLED_BACK');
  });

  it('of another stick, of another key, or none at all are refused and change nothing', async () => {
    const issued = await desk.issueAtHome(device, request({ showings: 1 }));
    const other = await desk.issueAtHome(device, request({ showings: 1 }));
    const chain = await receiptsFor(other, 1);
    expect([
      await codeOf(() => post(issued.stickId, chain)),
      await codeOf(() =>
        desk.takeReceipts(device, issued.stickId, { receipts: 'no receipt\n', isReturn: true }),
      ),
      await codeOf(() =>
        desk.takeReceipts({ ...device, deviceId: 'v_0000000000' }, issued.stickId, {
          receipts: '',
          isReturn: true,
        }),
      ),
    ]).toEqual(['RECEIPTS_REFUSED', 'RECEIPTS_REFUSED', 'STICK_UNKNOWN']);
    expect((await facts())[0]).toBe(2);
  });
});

type Issued = Awaited<ReturnType<StickDesk['issueAtHome']>>;
let more: (known: ReceiptChain) => Promise<ReceiptChain>;

describe('a stick bought with the disc at the kiosk', () => {
  const proofOf = (who = userId, at = kiosk.kioskId) =>
    signProof(proofKeys.privateKey, {
      proofId: 'p'.repeat(22),
      userId: who,
      kioskId: at,
      expires: Math.floor(bench.clock.now() / 1000) + 120,
    });
  const prepared = (changes: Partial<DeviceRecord['keys']> = {}) => {
    const { deviceId, keys } = device;
    const requestId = String((requests += 1)).padStart(24, 'k');
    const stick = changes.stick ?? keys.stick;
    return signDevice({ deviceId, stick, requestId, counter: null }, keys.sign, signKey);
  };
  const ask = async (changes: object = {}) =>
    desk.issueAtKiosk(kiosk, {
      orderId: benchOrderId,
      proof: await proofOf(),
      showings: 2,
      device: prepared(),
      ...changes,
    });

  it('is written for the customer’s device before the disc was taken', async () => {
    const issued = await ask();
    expect(issued.showings).toBe(2);
    expect(await facts()).toEqual([2, 'ready', null]);
    const { bytes } = await desk.openBody(issued.stickId, { kioskId: kiosk.kioskId });
    expect(bytes).toBe(issued.body.bytes);
  });

  it('is refused to who is not the customer, did not identify now, or brings a stick of somebody else', async () => {
    const foreign = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    const forged = { ...prepared(), requestId: 'f'.repeat(24) };
    const old = await proofOf();
    const refused = [
      await codeOf(async () => ask({ proof: await proofOf('u_9999999999') })),
      await codeOf(async () => ask({ proof: await proofOf(userId, 'k_9999999999') })),
      await codeOf(() => ask({ orderId: '0'.repeat(20) })),
      await codeOf(() => ask({ device: prepared({ stick: jwkOf(foreign) }) })),
      await codeOf(() => ask({ device: forged })),
    ];
    bench.clock.advance(hours(1));
    refused.push(await codeOf(() => ask({ proof: old })));
    expect(refused).toEqual([
      'WRONG_USER',
      'PROOF_REFUSED',
      'ORDER_UNKNOWN',
      'STICK_DEVICE_UNKNOWN',
      'STICK_DEVICE_UNKNOWN',
      'PROOF_EXPIRED',
    ]);
  });
});
