import type { SerialLine } from '../transports/serial-line.ts';
import { runModbusUnit } from '../transports/simulated-modbus.ts';
import type { World } from '../world/world.ts';
import type { PanelWiring } from './panel-wiring.ts';

export interface SimulatedPanelWiring extends PanelWiring {
  readonly unit: number;
  readonly slots: number;
  /** Told when a lamp goes on or off. */
  readonly onLamp?: (slot: number, isOn: boolean) => void;
}

/** A Modbus signal board that feels and lights the cabinet of a world: answers its unit's frames on `line`. @returns what unplugs it. */
export function runSimulatedPanel(
  world: World,
  line: SerialLine,
  wiring: SimulatedPanelWiring,
): () => void {
  const { inputs, lamps, slots, temperature, unit } = wiring;
  const lit = new Set<number>();
  const lampAt = (address: number) => {
    const index = lamps === undefined ? -1 : address - lamps.firstCoil;
    return index >= 0 && index < slots ? index : null;
  };
  return runModbusUnit(line, {
    unit,
    answers: () => world.state.signals.answers,
    coil(address) {
      const lamp = lampAt(address);
      return lamp === null ? null : lit.has(lamp + 1);
    },
    input(address) {
      const { door, power, tampered } = world.state.signals;
      switch (address) {
        case inputs.door:
          return door === 'closed';
        case inputs.tamper:
          return !tampered;
        case inputs.onBattery:
          return power !== 'mains';
        case inputs.batteryLow:
          return power === 'low';
        default:
          return null;
      }
    },
    register(address) {
      if (temperature === undefined || address !== temperature.register) return null;
      return Math.round(world.state.signals.celsius / temperature.scale) & 0xffff;
    },
    setCoil(address, isOn) {
      const lamp = lampAt(address);
      if (lamp === null) return false;
      if (isOn) lit.add(lamp + 1);
      else lit.delete(lamp + 1);
      wiring.onLamp?.(lamp + 1, isOn);
      return true;
    },
  });
}
