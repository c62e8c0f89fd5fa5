import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isAppError } from '../../../app/foundation/errors.ts';
import { seconds, type Milliseconds } from '../../../app/foundation/units.ts';
import type { PaymentState, PaymentTerminal } from '../../../drivers/payment-terminal/contract.ts';
import type { PaymentBooking } from '../../../drivers/world/world-state.ts';
import type { Mishap } from '../../support/payment-cable.ts';

export interface PaymentTerminalBench {
  /** A terminal that takes euros, with a customer before it who pays. */
  readonly terminal: PaymentTerminal;
  /** What only a simulation has. */
  readonly simulation: {
    inject(fault: string): void;
    /** All that the terminal has booked, oldest first. */
    ledger(): readonly PaymentBooking[];
    pullCable(): void;
    /** What staff do with a terminal that is stuck: switch it off and on. */
    restart(): void;
    /** Opens the same terminal anew, by another cable; the one that was open is closed. */
    reopen(): Promise<PaymentTerminal>;
    /** Lays a mishap on the cable. */
    lay(mishap: Mishap): void;
  } | null;
  /** Lets time pass until the outcome is there, at most `limit`. */
  await<T>(outcome: Promise<T>, limit: Milliseconds): Promise<T>;
  dispose(): Promise<void>;
}

const PRICE = { amount: 499, currency: 'EUR' } as const;
const LIMIT = seconds(400);

/** What every payment terminal does. */
export function describePaymentTerminalContract(
  name: string,
  build: () => Promise<PaymentTerminalBench>,
): void {
  describe(`a payment terminal: ${name}`, () => {
    let bench: PaymentTerminalBench;
    let terminal: PaymentTerminal;
    beforeEach(async () => {
      bench = await build();
      ({ terminal } = bench);
    });
    afterEach(() => bench.dispose());
    const authorise = (reference = 'order-1') =>
      bench.await(terminal.authorise({ money: PRICE, reference }), LIMIT);
    const approved = async (reference?: string) => {
      const outcome = await authorise(reference);
      if (outcome.is !== 'approved') throw new Error(`The payment was ${outcome.is}.`);
      return outcome.transaction;
    };
    const paid = () => (terminal.capabilities.holds ? 'held' : 'captured');

    it('is online and asks nothing of anybody', async () => {
      const status = await bench.await(terminal.readStatus(), seconds(30));
      expect(status).toEqual({ health: 'online', reason: '', prompt: '' });
    });

    it('takes a payment, and finds it again by its reference', async () => {
      const transaction = await approved();
      expect(await bench.await(terminal.enquire('order-1'), LIMIT)).toEqual({
        is: paid(),
        transaction,
      });
      expect(terminal.status.prompt).toBe('');
    });

    it('captures what was authorised, and then releases it no more', async () => {
      const transaction = await approved();
      expect(await bench.await(terminal.capture(transaction, PRICE), LIMIT)).toBe('captured');
      expect((await bench.await(terminal.enquire('order-1'), LIMIT)).is).toBe('captured');
      if (!terminal.capabilities.holds) return;
      expect(await bench.await(terminal.release(transaction, PRICE), LIMIT)).toBe('refused');
    });

    it('releases what was authorised, and then captures it no more', async () => {
      const transaction = await approved();
      expect(await bench.await(terminal.release(transaction, PRICE), LIMIT)).toBe('released');
      expect((await bench.await(terminal.enquire('order-1'), LIMIT)).is).toBe('released');
      expect(await bench.await(terminal.capture(transaction, PRICE), LIMIT)).toBe('refused');
    });

    it('captures no more than was authorised', async () => {
      const transaction = await approved();
      const more = { ...PRICE, amount: PRICE.amount + 1 };
      expect(await bench.await(terminal.capture(transaction, more), LIMIT)).toBe('refused');
    });

    it('takes one payment under a reference, ever', async () => {
      await approved();
      await expect(authorise()).rejects.toMatchObject({ code: 'DEVICE_SEQUENCE' });
    });

    it('does one thing at a time', async () => {
      const first = terminal.authorise({ money: PRICE, reference: 'order-1' });
      await expect(
        terminal.authorise({ money: PRICE, reference: 'order-2' }),
      ).rejects.toMatchObject({ code: 'DEVICE_SEQUENCE' });
      await bench.await(first, LIMIT);
    });

    it('asks nobody for money where the caller gave up before', async () => {
      const options = { signal: AbortSignal.abort() };
      const outcome = terminal.authorise({ money: PRICE, reference: 'order-1' }, options);
      await expect(outcome).rejects.toMatchObject({ code: 'DEVICE_CANCELED' });
      expect((await authorise()).is).toBe('approved');
    });

    it('refuses what is no money of its own', async () => {
      const francs = { amount: 499, currency: 'CHF' };
      await expect(
        terminal.authorise({ money: francs, reference: 'order-1' }),
      ).rejects.toMatchObject({ code: 'PAYMENT_REFUSED_COMMAND' });
      const half = { amount: 4.5, currency: 'EUR' };
      await expect(terminal.authorise({ money: half, reference: 'order-1' })).rejects.toMatchObject(
        { code: 'PAYMENT_REFUSED_COMMAND' },
      );
    });

    it('knows no transaction that is not its own', async () => {
      await expect(terminal.capture('4711', PRICE)).rejects.toMatchObject({
        code: 'PAYMENT_REFUSED_COMMAND',
      });
    });

    it('does nothing more once closed', async () => {
      await terminal.close();
      await expect(terminal.enquire('order-1')).rejects.toMatchObject({ code: 'DEVICE_SEQUENCE' });
    });
  });
}

