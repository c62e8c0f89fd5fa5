import { unreachable } from '../../app/foundation/errors.ts';
import { join } from 'node:path';
import type { DriverServices } from '../contract/device.ts';
import type { IdReader } from '../id-reader/contract.ts';
import { openHidReader } from '../id-reader/id-reader-hid.ts';
import { openPcscReader } from '../id-reader/id-reader-pcsc.ts';
import { openSerialReader } from '../id-reader/id-reader-serial.ts';
import { openSimulatedMsr } from '../id-reader/simulated-msr.ts';
import { startSimulatedPcscd } from '../id-reader/simulated-pcscd.ts';
import { SIMULATED } from '../settings/fields.ts';
import type { ReaderSettings } from '../settings/machine-settings.ts';
import { pathPresence, usbPresence, worldPresence } from '../supervision/presence.ts';
import type { Supervision } from '../supervision/supervised-device.ts';
import { openHidraw } from '../transports/hidraw.ts';
import { bodyOf, servicesFor, type Blueprint, type Surroundings } from './blueprint.ts';
import { eightN1, lineOf } from './lines.ts';

/** @param number from 1. */
export function readerBlueprint(settings: ReaderSettings, number: number): Blueprint<IdReader> {
  const name = `reader${number}`;
  const address = settings.driver === 'pcsc' ? settings.socket : settings.port;
  return {
    name,
    driver: settings.driver,
    address,
    supervision: (surroundings) => ({
      name: `Reader ${number}`,
      address,
      ...wayTo(settings, number, surroundings, servicesFor(surroundings, name)),
      clock: surroundings.clock,
      logger: surroundings.logger,
    }),
  };
}

type Way = Pick<Supervision<IdReader>, 'open' | 'presence'>;

function wayTo(
  settings: ReaderSettings,
  number: number,
  surroundings: Surroundings,
  services: DriverServices,
): Way {
  switch (settings.driver) {
    case 'serial':
      return wayToSerial(settings, number, surroundings, services);
    case 'pcsc':
      return wayToPcsc(settings, number, surroundings, services);
    case 'hid':
      return wayToHid(settings, number, surroundings, services);
    default:
      return unreachable(settings);
  }
}

type SettingsOf<Driver> = Extract<ReaderSettings, { driver: Driver }>;

function wayToSerial(
  { baudRate, model, port }: SettingsOf<'serial'>,
  number: number,
  surroundings: Surroundings,
  services: DriverServices,
): Way {
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

function wayToPcsc(
  { reader, socket }: SettingsOf<'pcsc'>,
  number: number,
  surroundings: Surroundings,
  services: DriverServices,
): Way {
  const options = { ...services, readerName: reader };
  if (socket !== SIMULATED) {
    return {
      presence: pathPresence(socket, surroundings.clock),
      open: () => openPcscReader({ ...options, socketPath: socket }),
    };
  }
  const body = bodyOf(surroundings);
  const socketPath = join(body.world.folder, 'dev', `pcscd${number}`);
  return {
    presence: worldPresence(body.world, 'reader', number),
    open: async () => {
      await body.once(`pcscd${number}`, async () => {
        const pcscd = await startSimulatedPcscd({ world: body.world, unit: number, socketPath });
        body.holdCardsBefore(number, (value) => {
          void pcscd.holdCard(cardNumber(value));
        });
        return pcscd;
      });
      return openPcscReader({ ...options, socketPath });
    },
  };
}

/** A chip card gives a number, in hex: what is none becomes the codes of its letters. */
function cardNumber(value: string): string {
  return /^([0-9a-f]{2})+$/i.test(value) ? value : Buffer.from(value, 'utf8').toString('hex');
}

function wayToHid(
  { model, port, productId, serialNumber, vendorId }: SettingsOf<'hid'>,
  number: number,
  surroundings: Surroundings,
  services: DriverServices,
): Way {
  const { clock } = surroundings;
  const identity = {
    vendorId: Number.parseInt(vendorId, 16),
    productId: Number.parseInt(productId, 16),
  };
  if (port !== SIMULATED) {
    return {
      presence: usbPresence(identity),
      open: async () => {
        const source = await openHidraw({ ...identity, serialNumber, clock });
        return openHidReader({ ...services, source, model });
      },
    };
  }
  const body = bodyOf(surroundings);
  return {
    presence: worldPresence(body.world, 'reader', number),
    open: async () => {
      const stripe = await body.once(`stripe${number}`, () => {
        const opened = openSimulatedMsr(body.world, number);
        body.holdCardsBefore(number, (value) => {
          void opened.swipe(value);
        });
        return Promise.resolve(opened);
      });
      return openHidReader({ ...services, source: stripe.connect(), model });
    },
  };
}
