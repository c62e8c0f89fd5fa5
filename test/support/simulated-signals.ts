import type { Clock } from '../../app/foundation/clock.ts';
import { silentLogger } from '../../app/foundation/logger.ts';
import type { ManualClock } from '../../app/foundation/manual-clock.ts';
import { seededRandomness } from '../../app/foundation/randomness.ts';
import { seconds } from '../../app/foundation/units.ts';
import type { SimulatedHands } from '../../drivers/contract/machine.ts';
import type { PanelSignals } from '../../drivers/panel-signals/contract.ts';
import { openModbusSignals } from '../../drivers/panel-signals/panel-signals-modbus.ts';
import { runSimulatedPanel } from '../../drivers/panel-signals/simulated-panel.ts';
import { modbusBusOn } from '../../drivers/transports/modbus-bus.ts';
import { serialPair } from '../../drivers/transports/serial-pair.ts';
import { simulatedHands } from '../../drivers/world/hands.ts';
import { whileTimePasses } from './drivers-time.ts';
import { worldUnderTest } from './drivers-world.ts';

export interface SimulatedSignals {
  readonly signals: PanelSignals;
  /** Makes a fault of the cabinet happen, or `clear`, and lets the sensors notice it. */
  inject(fault: string): Promise<void>;
  /** The board stops answering, and that is noticed, on the clock that it was made with. */
  fallSilent(clock: ManualClock): Promise<void>;
  remove(): Promise<void>;
}

/** A cabinet with every sensor and a lamp for each of `slots` slots, in a world of its own. */
export async function simulatedSignals(clock: Clock, slots: number): Promise<SimulatedSignals> {
  const { remove, world } = worldUnderTest();
  const wiring = {
    unit: 1,
    inputs: { door: 0, tamper: 1, onBattery: 2, batteryLow: 3 },
    temperature: { register: 0, scale: 0.1 },
    lamps: { firstCoil: 0 },
    slots,
  };
  const cable = serialPair();
  const stop = runSimulatedPanel(world, cable.deviceEnd, wiring);
  const services = { clock, logger: silentLogger };
  const bus = modbusBusOn(cable.driverEnd, clock);
  const signals = await openModbusSignals({ ...wiring, ...services, bus });
  const hands: SimulatedHands = simulatedHands({
    world,
    randomness: seededRandomness('signals'),
    scan: () => {},
    shutDoor: () => {},
  });
  return {
    signals,
    async inject(fault) {
      hands.inject(fault);
      await signals.readState();
    },
    async fallSilent(clock) {
      hands.inject('signals.silent');
      const asked = signals.readState().catch(() => {
        // That is what its status says now.
      });
      await whileTimePasses(clock, asked, seconds(5));
    },
    async remove() {
      await signals.close();
      stop();
      remove();
    },
  };
}
