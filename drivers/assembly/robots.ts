import { unreachable } from '../../app/foundation/errors.ts';
import type { DriverServices } from '../contract/device.ts';
import { deviceOffline } from '../contract/device-errors.ts';
import type { DiscRobot } from '../disc-robot/contract.ts';
import { openAleratecRobot } from '../disc-robot/disc-robot-aleratec.ts';
import { openAmtrenRobot } from '../disc-robot/disc-robot-amtren.ts';
import { nimbieUsb, openNimbieRobot } from '../disc-robot/disc-robot-nimbie.ts';
import { runSimulatedAleratec } from '../disc-robot/simulated-aleratec.ts';
import { runSimulatedAmtren } from '../disc-robot/simulated-amtren.ts';
import { openSimulatedDiscRobot } from '../disc-robot/simulated-disc-robot.ts';
import { runSimulatedNimbie } from '../disc-robot/simulated-nimbie.ts';
import type { RobotSettings } from '../settings/machine-settings.ts';
import { usbPresence, worldPresence } from '../supervision/presence.ts';
import type { Supervision } from '../supervision/supervised-device.ts';
import { openUsbBulk, type UsbBulk } from '../transports/usb-bulk.ts';
import { usbBulkPair } from '../transports/usb-bulk-pair.ts';
import { isAway } from '../world/away.ts';
import { bodyOf, servicesFor, type Blueprint, type Surroundings } from './blueprint.ts';
import { eightN1, lineOf, type LineUse } from './lines.ts';

/** Every robot but the attendant, who is never absent. */
export type MechanicalRobot = Exclude<RobotSettings, { driver: 'manual' }>;

type SettingsOf<Driver> = Extract<RobotSettings, { driver: Driver }>;
type Way = Pick<Supervision<DiscRobot>, 'open' | 'presence'>;

const NAME = 'robot';

/** @param drives how many it serves. */
export function robotBlueprint(settings: MechanicalRobot, drives: number): Blueprint<DiscRobot> {
  const address = settings.driver === 'simulated' ? 'simulated' : settings.port;
  return {
    name: NAME,
    driver: settings.driver,
    address,
    supervision: (surroundings) => ({
      name: 'The robot',
      address,
      ...wayTo(settings, drives, surroundings, servicesFor(surroundings, NAME)),
      clock: surroundings.clock,
      logger: surroundings.logger,
    }),
  };
}

function wayTo(
  settings: MechanicalRobot,
  drives: number,
  surroundings: Surroundings,
  services: DriverServices,
): Way {
  switch (settings.driver) {
    case 'simulated': {
      const { world, rate } = bodyOf(surroundings).options;
      const { hasPrinter = false } = settings;
      return {
        presence: worldPresence(world, 'robot'),
        open: () =>
          Promise.resolve(openSimulatedDiscRobot({ ...services, world, rate, hasPrinter })),
      };
    }
    case 'nimbie':
      return wayToNimbie(settings, surroundings, services);
    case 'amtren':
      return wayToAmtren(settings, surroundings, services);
    case 'aleratec':
      return wayToAleratec(settings, drives, surroundings, services);
    default:
      return unreachable(settings);
  }
}

function wayToNimbie(
  settings: SettingsOf<'nimbie'>,
  surroundings: Surroundings,
  services: DriverServices,
): Way {
  const { acceptsTo, port } = settings;
  return {
    presence:
      port === 'simulated'
        ? worldPresence(bodyOf(surroundings).world, 'robot')
        : usbPresence(nimbieUsb),
    open: async () => {
      const bulk = await openNimbieBulk(settings, surroundings);
      return openNimbieRobot({ ...services, bulk, acceptsTo });
    },
  };
}

function openNimbieBulk(
  { acceptsTo, port, serialNumber }: SettingsOf<'nimbie'>,
  surroundings: Surroundings,
): Promise<UsbBulk> {
  if (port === 'usb') {
    return openUsbBulk({ ...nimbieUsb, ...(serialNumber === undefined ? {} : { serialNumber }) });
  }
  const { clock, rate, world } = bodyOf(surroundings).options;
  if (isAway(world.state, 'robot')) return Promise.reject(deviceOffline('The USB device'));
  const pair = usbBulkPair(clock);
  const switchOff = runSimulatedNimbie(world, pair.deviceEnd, clock, { acceptsTo, rate });
  const stopWatching = world.onChange(() => {
    if (isAway(world.state, 'robot')) pair.unplug();
  });
  return Promise.resolve({
    ...pair.driverEnd,
    async close() {
      stopWatching();
      switchOff();
      await pair.driverEnd.close();
    },
  });
}

function wayToAmtren(
  { acceptsTo, baudRate, hasPrinter, port }: SettingsOf<'amtren'>,
  surroundings: Surroundings,
  services: DriverServices,
): Way {
  const use: LineUse = {
    port,
    settings: { baudRate, ...eightN1 },
    simulated: {
      device: 'robot',
      unit: 1,
      attach: (end, { options: { clock, rate, world } }) =>
        runSimulatedAmtren(world, end, clock, { acceptsTo, rate }),
    },
  };
  const { openWith, presence } = lineOf(use, surroundings);
  return {
    presence,
    open: () => openWith((line) => openAmtrenRobot({ ...services, line, acceptsTo, hasPrinter })),
  };
}

function wayToAleratec(
  { baudRate, bins, parameters, port }: SettingsOf<'aleratec'>,
  drives: number,
  surroundings: Surroundings,
  services: DriverServices,
): Way {
  const use: LineUse = {
    port,
    settings: { baudRate, dataBits: 8, parity: 'even', stopBits: 1, dtr: false },
    simulated: {
      device: 'robot',
      unit: 1,
      attach: (end, { options: { clock, rate, world } }) =>
        runSimulatedAleratec(world, end, clock, { bins, rate }),
    },
  };
  const { openWith, presence } = lineOf(use, surroundings);
  const { closeTrays } = surroundings;
  return {
    presence,
    open: () =>
      openWith((line) =>
        openAleratecRobot({ ...services, line, drives, bins, closeTrays, parameters }),
      ),
  };
}
