import { createHash, generateKeyPairSync } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bankRoutes, identificationSchema } from '../../../../../app/contracts/bank-api.ts';
import { bufferSource } from '../../../../../app/foundation/byte-source.ts';
import { AppError, isAppError } from '../../../../../app/foundation/errors.ts';
import { seededRandomness } from '../../../../../app/foundation/randomness.ts';
import { hours } from '../../../../../app/foundation/units.ts';
import { stickReceiptsSchema } from '../../../../../app/contracts/stick-api.ts';
import { fileOperations } from '../../../../../app/delivery/stick/file-operations.ts';
import { encodeManifest, signManifest } from '../../../../../app/disc/manifest.ts';
import { planDisc } from '../../../../../app/disc/plan-disc.ts';
import { BankTransport as KioskTransport } from '../../../../../app/kiosk/controller/bank/bank-transport.ts';
import { writeStickAtKiosk } from '../../../../../app/kiosk/controller/bank/kiosk-sticks.ts';
import { Account } from '../../../../../app/player/account/account.ts';
import { openDeviceKeys } from '../../../../../app/player/account/device-keys.ts';
import { readPlayerDisc, verifyPlayerDisc } from '../../../../../app/player/disc/player-disc.ts';
import { BankTransport } from '../../../../../app/player/online/bank-transport.ts';
import type { PlayerDisc } from '../../../../../app/player/ports.ts';
import { writeSeenAt } from '../../../../../app/player/stick/receipt-book.ts';
import { lookAtMedium } from '../../../../../app/player/stick/look-at-stick.ts';
import { believeStick } from '../../../../../app/player/stick/open-stick.ts';
import { returnStick } from '../../../../../app/player/stick/return-stick.ts';
import { prepareStick, writeStickAtHome } from '../../../../../app/player/stick/stick-errands.ts';
import { tellReceipts } from '../../../../../app/player/stick/tell-receipts.ts';
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
import { filesUntil, PowerCut } from '../../../../support/stick/power-cut.ts';
import { never } from '../../../../support/stick/stick-bench.ts';

const orderId = 'K7F392QD00000000000A';
const otherOrderId = 'K7F392QD00000000000B';
const titleId = 'the-feature';

let base: string;
let burned: BurnedDisc;
let bank: BankUnderTest;
let kiosk: TestKiosk;
let account: Account;
let disc: PlayerDisc;
let otherDisc: PlayerDisc;
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
      versionOf: () => masterSha256,
      open: () => ({ master: bufferSource(master), masterSha256, index, layout, close: () => {} }),
      openOriginals: async () => ({ originals, close: () => {} }),
    }),
    () => {},
    openMainStream,
  );
  kiosk = await bank.enrol();
  for (const ordered of [orderId, otherOrderId]) {
    await kiosk.order(ordered, titleId, member.member, member.pin);
    const { body } = await kiosk.ask('GET', bankRoutes.mainStream(ordered));
    writeFileSync(join(base, `${ordered}.iso`), body);
    const report = { sequence: 1, at: '2026-01-01T12:00:00.000Z', event: 'burning' };
    await kiosk.ask('POST', bankRoutes.reports(ordered), report);
  }
  const keys = openDeviceKeys(join(base, 'player'));
  const transport = new BankTransport(bank.bank.url, bank.clock, seededRandomness('player'));
  account = new Account({ keys, transport, clock: bank.clock });
  const password = 'correct horse';
  await account.activate({ ...member, orderId, password, name: 'Player' }, never);
  const discOf = (ordered: string) =>
    verifyPlayerDisc(
      readPlayerDisc(join(base, `${ordered}.iso`)),
      account.record?.manifestKeys ?? [],
    );
  disc = discOf(orderId);
  otherDisc = discOf(otherOrderId);
  root = join(base, 'medium');
  mkdirSync(root);
}, 120_000);
afterAll(async () => {
  disc.close();
  otherDisc.close();
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
  const keys = { distributor: new Uint8Array(32), order: new Uint8Array(32) };
  const plan = planDisc({ layout, identity, keys, manifest });
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
const showingsLeft = async (of = orderId) =>
  (await account.licences(never)).find((licence) => licence.orderId === of)?.showingsLeft;
/** Nobody answers. */
function unreachable(): BankTransport {
  return new (class extends BankTransport {
    override ask<Reply>(): Promise<Reply> {
      throw new AppError('BANK_UNREACHABLE', 'No network.', { remedy: 'retry' });
    }
  })(bank.bank.url, bank.clock, seededRandomness('away'));
}
const place = () => ({ root, keys: account.keys, licenceKey: licenceKey() });
async function codeOf(act: () => Promise<unknown>): Promise<string | null> {
  try {
    await act();
    return null;
  } catch (error) {
    return isAppError(error) ? error.code : String(error);
  }
}

const openOtherStick = () =>
  openStickSupply({
    disc: otherDisc,
    folder: root,
    keys: account.keys,
    licenceKey: licenceKey(),
    clock: bank.clock,
    signal: never,
  });

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
  const stick = believeStick(place(), orderId);
  const status = await returnStick({ root, account, stick, signal: never });
  expect([status.state, status.showingsUsed, status.showingsReturned]).toEqual(['returned', 1, 2]);
  expect([readdirSync(join(root, 'DIPTYCH')), await showingsLeft()]).toEqual([[], 9]);
}, 60_000);