/** What a simulated terminal can show that one on the bench cannot be made to do at will. */
export function describePaymentMishaps(
  name: string,
  build: () => Promise<PaymentTerminalBench>,
): void {
  describe(`a payment terminal when not all goes well: ${name}`, () => {
    let bench: PaymentTerminalBench;
    let simulation: NonNullable<PaymentTerminalBench['simulation']>;
    beforeEach(async () => {
      bench = await build();
      if (!bench.simulation) throw new Error('These cases need a simulation.');
      ({ simulation } = bench);
    });
    afterEach(() => bench.dispose());
    const authorise = (terminal = bench.terminal) =>
      bench.await(terminal.authorise({ money: PRICE, reference: 'order-1' }), LIMIT);
    const kinds = () => simulation.ledger().map(({ kind }) => kind);
    const paid = () => (bench.terminal.capabilities.holds ? 'hold' : 'charge');

    it('shows the customer what to do while it waits, and nothing afterwards', async () => {
      const prompts: string[] = [];
      bench.terminal.onStatus(({ prompt }) => prompts.push(prompt));
      await authorise();
      expect(prompts.at(0)).not.toBe('');
      expect(prompts.at(-1)).toBe('');
    });

    it('lets the customer go when the caller gives up, and takes no money', async () => {
      const giveUp = new AbortController();
      bench.terminal.onStatus(({ prompt }) => {
        if (prompt !== '') giveUp.abort();
      });
      const outcome = bench.terminal.authorise(
        { money: PRICE, reference: 'order-1' },
        { signal: giveUp.signal },
      );
      expect(await bench.await(outcome, LIMIT)).toEqual({ is: 'canceled' });
      expect(kinds()).toEqual([]);
    });

    it.each(['payment.declined', 'payment.canceled', 'payment.abort'])(
      'takes no money where there is a %s',
      async (fault) => {
        simulation.inject(fault);
        expect(['declined', 'canceled']).toContain((await authorise()).is);
        expect(kinds()).toEqual([]);
        expect(await bench.await(bench.terminal.enquire('order-1'), LIMIT)).toEqual({ is: 'none' });
      },
    );

    it('refuses while the terminal is busy, and may be asked again', async () => {
      simulation.inject('payment.busy');
      await expect(authorise()).rejects.toMatchObject({ code: 'PAYMENT_REFUSED_COMMAND' });
      expect((await authorise()).is).toBe('approved');
      expect(kinds()).toEqual([paid()]);
    });

    it('does not know where no answer came, and does not ask again', async () => {
      simulation.inject('payment.silent');
      expect(await authorise()).toEqual({ is: 'unknown' });
      expect(bench.terminal.status.health).not.toBe('online');
      expect(kinds()).toEqual([]);
      const state = await bench.await(bench.terminal.enquire('order-1'), LIMIT);
      expect(['none', 'unknown']).toContain(state.is);
      await expect(authorise()).rejects.toMatchObject({ code: 'DEVICE_SEQUENCE' });
    });

    it('does not know where the result never came, and finds out by asking', async () => {
      simulation.inject('payment.lost-answer');
      expect(await authorise()).toEqual({ is: 'unknown' });
      expect(kinds()).toEqual([paid()]);
      const state = await bench.await(bench.terminal.enquire('order-1'), LIMIT);
      expect(state.is).toBe(paid() === 'hold' ? 'held' : 'captured');
    });

    it.each(['capture', 'release'] as const)(
      'does not ask for a %s again whose result never came, but what became of it',
      async (next) => {
        const outcome = await authorise();
        if (outcome.is !== 'approved') throw new Error(`The payment was ${outcome.is}.`);
        if (next === 'capture' && paid() === 'charge') return;
        simulation.inject('payment.lost-answer');
        const { transaction } = outcome;
        expect(await bench.await(bench.terminal[next](transaction, PRICE), LIMIT)).toBe('unknown');
        await expect(bench.terminal[next](transaction, PRICE)).rejects.toMatchObject({
          code: 'DEVICE_SEQUENCE',
        });
        const state = await bench.await(bench.terminal.enquire('order-1'), LIMIT);
        expect([`${next}d`, 'unknown']).toContain(state.is);
        expect(kinds()).toEqual([paid(), next]);
      },
    );

    it('says at once that the cable was pulled, and knows that it does not know', async () => {
      simulation.inject('payment.unplugged');
      const outcome = bench.terminal.authorise({ money: PRICE, reference: 'order-1' });
      expect(await bench.await(outcome, seconds(5))).toEqual({ is: 'unknown' });
      expect(bench.terminal.status).toMatchObject({ health: 'offline', prompt: '' });
      expect(bench.terminal.status.reason).not.toBe('');
      await expect(bench.terminal.readStatus()).rejects.toMatchObject({ code: 'DEVICE_OFFLINE' });
      const again = bench.terminal.authorise({ money: PRICE, reference: 'order-2' });
      await expect(again).rejects.toMatchObject({ code: 'DEVICE_OFFLINE' });
    });

    it.each(['readStatus', 'enquire'] as const)(
      'fails at once when the cable is pulled in the middle of %s',
      async (command) => {
        simulation.inject('payment.lost-answer');
        await authorise();
        simulation.lay({ piece: 2, how: 'pulled' });
        const { terminal } = bench;
        const asked: Promise<unknown> =
          command === 'enquire' ? terminal.enquire('order-1') : terminal.readStatus();
        await expect(bench.await(asked, seconds(1))).rejects.toMatchObject({
          code: 'DEVICE_OFFLINE',
        });
      },
    );

    it('is offline when the cable is pulled while nothing runs', async () => {
      simulation.pullCable();
      expect(bench.terminal.status.health).toBe('offline');
      await expect(bench.terminal.enquire('never')).resolves.toMatchObject({});
    });

    it('never takes money twice and never says what is not so, wherever the talk breaks off', async () => {
      let runs = 0;
      await fc.assert(
        fc.asyncProperty(
          fc.record({
            mishap: fc.record({
              piece: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 30 })),
              how: fc.constantFrom<Mishap['how'][]>('pulled', 'lost'),
            }),
            during: fc.constantFrom('payment', 'settlement'),
            next: fc.constantFrom('capture', 'release'),
          }),
          async (plan) => {
            simulation.restart();
            const before = simulation.ledger().length;
            runs += 1;
            const reference = `order-${runs}`;
            await liveThrough(bench, simulation, { ...plan, reference });
            const terminal = await simulation.reopen();
            const state = await bench.await(terminal.enquire(reference), LIMIT);
            // Read only now: a terminal ends what it was doing, cable or no cable.
            const booked = simulation.ledger().slice(before);
            expect(booked.filter(({ kind }) => kind === paid()).length).toBeLessThanOrEqual(1);
            expect(booked.filter(({ of }) => of !== null).length).toBeLessThanOrEqual(1);
            expect([stateIn(booked), 'unknown']).toContain(state.is);
          },
        ),
        { numRuns: 35, seed: 20_261_121, endOnFailure: true },
      );
    });
  });
}

