import { afterEach, describe, expect, it } from 'vitest';
import type { LicenceTerms } from '../../../../app/contracts/licence.ts';
import { milliseconds } from '../../../../app/foundation/units.ts';
import { defaultTerms } from '../../../../app/licences/terms.ts';
import { benchOrderId, LicenceBench } from '../../../support/bank/licence-bench.ts';

const MINUTE = 60_000;
const wait = (span: number) => bench.clock.advance(milliseconds(span));

let bench: LicenceBench;
afterEach(() => bench.close());

async function presented(terms: Partial<LicenceTerms> = {}): Promise<void> {
  bench = await LicenceBench.open(terms);
  await bench.report('presented');
}

describe('a licence', () => {
  it('that has reached its end expires though nobody asks for it, once, and no other does', async () => {
    await presented();
    const order = (await bench.orders.find(benchOrderId))!;
    // More than are looked through at one go.
    for (let number = 0; number < 130; number += 1) {
      const orderId = String(number).padStart(20, '0');
      const proofId = `proof ${number}`;
      const notAfter = number % 2 === 0 ? '2026-01-01T12:01:00.000Z' : '2026-01-01T12:02:00.000Z';
      await bench.orders.add({ ...order, orderId, proofId, terms: { ...defaultTerms, notAfter } });
    }
    const expire = () => bench.licences.expireEnded(bench.now);
    wait(MINUTE - 1);
    expect(await expire()).toBe(0);
    wait(1);
    expect([await expire(), await expire()]).toEqual([65, 0]);
    wait(60 * MINUTE);
    expect([await expire(), await expire()]).toEqual([65, 0]);
    expect((await bench.licences.events('0'.repeat(20))).at(-1)).toMatchObject({
      at: '2026-01-01T12:01:00.000Z',
      actor: 'bank',
      event: 'expire',
    });
    expect((await bench.licences.facts(benchOrderId))?.state).toBe('ready');
  });

  it('expires at the end of the hours after its first showing', async () => {
    await presented({ hoursAfterFirstShowing: 1 });
    await bench.open(1, 1);
    wait(90 * MINUTE);
    expect(await bench.licences.expireEnded(bench.now)).toBe(0);
    await bench.open(2, 1);
    await bench.deliver(2, 1);
    wait(60 * MINUTE);
    expect(await bench.licences.expireEnded(bench.now)).toBe(1);
  });
});
