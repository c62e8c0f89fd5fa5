import type { IdReader } from '../id-reader/contract.ts';
import { openSerialReader } from '../id-reader/id-reader-serial.ts';
import type { ReaderSettings } from '../settings/machine-settings.ts';
import { notBuilt, servicesFor, type Blueprint, type Surroundings } from './blueprint.ts';
import { eightN1, lineOf } from './lines.ts';

/** @param number from 1. */
export function readerBlueprint(settings: ReaderSettings, number: number): Blueprint<IdReader> {
  return {
    name: `reader${number}`,
    driver: settings.driver,
    address: addressOf(settings),
    supervision: (surroundings) => ({
      name: `Reader ${number}`,
      address: addressOf(settings),
      ...wayTo(settings, number, surroundings),
      clock: surroundings.clock,
      logger: surroundings.logger,
    }),
  };
}

function addressOf(settings: ReaderSettings): string {
  return settings.driver === 'pcsc' ? settings.socket : settings.port;
}

function wayTo(settings: ReaderSettings, number: number, surroundings: Surroundings) {
  const services = servicesFor(surroundings, `reader${number}`);
  switch (settings.driver) {
    case 'serial': {
      const { baudRate, model, port } = settings;
      const line = lineOf(
        {
          port,
          settings: { baudRate, ...eightN1 },
          simulated: {
            device: 'reader',
            unit: number,
            attach(end, body) {
              body.holdCardsBefore(number, (value) => {
                void end.write(Buffer.from(`${value}\r`, 'latin1'));
              });
              return () => {};
            },
          },
        },
        surroundings,
      );
      return {
        presence: line.presence,
        open: () => line.openWith((line) => openSerialReader({ ...services, line, model })),
      };
    }
    default:
      throw notBuilt(settings.driver);
  }
}