interface Story {
  readonly mishap: Mishap;
  readonly during: 'payment' | 'settlement';
  readonly next: 'capture' | 'release';
  readonly reference: string;
}

/** A payment, and what follows on it, over a line that has a mishap; every error is one of a device. */
async function liveThrough(
  bench: PaymentTerminalBench,
  simulation: NonNullable<PaymentTerminalBench['simulation']>,
  { mishap, during, next, reference }: Story,
): Promise<void> {
  try {
    let terminal = await simulation.reopen();
    if (during === 'payment') simulation.lay(mishap);
    const outcome = await bench.await(terminal.authorise({ money: PRICE, reference }), LIMIT);
    let transaction = outcome.is === 'approved' ? outcome.transaction : null;
    if (outcome.is === 'unknown') {
      terminal = await simulation.reopen();
      const state = await bench.await(terminal.enquire(reference), LIMIT);
      transaction = 'transaction' in state ? state.transaction : null;
    }
    if (transaction === null) return;
    if (during === 'settlement') simulation.lay(mishap);
    await bench.await(terminal[next](transaction, PRICE), LIMIT);
  } catch (error) {
    if (!isAppError(error) || !/^(DEVICE|PAYMENT)_/.test(error.code)) throw error;
  }
}

/** What a ledger of one payment says. */
function stateIn(booked: readonly PaymentBooking[]): PaymentState['is'] {
  const last = booked.at(-1);
  if (!last) return 'none';
  if (last.kind === 'capture' || last.kind === 'charge') return 'captured';
  return last.kind === 'hold' ? 'held' : 'released';
}
