import type { PanelSignals, PanelSignalsCapabilities } from '../panel-signals/contract.ts';
import { openModbusSignals } from '../panel-signals/panel-signals-modbus.ts';
import { runSimulatedPanel } from '../panel-signals/simulated-panel.ts';
import type { SignalsSettings } from '../settings/machine-settings.ts';
import { servicesFor, type Blueprint } from './blueprint.ts';
import { eightN1 } from './lines.ts';
import { modbusOf } from './modbus-lines.ts';

export interface SignalsBlueprint extends Blueprint<PanelSignals> {
  readonly wired: Omit<PanelSignalsCapabilities, 'model'>;
}

const NAME = 'signals';

/** @param slots of the gate. */
export function signalsBlueprint(settings: SignalsSettings, slots: number): SignalsBlueprint {
  const { baudRate, driver, inputs, lamps, parity, port, temperature, unit } = settings;
  const wiring = { inputs, lamps, temperature, unit, slots };
  return {
    name: NAME,
    driver,
    address: port,
    wired: {
      hasDoor: inputs.door !== undefined,
      hasTamper: inputs.tamper !== undefined,
      hasPower: inputs.onBattery !== undefined || inputs.batteryLow !== undefined,
      hasTemperature: temperature !== undefined,
      lamps: lamps === undefined ? 0 : slots,
    },
    supervision(surroundings) {
      const { openWith, presence } = modbusOf(
        {
          port,
          settings: { baudRate, ...eightN1, parity },
          simulated: {
            device: 'signals',
            unit: 1,
            attach: (end, { options: { world } }) => runSimulatedPanel(world, end, wiring),
          },
        },
        surroundings,
      );
      const services = servicesFor(surroundings, NAME);
      return {
        name: 'The panel signals',
        address: port,
        open: () => openWith((bus) => openModbusSignals({ ...services, ...wiring, bus })),
        presence,
        clock: surroundings.clock,
        logger: surroundings.logger,
      };
    },
  };
}
