import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectScreen, ScreenRefusal } from '../../support/kiosk-screen.ts';
import {
  kioskUnderTest,
  scriptedTitle,
  type KioskUnderTest,
} from '../../support/kiosk-under-test.ts';
import { bankCard, bankMember, otherMember } from '../../support/scripted-bank.ts';

let kiosk: KioskUnderTest;
beforeAll(async () => {
  kiosk = await kioskUnderTest();
});
afterAll(async () => {
  await kiosk.remove();
});

const { titleId } = scriptedTitle;
const { member, pin } = bankMember;

function open(token = kiosk.controller.issueToken(), origin = kiosk.controller.url) {
  return connectScreen(kiosk.controller.url, token, origin);
}

async function refusalOf(asking: Promise<unknown>) {
  try {
    await asking;
    return 'not refused';
  } catch (error) {
    return error instanceof ScreenRefusal ? error.error : String(error);
  }
}

describe('the door of the screens', () => {
  test('a token is good once, and each connection is given the next', async () => {
    const token = kiosk.controller.issueToken();
    const first = await open(token);
    expect(await refusalOf(open(token))).toContain('401');
    const second = await open(first.nextToken);
    expect(second.views[0]?.machine).toMatchObject({ mode: 'inService', ordersClosed: [] });
    first.close();
    second.close();
  });

  test('a wrong token and another origin are refused, and spend nothing', async () => {
    expect(await refusalOf(open('nonsense'))).toContain('401');
    const token = kiosk.controller.issueToken();
    expect(await refusalOf(open(token, 'http://evil.example'))).toContain('403');
    const screen = await open(token);
    screen.close();
  });

  test('pages come with a strict policy, and no promise of https', async () => {
    const response = await fetch(`${kiosk.controller.url}/`);
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(await response.text()).toContain('Screens');
    expect(policy).toContain("default-src 'self'");
    expect(policy).toContain(`connect-src 'self' ${kiosk.controller.url.replace('http', 'ws')}`);
    expect(policy).not.toContain('upgrade-insecure-requests');
    expect(response.headers.get('strict-transport-security')).toBeNull();
  });

  test('media that no title names is not served, however it is asked for', async () => {
    for (const path of ['other.jpg', '..%2f..%2fkiosk.sqlite', '%2e%2e/kiosk.sqlite']) {
      const response = await fetch(`${kiosk.controller.url}/media/${path}`);
      expect([path, response.status]).toEqual([path, 404]);
    }
  });
});

describe('a session', () => {
  test('without an identification orders nothing, collects nothing and cancels nothing', async () => {
    const screen = await open();
    const orderId = 'A'.repeat(20);
    const refused = [
      await refusalOf(
        screen.ask('placeOrder', { titleId, requestKey: randomUUID(), language: 'fr' }),
      ),
      await refusalOf(screen.ask('collectOrder', { orderId })),
      await refusalOf(screen.ask('cancelOrder', { orderId })),
    ];
    expect(refused).toMatchObject([
      { code: 'IDENTITY_NOT_FRESH' },
      { code: 'IDENTITY_NOT_FRESH' },
      { code: 'IDENTITY_NOT_FRESH' },
    ]);
    screen.close();
  });

  test('that was wiped stays so, though the bank answers the identification of before', async () => {
    const screen = await open();
    const letGo = kiosk.bank.holdNextIdentification();
    const asked = refusalOf(screen.ask('identifyMember', { member, pin }));
    await screen.ask('endSession', {});
    letGo();
    expect(await asked).toMatchObject({ code: 'IDENTITY_NOT_FRESH' });
    expect(await refusalOf(screen.ask('cancelOrder', { orderId: 'A'.repeat(20) }))).toMatchObject({
      code: 'IDENTITY_NOT_FRESH',
    });
    screen.close();
  });

  test('says how many attempts are left, in the bank’s words', async () => {
    const screen = await open();
    expect(await refusalOf(screen.ask('identifyMember', { member, pin: '0000' }))).toMatchObject({
      code: 'IDENTITY_REFUSED',
      attemptsLeft: 2,
    });
    screen.close();
  });

  test('keeps a scanned card from the screen, and takes its PIN', async () => {
    const screen = await open();
    const watcher = await open();
    await screen.ask('simulate', { act: 'scan-card', card: bankCard.card });
    const waiting = await screen.until((view) => view.session.cardWaiting);
    expect(JSON.stringify(screen.views)).not.toContain(bankCard.card);
    expect(waiting.session.identifiedUntil).toBeNull();
    await screen.ask('identifyCard', { pin });
    await screen.until((view) => view.session.identifiedUntil !== null);
    expect(watcher.views.some((view) => view.session.cardWaiting)).toBe(false);
    expect(await refusalOf(watcher.ask('identifyCard', { pin }))).toMatchObject({
      code: 'IDENTITY_NO_CARD',
    });
    screen.close();
    watcher.close();
  });

  test('sees its own orders alone, and nothing after it was wiped', async () => {
    const mine = await open();
    await mine.ask('identifyMember', { member, pin });
    const { orderId } = await mine.ask('placeOrder', {
      titleId,
      requestKey: randomUUID(),
      language: 'fr',
    });
    await mine.until((view) => view.session.orders.some((found) => found.orderId === orderId));
    const theirs = await open();
    await theirs.ask('identifyMember', { member: otherMember.member, pin: otherMember.pin });
    expect(theirs.views.at(-1)?.session.orders).toEqual([]);
    expect(await refusalOf(theirs.ask('collectOrder', { orderId }))).toMatchObject({
      code: 'ORDER_UNKNOWN',
    });
    await mine.ask('endSession', {});
    const last = mine.views.at(-1);
    expect(last?.session).toEqual({ identifiedUntil: null, cardWaiting: false, orders: [] });
    mine.close();
    theirs.close();
  });

  test('is told that the disc cannot be collected before it is ready, or cancelled once it burns', async () => {
    const screen = await open();
    await screen.ask('identifyMember', { member, pin });
    const orders = () => screen.views.at(-1)?.session.orders ?? [];
    await expect.poll(() => orders()[0]?.state, { timeout: 30_000 }).toBe('ready');
    const orderId = orders()[0]?.orderId ?? '';
    expect(await refusalOf(screen.ask('cancelOrder', { orderId }))).toMatchObject({
      code: 'ORDER_TOO_LATE',
    });
    screen.close();
  });
});

describe('the way to the bank', () => {
  test('an order that the bank cannot take is cancelled, and its stock is free again', async () => {
    const screen = await open();
    await screen.ask('identifyMember', { member: otherMember.member, pin: otherMember.pin });
    kiosk.bank.beAway(true);
    const refused = await refusalOf(
      screen.ask('placeOrder', { titleId, requestKey: randomUUID(), language: 'fr' }),
    );
    kiosk.bank.beAway(false);
    expect(refused).toMatchObject({ code: 'BANK_UNREACHABLE' });
    const { session } = screen.views.at(-1)!;
    expect(session.orders.map(({ state }) => state)).toEqual(['cancelled']);
    // The bank never saw the identification: it is good for another try.
    expect(session.identifiedUntil).not.toBeNull();
    screen.close();
  });
});
