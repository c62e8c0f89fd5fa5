import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ManualClock } from '../../../../../app/foundation/manual-clock.ts';
import { seededRandomness } from '../../../../../app/foundation/randomness.ts';
import { seconds } from '../../../../../app/foundation/units.ts';
import { BankTransport } from '../../../../../app/kiosk/controller/bank/bank-transport.ts';

let server: Server;
/** What the bank answers with, request after request; the last one from then on. */
let statuses: number[];
let asked: number;
let clock: ManualClock;
let transport: BankTransport;
let reachable: boolean[];

beforeEach(async () => {
  asked = 0;
  server = createServer((_, response) => {
    const status = statuses[Math.min(asked, statuses.length - 1)] ?? 200;
    asked += 1;
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ code: 'BANK_INTERNAL', message: 'No.', remedy: 'retry' }));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  clock = new ManualClock();
  transport = new BankTransport(`http://127.0.0.1:${port}`, clock, seededRandomness('transport'));
  reachable = [];
  transport.onReachable = (isReachable) => reachable.push(isReachable);
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

function send(tries: number): Promise<unknown> {
  const { signal } = new AbortController();
  return transport.send({ method: 'GET', target: '/', signer: null, tries, signal });
}

describe('a bank that answers with', () => {
  test.each([502, 503, 504])('%i is not there', async (status) => {
    statuses = [status];
    await expect(send(1)).rejects.toMatchObject({ code: 'BANK_UNREACHABLE', remedy: 'retry' });
    expect(reachable).toEqual([false]);
  });

  test.each([500, 501, 507])('%i failed at this request, and is there', async (status) => {
    statuses = [status];
    await expect(send(1)).rejects.toMatchObject({ code: 'BANK_FAILED', remedy: 'retry' });
    expect(reachable).toEqual([true]);
  });

  test('a failure is asked again, as often as it may be', async () => {
    statuses = [500, 500, 200];
    const sending = send(3);
    let isOver = false;
    void sending.finally(() => {
      isOver = true;
    });
    await expect
      .poll(() => {
        clock.advance(seconds(1));
        return isOver;
      })
      .toBe(true);
    await sending;
    expect([asked, reachable]).toEqual([3, [true, true, true]]);
  });
});