it('a copy of a stick that was given back shows nothing, and nor does one whose return was broken off', async () => {
  const parts = { root, disc, account, randomness: seededRandomness('copies'), signal: never };
  await writeStickAtHome({ ...parts, showings: 3 });
  const stick = believeStick(place(), orderId);
  const copy = join(base, 'copy');
  cpSync(join(root, 'DIPTYCH'), copy, { recursive: true });
  const left = Number(await showingsLeft());
  // The bank takes it back, and its answer is lost.
  const lossy = new (class extends BankTransport {
    override async ask<Reply>(...asked: Parameters<typeof BankTransport.prototype.ask<Reply>>) {
      const [{ body }] = asked;
      const reply = await super.ask(...asked);
      const isReturn = stickReceiptsSchema.safeParse(body).data?.isReturn ?? false;
      if (!isReturn) return reply;
      throw new AppError('BANK_UNREACHABLE', 'The line broke.', { remedy: 'retry' });
    }
  })(bank.bank.url, bank.clock, seededRandomness('lossy'));
  const cutOff = new Account({ keys: account.keys, transport: lossy, clock: bank.clock });
  const away = new Account({ keys: account.keys, transport: unreachable(), clock: bank.clock });
  const back = (through: Account) => returnStick({ root, account: through, stick, signal: never });
  // Without a network nothing happens to it.
  expect(await codeOf(() => back(away))).toBe('BANK_UNREACHABLE');
  expect([await showingsLeft(), await codeOf(watch)]).toEqual([left, null]);
  expect(await codeOf(() => back(cutOff))).toBe('BANK_UNREACHABLE');
  expect([await showingsLeft(), await codeOf(watch)]).toEqual([left + 2, 'STICK_RETURNED']);
  // The same call finishes it; then the copy is put back.
  expect((await back(account)).showingsReturned).toBe(2);
  expect(await codeOf(watch)).toBe('STICK_MISSING');
  cpSync(copy, join(root, 'DIPTYCH'), { recursive: true });
  const { sticks } = await lookAtMedium(root, account.keys, licenceKey());
  expect([await codeOf(watch), sticks.map(({ trouble }) => trouble)]).toEqual([
    'STICK_RETURNED',
    ['STICK_RETURNED'],
  ]);
  rmSync(join(root, 'DIPTYCH'), { recursive: true });
}, 60_000);

it('a medium without room costs no showing; with room, the same call writes it', async () => {
  const left = Number(await showingsLeft());
  const randomness = seededRandomness('full');
  const parts = { root, disc, account, randomness, showings: 2, signal: never };
  const full = { ...fileOperations, freeBytes: () => 1000 };
  for (let time = 0; time < 2; time++) {
    expect(await codeOf(() => writeStickAtHome({ ...parts, files: full }))).toBe('STICK_FULL');
    expect(await showingsLeft()).toBe(left);
  }
  expect(await writeStickAtHome(parts)).toBe(2);
  expect(await showingsLeft()).toBe(left - 2);
  await watch();
  const stick = believeStick(place(), orderId);
  await returnStick({ root, account, stick, signal: never });
}, 60_000);

it('a writing that was broken off is not finished for another disc, but that one is written', async () => {
  const left = Number(await showingsLeft());
  const parts = { root, account, randomness: seededRandomness('other'), signal: never };
  // The request stands on the medium, and its showings are taken.
  const { files } = filesUntil(12);
  const broken: unknown = await writeStickAtHome({ ...parts, disc, showings: 2, files }).catch(
    (error: unknown) => error,
  );
  expect(broken).toBeInstanceOf(PowerCut);
  expect(await showingsLeft()).toBe(left - 2);
  expect(await writeStickAtHome({ ...parts, disc: otherDisc, showings: 4 })).toBe(4);
  expect(believeStick(place(), otherOrderId).licence.showings).toBe(4);
  expect(await showingsLeft(otherOrderId)).toBe(6);
  rmSync(join(root, 'DIPTYCH'), { recursive: true });
}, 60_000);

it('a stick whose two copies were put back together is found when its player is online again', async () => {
  const parts = { root, disc, account, randomness: seededRandomness('forked'), signal: never };
  const tell = () => tellReceipts({ account, signal: never });
  await writeStickAtHome({ ...parts, disc: otherDisc, showings: 2 });
  const { stickId } = believeStick(place(), otherOrderId).licence;
  const placesOf = [join(root, 'DIPTYCH'), join(account.keys.folder, 'sticks')] as const;
  const copies = placesOf.map((folder, number) => {
    const copy = join(base, `before-${number}`);
    cpSync(folder, copy, { recursive: true });
    return copy;
  });
  const watchOther = async () => {
    const supply = await openOtherStick();
    await supply.fetch(0, 1, never);
    await supply.close('stopped');
  };
  await watchOther();
  expect(await tell()).toEqual([]);
  placesOf.forEach((folder, number) => {
    rmSync(folder, { recursive: true });
    cpSync(copies[number] ?? '', folder, { recursive: true });
  });
  // Fewer lines may be an old copy of the player's folder.
  expect(await tell()).toEqual([]);
  await watchOther();
  expect(await tell()).toEqual([stickId]);
  expect(await codeOf(watchOther)).toBe('STICK_ROLLED_BACK');
  expect(await codeOf(() => writeStickAtHome({ ...parts, disc: otherDisc, showings: 1 }))).toBe(
    'STICK_REFUSED',
  );
  rmSync(join(root, 'DIPTYCH'), { recursive: true });
}, 60_000);

it('a clock that ran ahead once is forgotten with the next stick', async () => {
  writeSeenAt(fileOperations, account.keys.folder, '2036-01-01T00:00:00.000Z');
  const parts = { root, disc, account, randomness: seededRandomness('clock'), signal: never };
  await writeStickAtHome({ ...parts, showings: 1 });
  expect(await codeOf(watch)).toBeNull();
  const stick = believeStick(place(), orderId);
  await returnStick({ root, account, stick, signal: never });
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
