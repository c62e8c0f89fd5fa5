import { createHash, generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bankRoutes, identificationSchema } from '../../../../../app/contracts/bank-api.ts';
import { bufferSource } from '../../../../../app/foundation/byte-source.ts';
import { isAppError } from '../../../../../app/foundation/errors.ts';
import { seededRandomness } from '../../../../../app/foundation/randomness.ts';
import { hours } from '../../../../../app/foundation/units.ts';
import { encodeManifest, signManifest } from '../../../../../app/disc/manifest.ts';
import { planDisc } from '../../../../../app/disc/plan-disc.ts';
import { BankTransport as KioskTransport } from '../../../../../app/kiosk/controller/bank/bank-transport.ts';
import { writeStickAtKiosk } from '../../../../../app/kiosk/controller/bank/kiosk-sticks.ts';
import { Account } from '../../../../../app/player/account/account.ts';
import { openDeviceKeys } from '../../../../../app/player/account/device-keys.ts';
import { readPlayerDisc, verifyPlayerDisc } from '../../../../../app/player/disc/player-disc.ts';
import { BankTransport } from '../../../../../app/player/online/bank-transport.ts';
import type { PlayerDisc } from '../../../../../app/player/ports.ts';
import { lookAtMedium } from '../../../../../app/player/stick/look-at-stick.ts';
import { believeStick } from '../../../../../app/player/stick/open-stick.ts';
import { returnStick } from '../../../../../app/player/stick/return-stick.ts';
import { prepareStick, writeStickAtHome } from '../../../../../app/player/stick/stick-errands.ts';
import { openStickSupply } from '../../../../../app/player/stick/stick-supply.ts';
import { openSynthesisDevice } from '../../../../../app/player/synthesis/synthesis-device.ts';
import { openMainStream, openOriginals, writeOriginals } from '../../../../../app/split/index.ts';
import {
  type BankUnderTest,
  member,
  startBank,
  type TestKiosk,
} from '../../../../support/bank/bank-under-test.ts';
import { titleOf } from '../../../../support/bank/fake-titles.ts';
import { indexOf } from '../../../../support/engine-files.ts';
import { burnDisc, type BurnedDisc } from '../../../../support/player/burned-disc.ts';
import { never } from '../../../../support/stick/stick-bench.ts';

const orderId = 'K7F392QD00000000000A';
const titleId = 'the-feature';

let base: string;
let burned: BurnedDisc;
let bank: BankUnderTest;
let kiosk: TestKiosk;
let account: Account;
let disc: PlayerDisc;
let root: string;

/** A bank, a kiosk that made a disc, and a player that has signed in. */
beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), 'diptych-stick-home-'));
  burned = await burnDisc(base);
  const { layout, master } = burned;
  const { index } = await indexOf(master, layout.vobs);
  const masterSha256 = createHash('sha256').update(master).digest('hex');
  const originals = await originalsOf(index, masterSha256);
  bank = await startBank(
    () => ({
      titles: () => [titleOf(titleId, master.length)],
      open: () => ({ master: bufferSource(master), masterSha256, index, layout, close: () => {} }),
      openOriginals: async () => ({ originals, close: () => {} }),
    }),
    () => {},
    openMainStream,
  );
  kiosk = await bank.enrol();
  await kiosk.order(orderId, titleId, member.member, member.pin);
  const { body } = await kiosk.ask('GET', bankRoutes.mainStream(orderId));
  const image = join(base, 'disc.iso');
  writeFileSync(image, body);
  const report = { sequence: 1, at: '2026-01-01T12:00:00.000Z', event: 'burning' };
  await kiosk.ask('POST', bankRoutes.reports(orderId), report);
  const keys = openDeviceKeys(join(base, 'player'));
  const transport = new BankTransport(bank.bank.url, bank.clock, seededRandomness('player'));
  account = new Account({ keys, transport, clock: bank.clock });
  const password = 'correct horse';
  await account.activate({ ...member, orderId, password, name: 'Player' }, never);
  disc = verifyPlayerDisc(readPlayerDisc(image), account.record?.manifestKeys ?? []);
  root = join(base, 'medium');
  mkdirSync(root);
}, 120_000);
afterAll(async () => {
  disc.close();
  await bank.close();
  rmSync(base, { recursive: true });
});

