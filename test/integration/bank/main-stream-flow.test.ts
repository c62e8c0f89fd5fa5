import { once } from 'node:events';
import http from 'node:http';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { bankRoutes } from '../../../app/contracts/bank-api.ts';
import { CHUNK_BYTES } from '../../../app/bank/orders/chunks.ts';
import {
  type BankUnderTest,
  member,
  send,
  startBank,
  type TestKiosk,
} from '../../support/bank/bank-under-test.ts';
import { FakeTitles } from '../../support/bank/fake-titles.ts';

const CHUNKS = 64;
const orderId = '1'.repeat(20);
const target = bankRoutes.mainStream(orderId);

/** Chunks that were generated. */
let generated = 0;
let test: BankUnderTest;
let titles: FakeTitles;
let kiosk: TestKiosk;

beforeEach(async () => {
  titles = new FakeTitles().add('long-film', Buffer.alloc(2048));
  test = await startBank(
    () => titles,
    () => {},
    () => ({
      size: CHUNKS * CHUNK_BYTES,
      read(_position, into) {
        generated += 1;
        into.fill(generated);
        return into.length;
      },
      complement: () => [],
    }),
  );
  kiosk = await test.enrol();
  await kiosk.order(orderId, 'long-film', member.member, member.pin);
});
afterEach(() => test.close());

/** Opens the main stream and leaves it unread. */
async function openStream(): Promise<http.IncomingMessage> {
  const { hostname, port } = new URL(test.bank.url);
  const headers = kiosk.headers('GET', target);
  const request = http.get({ hostname, port, path: target, headers, agent: false });
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];
  return response;
}

/** Resolves once nothing more is generated between two answers of the bank. */
async function standstill(): Promise<number> {
  return vi.waitFor(
    async () => {
      const before = generated;
      for (let asked = 0; asked < 5; asked += 1) {
        await send(test.bank.url, 'GET', bankRoutes.health);
      }
      if (generated !== before) throw new Error('still going on');
      return generated;
    },
    { timeout: 20_000 },
  );
}

describe('a main stream', () => {
  it('is generated no faster than its kiosk reads it, and stops when the kiosk is gone', async () => {
    await kiosk.ask('GET', bankRoutes.mainStreamDescription(orderId));
    generated = 0;
    const response = await openStream();
    // What the sockets of both ends hold is a matter of the machine; it is far from the whole.
    const held = await standstill();
    expect(held).toBeGreaterThan(0);
    expect(held).toBeLessThan(CHUNKS / 2);
    response.destroy();
    await vi.waitFor(() => expect(titles.opened).toBe(0));
    expect(await standstill()).toBeLessThan(CHUNKS / 2);
  });

  it('being hashed does not keep others waiting', async () => {
    generated = 0;
    const description = kiosk.ask('GET', bankRoutes.mainStreamDescription(orderId));
    await vi.waitFor(() => expect(generated).toBeGreaterThan(0), { interval: 1 });
    expect((await send(test.bank.url, 'GET', bankRoutes.health)).status).toBe(200);
    expect(generated).toBeLessThan(CHUNKS);
    expect((await description).status).toBe(200);
    expect(generated).toBe(CHUNKS);
  });

  it('being sent or hashed does not keep the bank from closing', async () => {
    generated = 0;
    const asked = kiosk.ask('GET', bankRoutes.mainStreamDescription(orderId));
    await vi.waitFor(() => expect(generated).toBeGreaterThan(0), { interval: 1 });
    const ended = asked.then(
      (answer) => answer.status,
      () => 'cut off',
    );
    await test.bank.close();
    expect([503, 'cut off']).toContain(await ended);
    expect(generated).toBeLessThan(CHUNKS);
    expect(titles.opened).toBe(0);
  });
});
