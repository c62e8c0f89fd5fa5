import { unreachable } from '../../app/foundation/errors.ts';
import type { DriverServices } from '../contract/device.ts';
import type { DeliveryGate } from '../delivery-gate/contract.ts';
import { openKerongGate } from '../delivery-gate/delivery-gate-kerong.ts';
import { openModbusGate } from '../delivery-gate/delivery-gate-modbus.ts';
import { openWinnsenGate } from '../delivery-gate/delivery-gate-winnsen.ts';
import { openYhGate } from '../delivery-gate/delivery-gate-yh.ts';
import { runSimulatedKerongBoard } from '../delivery-gate/simulated-kerong-board.ts';
import { runSimulatedRelayBoard } from '../delivery-gate/simulated-relay-board.ts';
import { runSimulatedWinnsenBoard } from '../delivery-gate/simulated-winnsen-board.ts';
import { runSimulatedYhBoard } from '../delivery-gate/simulated-yh-board.ts';
import type { GateSettings } from '../settings/machine-settings.ts';
import type { Supervision } from '../supervision/supervised-device.ts';
import { servicesFor, type Blueprint, type Surroundings } from './blueprint.ts';
import { eightN1, lineOf, type LineUse } from './lines.ts';
import { modbusOf } from './modbus-lines.ts';

const NAME = 'gate';

export function gateBlueprint(settings: GateSettings): Blueprint<DeliveryGate> {
  return {
    name: NAME,
    driver: settings.driver,
    address: settings.port,
    supervision: (surroundings) => ({
      name: 'The gate',
      address: settings.port,
      ...wayTo(settings, surroundings, servicesFor(surroundings, NAME)),
      clock: surroundings.clock,
      logger: surroundings.logger,
    }),
  };
}

function wayTo(
  settings: GateSettings,
  surroundings: Surroundings,
  services: DriverServices,
): Pick<Supervision<DeliveryGate>, 'open' | 'presence'> {
  const use = (attach: LineUse['simulated']['attach']): LineUse => ({
    port: settings.port,
    settings: { baudRate: settings.baudRate, ...eightN1 },
    simulated: { device: 'gate', unit: 1, attach },
  });
  switch (settings.driver) {
    case 'kerong': {
      const { slots } = settings;
      const { openWith, presence } = lineOf(
        use((end, { options: { clock, world } }) => runSimulatedKerongBoard(world, end, clock)),
        surroundings,
      );
      return {
        presence,
        open: () => openWith((line) => openKerongGate({ ...services, line, slots })),
      };
    }
    case 'yh': {
      const { board, slots } = settings;
      const { openWith, presence } = lineOf(
        use((end, { options: { clock, world } }) => runSimulatedYhBoard(world, end, clock, board)),
        surroundings,
      );
      return {
        presence,
        open: () => openWith((line) => openYhGate({ ...services, line, board, slots })),
      };
    }
    case 'winnsen': {
      const { slots, station } = settings;
      const { openWith, presence } = lineOf(
        use((end, { options: { clock, world } }) =>
          runSimulatedWinnsenBoard(world, end, clock, station),
        ),
        surroundings,
      );
      return {
        presence,
        open: () => openWith((line) => openWinnsenGate({ ...services, line, station, slots })),
      };
    }
    case 'modbus': {
      const { parity, slots, unit } = settings;
      const plain = use((end, { options: { clock, world } }) =>
        runSimulatedRelayBoard(world, end, clock, { unit, slots }),
      );
      const { openWith, presence } = modbusOf(
        { ...plain, settings: { ...plain.settings, parity } },
        surroundings,
      );
      return {
        presence,
        open: () => openWith((bus) => openModbusGate({ ...services, bus, unit, slots })),
      };
    }
    default:
      return unreachable(settings);
  }
}
