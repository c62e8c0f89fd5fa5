import { describe, expect, it } from 'vitest';
import { silentLogger } from '../../../../app/foundation/logger.ts';
import { ManualClock } from '../../../../app/foundation/manual-clock.ts';
import { seconds } from '../../../../app/foundation/units.ts';
import type { PaymentTerminal } from '../../../../drivers/payment-terminal/contract.ts';
import { openMdbTerminal } from '../../../../drivers/payment-terminal/payment-terminal-mdb.ts';
import { serialPair } from '../../../../drivers/transports/serial-pair.ts';
import { whileTimePasses } from '../../../support/drivers-time.ts';

const PRICE = { amount: 499, currency: 'EUR' } as const;

/** An interface that answers each command by what the script has for it, at once; what it lacks stays unanswered. */
function scripted(script: Readonly<Record<string, readonly string[]>>) {
  const clock = new ManualClock();
  const cable = serialPair();
  const heard: string[] = [];
  cable.deviceEnd.onData((bytes) => {
    const command = Buffer.from(bytes).toString('latin1').trim();
    heard.push(command);
    for (const line of script[command] ?? []) {
      void cable.deviceEnd.write(Buffer.from(`${line}\r\n`, 'latin1'));
    }
  });
  const pass = <T>(outcome: Promise<T>) => whileTimePasses(clock, outcome, seconds(400));
  const open = (): Promise<PaymentTerminal> =>
    pass(openMdbTerminal({ line: cable.driverEnd, currency: 'EUR', clock, logger: silentLogger }));
  return { heard, open, pass, cable };
}

const READY = {
  V: ['v,4.0.2.0,0123456789ab'],
  'D,STATUS': ['d,STATUS,IDLE,#,3,1756,1,2,30,8'],
};

describe('a card reader behind an MDB interface', () => {
  it('is started from nothing: master on, reader found, reader enabled', async () => {
    const at = scripted({
      V: ['v,4.0.2.0,0123456789ab'],
      'D,STATUS': ['d,ERR,-1'],
      'D,2': ['d,STATUS,RESET', 'd,STATUS,INIT,1'],
      'D,READER,1': ['d,STATUS,IDLE'],
    });
    const terminal = await at.open();
    expect(at.heard).toEqual(['V', 'D,STATUS', 'D,2', 'D,READER,1']);
    expect(terminal.capabilities).toEqual({
      model: 'MDB reader, interface 4.0.2.0',
      currency: 'EUR',
      holds: true,
    });
  });

  it('keeps a session that it finds open: money may be held', async () => {
    const at = scripted({ ...READY, 'D,STATUS': ['d,STATUS,RESULT,1,4.99'] });
    const terminal = await at.open();
    expect(at.heard).toEqual(['V', 'D,STATUS']);
    const outcome = at.pass(terminal.authorise({ money: PRICE, reference: 'order-1' }));
    await expect(outcome).rejects.toMatchObject({ code: 'PAYMENT_REFUSED_COMMAND' });
    expect(at.heard).toEqual(['V', 'D,STATUS', 'D,STATUS']);
  });

  it('gives back what the reader approved where that is not what was asked', async () => {
    const at = scripted({
      ...READY,
      'D,REQ,4.99,1': ['d,STATUS,VEND', 'd,STATUS,RESULT,1,4.00'],
      'D,END,-1': ['d,STATUS,IDLE'],
    });
    const terminal = await at.open();
    const outcome = at.pass(terminal.authorise({ money: PRICE, reference: 'order-1' }));
    expect(await outcome).toEqual({
      is: 'declined',
      reason: 'the card reader approved another amount',
    });
    expect(at.heard.slice(-2)).toEqual(['D,REQ,4.99,1', 'D,END,-1']);
  });

  it('takes a request back when the time for a customer is over', async () => {
    const at = scripted({
      ...READY,
      'D,REQ,4.99,1': ['d,STATUS,VEND'],
      'D,REQ,-1': ['d,STATUS,RESULT,-1', 'd,STATUS,IDLE'],
    });
    const terminal = await at.open();
    const outcome = at.pass(terminal.authorise({ money: PRICE, reference: 'order-1' }));
    expect(await outcome).toEqual({ is: 'canceled' });
  });

  it('ends the session of no other payment: one that the reader has lost is over', async () => {
    const script: Record<string, readonly string[]> = {
      ...READY,
      'D,REQ,4.99,1': ['d,STATUS,VEND', 'd,STATUS,RESULT,1,4.99'],
      'D,END,-1': ['d,STATUS,IDLE'],
    };
    const at = scripted(script);
    const terminal = await at.open();
    const held = async (reference: string) => {
      script['D,STATUS'] = ['d,STATUS,IDLE'];
      const outcome = await at.pass(terminal.authorise({ money: PRICE, reference }));
      script['D,STATUS'] = ['d,STATUS,RESULT,1,4.99'];
      if (outcome.is !== 'approved') throw new Error(`The payment was ${outcome.is}.`);
      return outcome.transaction;
    };
    const lost = await held('order-1');
    const open = await held('order-2');
    expect({
      lost: await at.pass(terminal.enquire('order-1')),
      released: await at.pass(terminal.release(lost, PRICE)),
      heard: at.heard.filter((command) => command === 'D,END,-1'),
    }).toEqual({ lost: { is: 'unknown' }, released: 'refused', heard: [] });
    expect(await at.pass(terminal.release(open, PRICE))).toBe('released');
  });

  it('is not opened with a reader that wants the card before the price', async () => {
    const at = scripted({ ...READY, 'D,STATUS': ['d,STATUS,INIT,0'] });
    await expect(at.open()).rejects.toMatchObject({ code: 'PAYMENT_REFUSED_COMMAND' });
  });

  it.each<[string, Readonly<Record<string, readonly string[]>>]>([
    ['no interface', {}],
    ['an interface and no reader', { ...READY, 'D,STATUS': ['d,ERR,-1'] }],
  ])('is offline where there is %s, and leaves the line closed', async (_, script) => {
    const at = scripted(script);
    await expect(at.open()).rejects.toMatchObject({ code: 'DEVICE_OFFLINE' });
    await expect(at.cable.driverEnd.write(Uint8Array.of(1))).rejects.toMatchObject({
      code: 'DEVICE_OFFLINE',
    });
  });
});
