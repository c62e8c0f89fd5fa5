import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../app/foundation/clock.ts';
import { silentLogger } from '../../../app/foundation/logger.ts';
import { seededRandomness } from '../../../app/foundation/randomness.ts';
import { lacksForDisc, reportDevice } from '../../../drivers/contract/device-report.ts';
import { openDevice } from '../../../drivers/open-device.ts';
import { openMachine } from '../../../drivers/open-machine.ts';
import { parseMachineSettings } from '../../../drivers/settings/read-settings.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'diptych-open-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function optionsWith(changes: Readonly<Record<string, unknown>>) {
  const json = {
    drives: [{ driver: 'cdrskin', device: 'simulated' }],
    robot: { driver: 'simulated' },
    gate: { driver: 'kerong', port: 'simulated', slots: 4 },
    readers: [{ driver: 'serial', port: 'simulated' }],
    printer: { driver: 'ipp', url: 'simulated' },
    ...changes,
  };
  return {
    settings: parseMachineSettings(json, 'machine.json'),
    folder,
    standIn: 'inside',
    clock: systemClock,
    logger: silentLogger,
    randomness: seededRandomness('machine'),
  } as const;
}

const port = 'simulated';
const relays = [
  { coil: 0, closedInput: 0, itemInput: 8 },
  { coil: 1, closedInput: 1, itemInput: 9 },
];
const panel = { inputs: { door: 0, onBattery: 2 }, temperature: { register: 0 } };

describe('a machine of the settings', () => {
  it.each([
    [{ robot: { driver: 'nimbie', port }, printer: { driver: 'lp', queue: port } }],
    [
      {
        robot: { driver: 'amtren', port, hasPrinter: true },
        labelPrinter: { driver: 'ipp', url: port },
      },
    ],
    [{ robot: { driver: 'aleratec', port }, gate: { driver: 'winnsen', port, slots: 4 } }],
    [{ robot: { driver: 'manual' }, gate: { driver: 'modbus', port, slots: relays } }],
    [{ gate: { driver: 'yh', port, slots: 4 }, signals: { driver: 'modbus', port, ...panel } }],
    [
      {
        readers: [
          { driver: 'pcsc', socket: port },
          { driver: 'hid', port },
        ],
      },
    ],
    [
      {
        payment: {
          driver: 'zvt',
          connection: { port },
          currency: 'EUR',
          price: { amount: 499, currency: 'EUR' },
          password: '000000',
        },
      },
    ],
    [
      {
        payment: {
          driver: 'mdb',
          connection: { port },
          currency: 'EUR',
          price: { amount: 499, currency: 'EUR' },
        },
      },
    ],
  ])('is whole, whichever drivers it has: %j', async (changes) => {
    const machine = await openMachine(optionsWith(changes));
    try {
      const reports = machine.devices.map(reportDevice);
      expect(reports.filter(({ isReady }) => !isReady)).toEqual([]);
      expect(lacksForDisc(reports)).toEqual([]);
    } finally {
      await machine.close();
    }
  });

  it('has its faults from the first day, and not again at the next opening', async () => {
    const options = optionsWith({ simulation: { faults: ['gate.unplugged'] } });
    const first = await openMachine(options);
    expect(first.gate.status.health).toBe('noDevice');
    first.hands?.inject('clear');
    await first.close();
    const second = await openMachine(options);
    expect(second.gate.status.health).toBe('online');
    await second.close();
  });
});

describe('one device of the settings', () => {
  it('is opened without the others, and says at once where it is missing', async () => {
    const options = optionsWith({ readers: [{ driver: 'serial', port: '/dev/diptych-none' }] });
    const gate = await openDevice('gate', 1, options);
    expect((await gate.device.readState()).slots).toHaveLength(4);
    expect(gate).toMatchObject({ name: 'gate', driver: 'kerong', address: 'simulated' });
    await gate.close();
    await expect(openDevice('reader', 1, options)).rejects.toMatchObject({
      code: 'DEVICE_OFFLINE',
    });
    await expect(openDevice('drive', 2, options)).rejects.toMatchObject({
      code: 'MACHINE_NO_SUCH_DEVICE',
      message: 'Of drives the machine has only 1.',
    });
  });
});
