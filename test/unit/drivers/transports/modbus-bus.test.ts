import * as fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { ManualClock } from '../../../../app/foundation/manual-clock.ts';
import { milliseconds, seconds } from '../../../../app/foundation/units.ts';
import { modbusBusOn, type ModbusBus } from '../../../../drivers/transports/modbus-bus.ts';
import { serialPair, type SerialPair } from '../../../../drivers/transports/serial-pair.ts';
import { shareModbusBus } from '../../../../drivers/transports/modbus-shared-bus.ts';
import { runModbusUnit, type ModbusUnit } from '../../../../drivers/transports/simulated-modbus.ts';
import { feedInPieces, noiseAndCuts } from '../../../support/cut-stream.ts';
import { whileTimePasses } from '../../../support/drivers-time.ts';

interface TestUnit extends ModbusUnit {
  readonly on: Set<number>;
  isSilent: boolean;
}

/** Ten coils; input n is on where n is odd; register n holds 100 n. */
function testUnit(unit: number): TestUnit {
  const on = new Set<number>();
  const there = <Value>(address: number, value: Value) => (address < 10 ? value : null);
  const self: TestUnit = {
    unit,
    on,
    isSilent: false,
    answers: () => !self.isSilent,
    coil: (address) => there(address, on.has(address)),
    input: (address) => there(address, address % 2 === 1),
    register: (address) => there(address, 100 * address),
    setCoil(address, isOn) {
      if (address >= 10) return false;
      if (isOn) on.add(address);
      else on.delete(address);
      return true;
    },
  };
  return self;
}

let clock: ManualClock;
let cable: SerialPair;
let bus: ModbusBus;
let first: TestUnit;
beforeEach(() => {
  clock = new ManualClock();
  cable = serialPair();
  first = testUnit(1);
  runModbusUnit(cable.deviceEnd, first);
  runModbusUnit(cable.deviceEnd, testUnit(2));
  bus = modbusBusOn(cable.driverEnd, clock);
});
const within = <Result>(outcome: Promise<Result>, limit = seconds(2)) =>
  whileTimePasses(clock, outcome, limit, milliseconds(10));

