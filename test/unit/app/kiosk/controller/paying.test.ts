import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AppError } from '../../../../../app/foundation/errors.ts';
import { silentLogger } from '../../../../../app/foundation/logger.ts';
import { minutes, seconds } from '../../../../../app/foundation/units.ts';
import { Paying } from '../../../../../app/kiosk/controller/workflow/paying.ts';
import type { OrderEffect } from '../../../../../app/orders/order-effect.ts';
import type {
  AuthoriseOutcome,
  PaymentState,
  PaymentTerminal,
} from '../../../../../drivers/payment-terminal/contract.ts';
import { settle } from '../../../../support/drivers-time.ts';
import {
  kioskParts,
  partsOrderId,
  partsTitle,
  type KioskParts,
} from '../../../../support/kiosk-parts.ts';

const orderId = partsOrderId;

let parts: KioskParts;
let asked: string[];
let authorised: AuthoriseOutcome | 'offline' | 'broken';
let captured: 'captured' | 'refused' | 'unknown' | 'offline';
let found: PaymentState | 'offline';

const offline = () => new AppError('DEVICE_OFFLINE', 'It is away.', { remedy: 'retry' });
const answer = <T>(name: string, value: T | 'offline' | 'broken'): Promise<T> => {
  asked.push(name);
  if (value === 'offline') return Promise.reject(offline());
  return value === 'broken' ? Promise.reject(new Error('broken')) : Promise.resolve(value);
};

beforeEach(() => {
  parts = kioskParts();
  asked = [];
  authorised = { is: 'approved', transaction: 'T' };
  captured = 'captured';
  found = { is: 'none' };
  const terminal = {
    capabilities: { model: 'T', currency: 'EUR', holds: true },
    authorise: () => answer('authorise', authorised),
    capture: () => answer('capture', captured),
    release: () => answer('release', 'released'),
    enquire: () => answer('enquire', found),
  } as unknown as PaymentTerminal;
  const paying = new Paying({ ...parts, terminal, logger: silentLogger });
  const work: Partial<Record<OrderEffect['does'], () => Promise<void>>> = {
    authorisePayment: () => paying.authorise(orderId),
    capturePayment: () => paying.capture(orderId),
    releasePayment: () => paying.release(orderId),
    enquirePayment: () => paying.enquire(orderId),
  };
  parts.desk.performWith((_, { does }) => work[does]?.() ?? Promise.resolve());
});
afterEach(async () => {
  parts.stop.abort(new Error('over'));
  await rest();
  parts.records.db.close();
});

async function rest(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await settle();
}

async function order(): Promise<void> {
  parts.desk.place({
    orderId,
    code: 'AAAA-AAAA',
    title: partsTitle,
    userId: 'u_0123456789',
    distributorId: 'DIST1',
    requestKey: 'key',
    language: 'en',
    slot: 1,
    price: { amount: 499, currency: 'EUR' },
  });
  parts.desk.happen(orderId, { is: 'registered' });
  await rest();
}

const standing = () => `${parts.at()} ${parts.desk.paymentOf(orderId).is}`;
const acts = () => parts.records.acts.listOf(orderId).map((act) => `${act.kind} ${act.outcome}`);

async function pass(span: number): Promise<void> {
  for (let left = span; left > 0; left -= 1000) {
    parts.clock.advance(seconds(1));
    await rest();
  }
}

describe('what a terminal answers', () => {
  test('a hold lets the order go on', async () => {
    await order();
    expect([standing(), acts()]).toEqual(['authorised held', ['authorise.started done']]);
  });

  test('an absence declines the order: nothing was asked of any money', async () => {
    authorised = 'offline';
    await order();
    expect(standing()).toBe('cancelled declined');
    expect(asked).toEqual(['authorise']);
    expect(acts()).toEqual(['authorise.started failed']);
  });

  test('a fault of the program is no answer: what became of the money is asked', async () => {
    authorised = 'broken';
    await order();
    expect(asked).toEqual(['authorise', 'enquire']);
    expect(standing()).toBe('cancelled declined');
  });
});

describe('a doubtful payment', () => {
  test('is enquired again and again, ever more seldom, and never asked for twice', async () => {
    authorised = { is: 'unknown' };
    found = { is: 'unknown' };
    await order();
    expect(standing()).toBe('paying doubtful');
    await pass(minutes(1));
    // At once, then after 2, 4, 8, 16 and 32 seconds: the last one is still to come.
    expect(asked).toEqual(['authorise', ...Array.from({ length: 5 }, () => 'enquire')]);
    found = { is: 'held', transaction: 'T' };
    await pass(seconds(5));
    expect(standing()).toBe('authorised held');
    expect(asked.filter((name) => name === 'authorise')).toHaveLength(1);
  });

  test('of an order that is cancelled meanwhile is given back once it is found', async () => {
    authorised = { is: 'unknown' };
    found = { is: 'unknown' };
    await order();
    parts.desk.happen(orderId, { is: 'cancelRequested' });
    expect(standing()).toBe('cancelled doubtful');
    found = { is: 'held', transaction: 'T' };
    await pass(seconds(3));
    expect(standing()).toBe('released released');
  });

  test('waits between tries where the terminal refuses to take what it says it holds', async () => {
    authorised = { is: 'approved', transaction: 'T' };
    captured = 'offline';
    found = { is: 'held', transaction: 'T' };
    await order();
    const discId = 'd_parts-disc';
    for (const event of [
      { is: 'streamDescribed', stream: { bytes: 4096, sectors: 2, sha256: 'a'.repeat(64) } },
      { is: 'streamReady' },
      { is: 'driveLeased', drive: 1 },
      { is: 'jacketPrinted' },
      { is: 'discPicked', discId },
      { is: 'discVerified', discId },
      { is: 'discStaged', discId },
    ] as const) {
      parts.desk.happen(orderId, event);
    }
    parts.clock.advance(seconds(1));
    parts.desk.happen(orderId, { is: 'claimRequested', identifiedAt: parts.clock.now() });
    parts.desk.happen(orderId, { is: 'presentable' });
    parts.desk.happen(orderId, { is: 'taken' });
    await rest();
    await pass(seconds(20));
    expect(asked.filter((name) => name === 'capture').length).toBeLessThan(6);
    captured = 'captured';
    await pass(minutes(1));
    expect(standing()).toBe('fulfilled captured');
  });

  test('is settled by a person, and by nobody else after that', async () => {
    authorised = { is: 'unknown' };
    found = { is: 'unknown' };
    await order();
    const paid = { is: 'paymentResolved', outcome: 'paid' } as const;
    expect(parts.desk.happen(orderId, paid).refusal).toBe('ORDER_NOT_NOW');
    parts.desk.happen(orderId, { is: 'paymentResolved', outcome: 'notPaid' });
    expect(standing()).toBe('released released');
    expect(parts.desk.happen(orderId, paid).refusal).toBe('ORDER_NOT_NOW');
    found = { is: 'held', transaction: 'T' };
    await pass(minutes(1));
    expect(standing()).toBe('released released');
  });
});