async function originalsOf(
  index: Awaited<ReturnType<typeof indexOf>>['index'],
  masterSha256: string,
) {
  const { layout, master } = burned;
  const identity = { titleId, orderId, distributorId: 'ACME' };
  const facts = { ...identity, issuedAt: '2026-01-01T12:00:00.000Z' };
  const manifest = encodeManifest(signManifest(facts, generateKeyPairSync('ed25519').privateKey));
  const plan = planDisc({ layout, identity, key: new Uint8Array(32), manifest });
  const overlays = plan.overlays.map(({ position, bytes }) => ({
    offset: position,
    length: bytes.length,
  }));
  const pieces: Uint8Array[] = [];
  const mapArea = plan.mapArea ?? { offset: 0, length: 0 };
  await writeOriginals(
    { master: bufferSource(master), masterSha256, index, mapArea, overlays },
    (piece) => pieces.push(piece),
  );
  return openOriginals(bufferSource(Buffer.concat(pieces)));
}

const licenceKey = () => {
  if (account.record === null) throw new Error('Nobody has signed in.');
  return account.record.licenceKey;
};
const showingsLeft = async () => (await account.licences(never))[0]?.showingsLeft;

/** The whole master, read through the synthesis with the complement of the stick. */
async function watch(): Promise<string> {
  const supply = await openStickSupply({
    disc,
    folder: root,
    keys: account.keys,
    licenceKey: licenceKey(),
    clock: bank.clock,
    signal: never,
  });
  const device = openSynthesisDevice({ disc, supply, clock: bank.clock });
  const hash = createHash('sha256');
  try {
    for (let at = 0; at < device.size; at += 1 << 18) {
      hash.update(await device.read(at, Math.min(1 << 18, device.size - at), never));
    }
  } finally {
    await device.close('stopped');
  }
  return hash.digest('hex');
}

it('a stick written at home shows the film bit for bit without the bank, and gives back what is unused', async () => {
  const randomness = seededRandomness('errands');
  expect(await showingsLeft()).toBe(10);
  const parts = { root, disc, account, randomness, signal: never };
  expect(await writeStickAtHome({ ...parts, showings: 3 })).toBe(3);
  expect(await showingsLeft()).toBe(7);
  const requests = bank.log.length;
  expect(await watch()).toBe(createHash('sha256').update(burned.master).digest('hex'));
  expect(bank.log.length).toBe(requests);
  const seen = await lookAtMedium(root, account.keys, licenceKey());
  expect(seen.sticks.map(({ showingsUsed, trouble }) => [showingsUsed, trouble])).toEqual([
    [1, null],
  ]);
  const place = { root, keys: account.keys, licenceKey: licenceKey() };
  const stick = believeStick(place, orderId);
  const status = await returnStick({ root, account, stick, signal: never });
  expect([status.state, status.showingsUsed, status.showingsReturned]).toEqual(['returned', 1, 2]);
  expect([readdirSync(join(root, 'DIPTYCH')), await showingsLeft()]).toEqual([[], 9]);
}, 60_000);

it('a stick that was prepared at home is written at the kiosk, and plays at home', async () => {
  prepareStick({
    root,
    keys: account.keys,
    randomness: seededRandomness('prepared'),
    counter: null,
  });
  const identified = await kiosk.identify(member.member, member.pin);
  const { proof } = identificationSchema.parse(identified.json());
  const transport = new KioskTransport(bank.bank.url, bank.clock, seededRandomness('kiosk'));
  const signer = { keyId: kiosk.kioskId, privateKey: kiosk.privateKey };
  const wanted = { orderId, proof, showings: 2 };
  expect(await writeStickAtKiosk({ transport, signer, root, wanted, signal: never })).toBe(2);
  // The request on it was answered.
  expect(readdirSync(join(root, 'DIPTYCH')).length).toBe(1);
  bank.clock.advance(hours(1));
  await watch();
}, 60_000);

it('a kiosk does not write to a stick that nobody has prepared', async () => {
  const transport = new KioskTransport(bank.bank.url, bank.clock, seededRandomness('kiosk 2'));
  const signer = { keyId: kiosk.kioskId, privateKey: kiosk.privateKey };
  const wanted = { orderId, proof: 'x', showings: 2 };
  const empty = join(base, 'empty');
  mkdirSync(empty);
  const failure: unknown = await writeStickAtKiosk({
    transport,
    signer,
    root: empty,
    wanted,
    signal: never,
  }).catch((error: unknown) => error);
  expect(isAppError(failure, 'STICK_MISSING')).toBe(true);
});
