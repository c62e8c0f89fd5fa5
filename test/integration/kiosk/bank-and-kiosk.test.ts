import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { timestamp } from '../../../app/foundation/clock.ts';
import { newOrderId, orderCode } from '../../../app/foundation/order-code.ts';
import { seededRandomness } from '../../../app/foundation/randomness.ts';
import { KioskBank, PublicBank } from '../../../app/kiosk/controller/bank/bank-client.ts';
import { BankTransport } from '../../../app/kiosk/controller/bank/bank-transport.ts';
import { kioskIdentity } from '../../../app/kiosk/controller/bank/enrolment.ts';
import { Spool } from '../../../app/kiosk/controller/spool/spool.ts';
import { identityError } from '../../../app/kiosk/controller/sessions/identity-errors.ts';
import { openKioskDatabase } from '../../../db/kiosk/open-kiosk-database.ts';
import { SettingsStore } from '../../../db/kiosk/settings-store.ts';
import { member, startBank, type BankUnderTest } from '../../support/bank/bank-under-test.ts';
import { FakeTitles } from '../../support/bank/fake-titles.ts';

const titleId = 'a-film';
const signal = new AbortController().signal;
let bank: BankUnderTest;
let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'diptych-both-'));
  const master = seededRandomness('master').bytes(64 * 2048);
  bank = await startBank(() => new FakeTitles().add(titleId, master));
});
afterEach(async () => {
  await bank.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A kiosk's half of the line, enrolled at the real bank. */
async function enrolledKiosk() {
  const { clock } = bank;
  const transport = new BankTransport(bank.bank.url, clock, seededRandomness('kiosk'));
  const settings = new SettingsStore(openKioskDatabase(':memory:'));
  const code = await bank.bank.admin.issueEnrolmentCode({
    distributorId: 'ACME',
    kioskName: 'Station hall',
  });
  const everybody = new PublicBank(transport);
  const { enrolment, privateKey } = await kioskIdentity(settings, everybody, code, signal);
  // The second time the records answer, and no code is needed.
  const again = await kioskIdentity(settings, everybody, null, signal);
  expect(again.enrolment).toEqual(enrolment);
  const kiosk = new KioskBank(transport, { keyId: enrolment.kioskId, privateKey });
  return { everybody, kiosk, enrolment };
}

test('kiosk and bank understand each other, from enrolment to the last report', async () => {
  const { everybody, kiosk, enrolment } = await enrolledKiosk();
  await everybody.readTime(signal);
  expect((await everybody.listTitles(signal)).map((title) => title.titleId)).toEqual([titleId]);

  const { pin } = member;
  const who = { by: 'card', card: member.card, pin } as const;
  const { userId, proof } = await kiosk.identify(who, signal);
  const orderId = newOrderId(seededRandomness('order'));
  const placed = await kiosk.putOrder(orderId, { titleId, proof }, signal);
  expect(placed).toMatchObject({
    orderId,
    code: orderCode(orderId),
    titleId,
    userId,
    distributorId: 'ACME',
    kioskId: enrolment.kioskId,
  });

  const stream = await kiosk.describeMainStream(orderId, signal);
  const spool = new Spool(folder, (...asked) => kiosk.openMainStream(...asked), bank.clock);
  await spool.fetch(orderId, stream, () => {}, signal);
  const bytes = readFileSync(spool.pathOf(orderId));
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(stream.sha256);

  const first = await kiosk.openMainStream(orderId, 0, null, signal);
  const etag = first.headers.get('etag');
  await first.body?.cancel();
  const rest = await kiosk.openMainStream(orderId, 100_000, etag, signal);
  expect(rest.status).toBe(206);
  expect(Buffer.from(await rest.arrayBuffer()).equals(bytes.subarray(100_000))).toBe(true);

  const events = ['burning', 'verified', 'ready', 'presented', 'taken'] as const;
  for (const [index, event] of events.entries()) {
    await kiosk.report(
      orderId,
      { sequence: index + 1, at: timestamp(bank.clock), event },
      { epoch: 1, number: index + 1 },
      signal,
    );
  }
});

test('a refused PIN comes with the attempts that are left', async () => {
  const { kiosk } = await enrolledKiosk();
  const who = { by: 'member', member: member.member, pin: '0000' } as const;
  let refused: unknown;
  try {
    await kiosk.identify(who, signal);
  } catch (error) {
    refused = error;
  }
  expect(identityError(refused)).toMatchObject({
    code: 'IDENTITY_REFUSED',
    context: { attemptsLeft: 4 },
  });
});
