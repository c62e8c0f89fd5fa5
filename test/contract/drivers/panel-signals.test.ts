import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../app/foundation/clock.ts';
import { silentLogger } from '../../../app/foundation/logger.ts';
import { ManualClock } from '../../../app/foundation/manual-clock.ts';
import { seededRandomness } from '../../../app/foundation/randomness.ts';
import { milliseconds, seconds } from '../../../app/foundation/units.ts';
import type { WirePiece } from '../../../drivers/contract/device.ts';
import type { SimulatedHands } from '../../../drivers/contract/machine.ts';
import type { PanelSignalsStatus } from '../../../drivers/panel-signals/contract.ts';
import { openModbusSignals } from '../../../drivers/panel-signals/panel-signals-modbus.ts';
import { runSimulatedPanel } from '../../../drivers/panel-signals/simulated-panel.ts';
import { modbusBusOn, openModbusBus } from '../../../drivers/transports/modbus-bus.ts';
import { serialPair } from '../../../drivers/transports/serial-pair.ts';
import { simulatedHands } from '../../../drivers/world/hands.ts';
import { settle, whileTimePasses } from '../../support/drivers-time.ts';
import { worldUnderTest } from '../../support/drivers-world.ts';
import { describePanelSignalsContract, type PanelSignalsBench } from './describe-panel-signals.ts';
import { onHardware } from './hardware.ts';

const wiring = {
  unit: 5,
  inputs: { door: 0, tamper: 1, onBattery: 4, batteryLow: 5 },
  temperature: { register: 2, scale: 0.1 },
  lamps: { firstCoil: 16 },
  slots: 4,
};

interface SimulatedBench extends PanelSignalsBench {
  readonly hands: SimulatedHands;
  readonly clock: ManualClock;
  readonly unplug: () => void;
  readonly said: readonly WirePiece[];
  /** Each time that a lamp went on or off: `1 on` */
  readonly lamps: string[];
}

async function simulatedBench(): Promise<SimulatedBench> {
  const { world, remove } = worldUnderTest();
  const clock = new ManualClock();
  const cable = serialPair();
  const lamps: string[] = [];
  const onLamp = (slot: number, isOn: boolean) => lamps.push(`${slot} ${isOn ? 'on' : 'off'}`);
  const stop = runSimulatedPanel(world, cable.deviceEnd, { ...wiring, onLamp });
  const said: WirePiece[] = [];
  const signals = await openModbusSignals({
    ...wiring,
    bus: modbusBusOn(cable.driverEnd, clock),
    clock,
    logger: silentLogger,
    tap: (piece) => said.push(piece),
  });
  lamps.length = 0;
  return {
    signals,
    clock,
    said,
    lamps,
    unplug: cable.unplug,
    hands: simulatedHands({
      world,
      randomness: seededRandomness('hands'),
      scan: () => {},
      shutDoor: () => {},
    }),
    await: (outcome, limit) => whileTimePasses(clock, outcome, limit),
    async dispose() {
      await signals.close();
      stop();
      remove();
    },
  };
}

describePanelSignalsContract('a Modbus board, simulated', simulatedBench);

onHardware('panel signals', 'DIPTYCH_TEST_SIGNALS', (path) => {
  describePanelSignalsContract(path, async () => {
    const settings = { baudRate: 9600, dataBits: 8, parity: 'none', stopBits: 1 } as const;
    const bus = await openModbusBus({ path, settings, clock: systemClock });
    const services = { clock: systemClock, logger: silentLogger };
    const signals = await openModbusSignals({ ...wiring, ...services, bus });
    return { signals, await: (outcome) => outcome, dispose: () => signals.close() };
  });
});

describe('the signals of a Modbus board', () => {
  let bench: SimulatedBench;
  beforeEach(async () => {
    bench = await simulatedBench();
  });
  afterEach(() => bench.dispose());

  it.each([
    ['signals.door-open', { door: 'open' }],
    [
      'signals.tamper',
      {
        tamper: 'alarm',
        health: 'fraudAttempt',
        reason: 'The cabinet is being tampered with.',
      },
    ],
    ['signals.power-lost', { power: 'battery' }],
    ['signals.battery-low', { power: 'low' }],
    ['signals.too-hot', { celsius: 60 }],
    ['signals.too-hot@48', { celsius: 48 }],
  ] satisfies [string, Partial<PanelSignalsStatus>][])(
    'tell by themselves of %s within a second, and that it is over',
    async (fault, change) => {
      const well = bench.signals.status;
      const announced: unknown[] = [];
      bench.signals.onStatus((status) => announced.push(status));
      bench.hands.inject(fault);
      await bench.await(next(announced, 1), seconds(2));
      bench.hands.inject('clear');
      await bench.await(next(announced, 2), seconds(2));
      expect(announced).toEqual([{ ...well, ...change }, well]);
    },
  );

  it('blink a lamp half a second on and half a second off', async () => {
    await bench.signals.setLamp(2, 'blinking');
    await bench.await(next(bench.lamps, 4), seconds(4));
    await bench.await(bench.signals.setLamp(2, 'on'), seconds(1));
    expect(bench.lamps.slice(0, 4)).toEqual(['2 on', '2 off', '2 on', '2 off']);
    expect(bench.lamps.at(-1)).toBe('2 on');
  });

  it('fail at once when the cable is pulled in the middle of a command, and know nothing then', async () => {
    bench.hands.inject('signals.silent');
    const commands = Promise.allSettled([
      bench.signals.readState(),
      bench.signals.setLamp(1, 'on'),
    ]);
    await settle();
    bench.unplug();
    const offline = { status: 'rejected', reason: { code: 'DEVICE_OFFLINE' } };
    expect(await bench.await(commands, milliseconds(0))).toMatchObject([offline, offline]);
    expect(bench.signals.status).toMatchObject({
      health: 'noDevice',
      reason: 'The signal board does not answer.',
      door: 'unknown',
      tamper: 'unknown',
      power: 'unknown',
      celsius: null,
    });
  });

  it('are noticed to be silent, and heard again when they answer', async () => {
    const announced: string[] = [];
    bench.signals.onStatus(({ health }) => announced.push(health));
    bench.hands.inject('signals.silent');
    await bench.await(next(announced, 1), seconds(5));
    bench.hands.inject('clear');
    await bench.await(next(announced, 2), seconds(5));
    expect(announced).toEqual(['noDevice', 'online']);
  });

  it('light their lamps anew when a board answers again that has lost its power', async () => {
    await bench.await(bench.signals.setLamp(2, 'on'), seconds(1));
    bench.hands.inject('signals.silent');
    await bench.await(
      bench.signals.readState().catch(() => {}),
      seconds(5),
    );
    bench.lamps.length = 0;
    bench.hands.inject('clear');
    await bench.await(next(bench.lamps, 4), seconds(5));
    expect(bench.lamps).toEqual(['1 off', '2 on', '3 off', '4 off']);
  });

  it('let whoever listens read along', async () => {
    await bench.signals.readState();
    expect(bench.said.slice(-6).map(({ meaning }) => meaning)).toEqual([
      'read inputs 0-1',
      'values 03',
      'read inputs 4-5',
      'values 00',
      'read registers 2-2',
      'values 00fa',
    ]);
  });
});

/** Resolves once a list has grown to so many. */
async function next(list: readonly unknown[], count: number): Promise<void> {
  while (list.length < count) await new Promise((resolve) => setImmediate(resolve));
}
