import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLogger } from '../../../../app/foundation/logger.ts';
import { ManualClock } from '../../../../app/foundation/manual-clock.ts';
import { seconds } from '../../../../app/foundation/units.ts';
import type { WirePiece } from '../../../../drivers/contract/device.ts';
import type { PaymentMemory } from '../../../../drivers/payment-terminal/contract.ts';
import {
  openZvtTerminal,
  type ZvtTerminal,
} from '../../../../drivers/payment-terminal/payment-terminal-zvt.ts';
import { runSimulatedZvtTerminal } from '../../../../drivers/payment-terminal/simulated-zvt-terminal.ts';
import type { ZvtTerminalOptions } from '../../../../drivers/payment-terminal/zvt-till.ts';
import { serialPair, type SerialPair } from '../../../../drivers/transports/serial-pair.ts';
import { parseFault } from '../../../../drivers/world/faults.ts';
import { whileTimePasses } from '../../../support/drivers-time.ts';
import { worldUnderTest, type WorldUnderTest } from '../../../support/drivers-world.ts';

const PRICE = { amount: 499, currency: 'EUR' } as const;

describe('a ZVT terminal', () => {
  let there: WorldUnderTest;
  let clock: ManualClock;
  let cable: SerialPair;
  let stop: () => void;
  beforeEach(() => {
    there = worldUnderTest();
    clock = new ManualClock();
    cable = serialPair();
    stop = runSimulatedZvtTerminal(there.world, cable.deviceEnd, clock);
  });
  afterEach(() => {
    stop();
    there.remove();
  });
  const pass = <T>(outcome: Promise<T>) => whileTimePasses(clock, outcome, seconds(400));
  const open = (changes: Partial<ZvtTerminalOptions> = {}): Promise<ZvtTerminal> =>
    pass(
      openZvtTerminal({
        line: cable.driverEnd,
        currency: 'EUR',
        password: '000000',
        clock,
        logger: silentLogger,
        ...changes,
      }),
    );
  const approved = async (terminal: ZvtTerminal) => {
    const outcome = await pass(terminal.authorise({ money: PRICE, reference: 'order-1' }));
    if (outcome.is !== 'approved') throw new Error(`The payment was ${outcome.is}.`);
    return outcome.transaction;
  };
  const booked = () => there.world.state.payments.map(({ kind, amount }) => `${kind} ${amount}`);
  const inject = (fault: string) =>
    there.world.change((draft) => {
      draft.faults.push(parseFault(fault));
    });

  it.each(['book-total', 'partial-reversal'] as const)(
    'takes less than was held where that was asked, by %s',
    async (captureBy) => {
      const terminal = await open({ captureBy });
      const transaction = await approved(terminal);
      const less = { amount: 300, currency: 'EUR' };
      expect(await pass(terminal.capture(transaction, less))).toBe('captured');
      expect(booked()).toEqual(['hold 499', 'capture 300']);
    },
  );

  it('keeps what the terminal wanted printed', async () => {
    const terminal = await open();
    await approved(terminal);
    expect(terminal.receipt).toEqual(['Beleg 1']);
  });

  it('ends its day when no money is held', async () => {
    const terminal = await open();
    const transaction = await approved(terminal);
    expect(await pass(terminal.endOfDay())).toBe('refused');
    await pass(terminal.release(transaction, PRICE));
    expect(await pass(terminal.endOfDay())).toBe('done');
  });

  it('speaks to the customer in German where asked to', async () => {
    const terminal = await open({ language: 'de' });
    const prompts = new Set<string>();
    terminal.onStatus(({ prompt }) => prompts.add(prompt));
    await approved(terminal);
    expect([...prompts]).toEqual(['Karte einstecken', 'Bitte warten', '']);
  });

  it('shows all of its talk in a trace, and the password nowhere', async () => {
    const pieces: WirePiece[] = [];
    const password = '000000';
    const terminal = await open({ password, tap: (piece) => pieces.push(piece) });
    await approved(terminal);
    expect(pieces.map(({ direction, meaning }) => `${direction} ${meaning}`)).toEqual([
      'sent register',
      'received acknowledged',
      'received completed',
      'sent acknowledged',
      'sent list-reservations',
      'received acknowledged',
      'received aborted: error of pre-authorisation',
      'sent acknowledged',
      'sent repeat-receipt',
      'received acknowledged',
      'received aborted: function not possible',
      'sent acknowledged',
      'sent reserve 499',
      'received acknowledged',
      'received intermediate status 0A',
      'sent acknowledged',
      'received intermediate status 0E',
      'sent acknowledged',
      'received result: no error, receipt 1',
      'sent acknowledged',
      'received print',
      'sent acknowledged',
      'received completed',
      'sent acknowledged',
    ]);
  });

  it('knows nothing of a payment of an earlier life where its memory ended with it', async () => {
    await approved(await open());
    stop();
    cable = serialPair();
    stop = runSimulatedZvtTerminal(there.world, cable.deviceEnd, clock);
    const again = await open();
    expect(await pass(again.enquire('order-1'))).toEqual({ is: 'unknown' });
  });

  it('asks for no money that it cannot write down', async () => {
    const memory: PaymentMemory = {
      survives: true,
      read: () => null,
      write() {
        throw Object.assign(new Error('disk full'), { code: 'PAYMENT_NOT_REMEMBERED' });
      },
    };
    const terminal = await open({ memory });
    await expect(approved(terminal)).rejects.toMatchObject({ code: 'PAYMENT_NOT_REMEMBERED' });
    expect(booked()).toEqual([]);
  });

  it('says unknown where the terminal talks nonsense in the middle of a payment, and listens no more', async () => {
    const terminal = await open();
    terminal.onStatus(({ prompt }) => {
      if (prompt !== '') void cable.deviceEnd.write(Uint8Array.of(0x47, 0x45, 0x54));
    });
    const outcome = await pass(terminal.authorise({ money: PRICE, reference: 'order-1' }));
    expect(outcome).toEqual({ is: 'unknown' });
    expect(terminal.status).toMatchObject({
      health: 'offline',
      reason: 'What answers there does not speak ZVT.',
    });
  });

  it('does not see money as held any more that the terminal does not list', async () => {
    const terminal = await open();
    await approved(terminal);
    there.world.change((draft) => {
      draft.payments.push({ receipt: 2, kind: 'release', of: 1, amount: 499 });
    });
    expect(await pass(terminal.enquire('order-1'))).toEqual({ is: 'unknown' });
  });

  it('says unknown when the time for a customer is over and nobody says how it ended', async () => {
    const terminal = await open();
    inject('payment.lost-answer');
    const started = clock.monotonic();
    const outcome = await pass(terminal.authorise({ money: PRICE, reference: 'order-1' }));
    expect(outcome).toEqual({ is: 'unknown' });
    // Three minutes for the customer, half a minute for the terminal to abort.
    expect(clock.monotonic() - started).toBeGreaterThanOrEqual(seconds(210));
    expect(clock.monotonic() - started).toBeLessThan(seconds(215));
  });

  it.each<[string, Partial<ZvtTerminalOptions>, string]>([
    ['a password that is another', { password: '123456' }, 'PAYMENT_REFUSED_COMMAND'],
    ['a password that is none', { password: 'abc' }, 'PAYMENT_REFUSED_COMMAND'],
    ['a currency that it does not take', { currency: 'CHF' }, 'PAYMENT_REFUSED_COMMAND'],
    ['a currency that nobody knows', { currency: 'XXX' }, 'PAYMENT_REFUSED_COMMAND'],
  ])('is not opened with %s, and leaves the line closed', async (_, changes, code) => {
    await expect(open(changes)).rejects.toMatchObject({ code });
    await expect(cable.driverEnd.write(Uint8Array.of(1))).rejects.toMatchObject({
      code: 'DEVICE_OFFLINE',
    });
  });

  it('is not opened where nothing answers, and leaves the line closed', async () => {
    stop();
    await expect(open()).rejects.toMatchObject({ code: 'DEVICE_TIMEOUT' });
    await expect(cable.driverEnd.write(Uint8Array.of(1))).rejects.toMatchObject({
      code: 'DEVICE_OFFLINE',
    });
  });
});
