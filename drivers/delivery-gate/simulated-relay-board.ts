import type { Clock } from '../../app/foundation/clock.ts';
import type { SerialLine } from '../transports/serial-line.ts';
import { runModbusUnit } from '../transports/simulated-modbus.ts';
import type { World } from '../world/world.ts';
import type { ModbusGateSlot } from './delivery-gate-modbus.ts';
import { SimulatedDoors } from './simulated-doors.ts';

export interface SimulatedRelayBoardWiring {
  readonly unit: number;
  readonly slots: readonly ModbusGateSlot[];
}

/**
 * A Modbus relay board whose coils release the doors of a world and whose inputs feel them: answers its unit's frames on
 * `line`. A door opens when its coil goes on. @returns what unplugs it.
 */
export function runSimulatedRelayBoard(
  world: World,
  line: SerialLine,
  clock: Clock,
  wiring: SimulatedRelayBoardWiring,
): () => void {
  const doors = new SimulatedDoors(world, clock);
  const on = new Set<number>();
  const slotWith = (wanted: (slot: ModbusGateSlot) => boolean) =>
    wiring.slots.findIndex(wanted) + 1;
  const stop = runModbusUnit(line, {
    unit: wiring.unit,
    answers: () => world.state.gateAnswers,
    coil: (address) => (slotWith(({ coil }) => coil === address) === 0 ? null : on.has(address)),
    input(address) {
      const shut = slotWith(({ closedInput }) => closedInput === address);
      if (shut > 0) return !doors.isOpen(shut);
      const item = slotWith(({ itemInput }) => itemInput === address);
      return item > 0 ? doors.hasItem(item) : null;
    },
    register: () => null,
    setCoil(address, isOn) {
      const slot = slotWith(({ coil }) => coil === address);
      if (slot === 0) return false;
      if (isOn && !on.has(address)) doors.unlock(slot);
      if (isOn) on.add(address);
      else on.delete(address);
      return true;
    },
  });
  return () => {
    stop();
    doors.stop();
  };
}