describe('a Modbus bus', () => {
  it('reads inputs and registers, and reads back the coils that it wrote', async () => {
    await bus.writeCoil(1, 3, true);
    await bus.writeCoil(1, 4, true);
    await bus.writeCoil(1, 4, false);
    expect([
      await bus.readCoils(1, 2, 3),
      await bus.readDiscreteInputs(2, 0, 4),
      await bus.readInputRegisters(2, 3, 2),
    ]).toEqual([
      [false, true, false],
      [false, true, false, true],
      [300, 400],
    ]);
  });

  it('asks one after the other what several devices ask at once', async () => {
    const asked = Array.from({ length: 9 }, (_, index) =>
      bus.readInputRegisters(1 + (index % 2), index, 1),
    );
    expect(await Promise.all(asked)).toEqual(asked.map((_, index) => [100 * index]));
  });

  it('says that a unit refuses', async () => {
    await expect(bus.writeCoil(1, 10, true)).rejects.toMatchObject({ code: 'DEVICE_PROTOCOL' });
    await expect(bus.readDiscreteInputs(1, 8, 4)).rejects.toMatchObject({
      code: 'DEVICE_PROTOCOL',
    });
  });

  it('waits half a second for a unit that is not there, and goes on with the next', async () => {
    const absent = bus.readCoils(9, 0, 1);
    const present = bus.readCoils(1, 0, 1);
    await expect(within(absent, milliseconds(600))).rejects.toMatchObject({
      code: 'DEVICE_TIMEOUT',
      context: { unit: 9 },
    });
    expect(await within(present)).toEqual([false]);
  });

  it('lets a caller go at once who gives up', async () => {
    first.isSilent = true;
    const stop = new AbortController();
    const asked = bus.readCoils(1, 0, 1, { signal: stop.signal });
    stop.abort();
    await expect(asked).rejects.toMatchObject({ code: 'DEVICE_CANCELED' });
  });

  it('is lost when the cable is pulled: what is asked fails at once, and what is asked later', async () => {
    let lost = 0;
    bus.onLost(() => {
      lost += 1;
    });
    first.isSilent = true;
    const asked = Promise.allSettled([
      bus.readCoils(1, 0, 1),
      bus.readDiscreteInputs(1, 0, 1),
      bus.readInputRegisters(1, 0, 1),
      bus.writeCoil(1, 0, true),
    ]);
    await Promise.resolve();
    cable.unplug();
    const offline = { status: 'rejected', reason: { code: 'DEVICE_OFFLINE' } };
    expect(await within(asked, milliseconds(0))).toMatchObject([
      offline,
      offline,
      offline,
      offline,
    ]);
    await expect(bus.readCoils(1, 0, 1)).rejects.toMatchObject({ code: 'DEVICE_OFFLINE' });
    expect(lost).toBe(1);
  });

  it('is lost, and ends no process, when nothing can be written any more', async () => {
    const silentlyGone = serialPair();
    const other = modbusBusOn(silentlyGone.driverEnd, clock);
    await silentlyGone.deviceEnd.close();
    await expect(other.readCoils(1, 0, 1)).rejects.toMatchObject({ code: 'DEVICE_OFFLINE' });
  });

  it('finds the answer in any noise, however the line cuts it', async () => {
    const { cuts, noise } = noiseAndCuts;
    // unit 7, read one input: on
    const reply = Uint8Array.from(Buffer.from('0702010160c0', 'hex'));
    await fc.assert(
      fc.asyncProperty(noise, cuts, async (before, pieces) => {
        const pair = serialPair();
        const noisy = modbusBusOn(pair.driverEnd, clock);
        const answered: Promise<void>[] = [];
        pair.deviceEnd.onData(() => {
          feedInPieces(Uint8Array.from([...before, ...reply]), pieces, (piece) => {
            answered.push(pair.deviceEnd.write(piece));
          });
        });
        expect(await noisy.readDiscreteInputs(7, 0, 1)).toEqual([true]);
        await Promise.all(answered);
        await noisy.close();
      }),
      { seed: 24, numRuns: 100 },
    );
  });

  it('tells each device what is said with its unit', async () => {
    const heard: string[] = [];
    bus.tap(1, ({ direction, meaning }) => heard.push(`${direction} ${meaning}`));
    await bus.readDiscreteInputs(1, 0, 2);
    await bus.readDiscreteInputs(2, 0, 2);
    await cable.deviceEnd.write(Uint8Array.of(1, 2, 3));
    expect(heard).toEqual(['sent read inputs 0-1', 'received values 02', 'received noise']);
  });
});

describe('a Modbus bus that several devices hold', () => {
  it('is opened once, closed with its last holder, and opened anew after that', async () => {
    let opened = 0;
    const shared = shareModbusBus(() => {
      opened += 1;
      return Promise.resolve(modbusBusOn(cable.driverEnd, clock));
    });
    const [gate, signals] = await Promise.all([shared.hold(), shared.hold()]);
    await gate.close();
    expect(await signals.readCoils(1, 0, 1)).toEqual([false]);
    await signals.close();
    await expect(signals.readCoils(1, 0, 1)).rejects.toMatchObject({ code: 'DEVICE_OFFLINE' });
    await shared.hold();
    expect(opened).toBe(2);
  });

  it('is opened anew after the line was lost, though a holder has not let go yet', async () => {
    let opened = 0;
    const shared = shareModbusBus(() => {
      opened += 1;
      return Promise.resolve(modbusBusOn(cable.driverEnd, clock));
    });
    const gate = await shared.hold();
    cable.unplug();
    await shared.hold();
    await gate.close();
    expect(opened).toBe(2);
  });

  it('tries again to open what could not be opened', async () => {
    let isThere = false;
    const shared = shareModbusBus(() =>
      isThere
        ? Promise.resolve(modbusBusOn(cable.driverEnd, clock))
        : Promise.reject(new Error('not there')),
    );
    await expect(shared.hold()).rejects.toThrow('not there');
    isThere = true;
    expect(await (await shared.hold()).readCoils(1, 0, 1)).toEqual([false]);
  });
});
