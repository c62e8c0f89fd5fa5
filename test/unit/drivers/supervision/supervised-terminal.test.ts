import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLogger } from '../../../../app/foundation/logger.ts';
import { ManualClock } from '../../../../app/foundation/manual-clock.ts';
import { seconds } from '../../../../app/foundation/units.ts';
import { openZvtTerminal } from '../../../../drivers/payment-terminal/payment-terminal-zvt.ts';
import { runSimulatedZvtTerminal } from '../../../../drivers/payment-terminal/simulated-zvt-terminal.ts';
import { unknownPresence } from '../../../../drivers/supervision/presence.ts';
import { SupervisedTerminal } from '../../../../drivers/supervision/supervised-terminal.ts';
import { serialPair, type SerialPair } from '../../../../drivers/transports/serial-pair.ts';
import { settle, whileTimePasses } from '../../../support/drivers-time.ts';
import { worldUnderTest, type WorldUnderTest } from '../../../support/drivers-world.ts';

const LOOK_EVERY = seconds(30);
const PRICE = { amount: 499, currency: 'EUR' } as const;

describe('a payment terminal that is looked at now and then', () => {
  let there: WorldUnderTest;
  let clock: ManualClock;
  let cable: SerialPair;
  let unplug: () => void;
  let terminal: SupervisedTerminal;
  beforeEach(async () => {
    there = worldUnderTest();
    clock = new ManualClock();
    const services = { clock, logger: silentLogger };
    terminal = new SupervisedTerminal(
      {
        name: 'The payment terminal',
        address: '192.168.1.20:20007',
        open() {
          cable = serialPair();
          unplug = runSimulatedZvtTerminal(there.world, cable.deviceEnd, clock);
          const line = cable.driverEnd;
          return openZvtTerminal({ line, currency: 'EUR', password: '000000', ...services });
        },
        presence: unknownPresence,
        look: { every: LOOK_EVERY, ask: (device) => device.readStatus() },
        ...services,
      },
      { currency: 'EUR', holds: true },
    );
    await whileTimePasses(clock, terminal.start(), seconds(10));
  });
  afterEach(async () => {
    await whileTimePasses(clock, terminal.close(), seconds(30));
    unplug();
    there.remove();
  });

  it('is missed though its connection says nothing', async () => {
    expect(terminal.status.health).toBe('online');
    // It was switched off: no end of the connection, and nothing ever comes.
    unplug();
    const missed = new Promise<void>((resolve) => {
      terminal.onStatus(({ health }) => {
        if (health === 'noDevice') resolve();
      });
    });
    await whileTimePasses(clock, missed, seconds(40));
    await expect(terminal.authorise({ money: PRICE, reference: 'order-1' })).rejects.toMatchObject({
      code: 'DEVICE_OFFLINE',
    });
  });

  it('refuses no customer for being looked at just then', async () => {
    clock.advance(LOOK_EVERY);
    const paid = terminal.authorise({ money: PRICE, reference: 'order-1' });
    await settle();
    expect(await whileTimePasses(clock, paid, seconds(60))).toMatchObject({ is: 'approved' });
  });
});
