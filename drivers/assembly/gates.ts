import type { DeliveryGate } from '../delivery-gate/contract.ts';
import { openKerongGate } from '../delivery-gate/delivery-gate-kerong.ts';
import { runSimulatedKerongBoard } from '../delivery-gate/simulated-kerong-board.ts';
import type { GateSettings } from '../settings/machine-settings.ts';
import { notBuilt, servicesFor, type Blueprint, type Surroundings } from './blueprint.ts';
import { eightN1, lineOf } from './lines.ts';

const NAME = 'gate';

export function gateBlueprint(settings: GateSettings): Blueprint<DeliveryGate> {
  return {
    name: NAME,
    driver: settings.driver,
    address: settings.port,
    supervision: (surroundings) => ({
      name: 'The gate',
      address: settings.port,
      ...wayTo(settings, surroundings),
      clock: surroundings.clock,
      logger: surroundings.logger,
    }),
  };
}

function wayTo(settings: GateSettings, surroundings: Surroundings) {
  const services = servicesFor(surroundings, NAME);
  const { baudRate, port } = settings;
  switch (settings.driver) {
    case 'kerong': {
      const { slots } = settings;
      const line = lineOf(
        {
          port,
          settings: { baudRate, ...eightN1 },
          simulated: {
            device: 'gate',
            unit: 1,
            attach: (end, { options }) =>
              runSimulatedKerongBoard(options.world, end, options.clock),
          },
        },
        surroundings,
      );
      return {
        presence: line.presence,
        open: () => line.openWith((line) => openKerongGate({ ...services, line, slots })),
      };
    }
    default:
      throw notBuilt(settings.driver);
  }
}
