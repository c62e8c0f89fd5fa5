import type { DiscRobot } from '../disc-robot/contract.ts';
import { nimbieUsb, openNimbieRobot } from '../disc-robot/disc-robot-nimbie.ts';
import { openSimulatedDiscRobot } from '../disc-robot/simulated-disc-robot.ts';
import { runSimulatedNimbie } from '../disc-robot/simulated-nimbie.ts';
import { deviceOffline } from '../contract/device-errors.ts';
import type { RobotSettings } from '../settings/machine-settings.ts';
import { usbPresence, worldPresence } from '../supervision/presence.ts';
import { openUsbBulk, type UsbBulk } from '../transports/usb-bulk.ts';
import { usbBulkPair } from '../transports/usb-bulk-pair.ts';
import { isAway } from '../world/away.ts';
import { bodyOf, notBuilt, servicesFor, type Blueprint, type Surroundings } from './blueprint.ts';

/** Every robot but the attendant, who is never absent. */
export type MechanicalRobot = Exclude<RobotSettings, { driver: 'manual' }>;

const NAME = 'robot';

export function robotBlueprint(settings: MechanicalRobot): Blueprint<DiscRobot> {
  return {
    name: NAME,
    driver: settings.driver,
    address: addressOf(settings),
    supervision: (surroundings) => ({
      name: 'The robot',
      address: addressOf(settings),
      ...wayTo(settings, surroundings),
      clock: surroundings.clock,
      logger: surroundings.logger,
    }),
  };
}

function addressOf(settings: MechanicalRobot): string {
  return settings.driver === 'simulated' ? 'simulated' : settings.port;
}

function wayTo(settings: MechanicalRobot, surroundings: Surroundings) {
  const services = servicesFor(surroundings, NAME);
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
    case 'nimbie': {
      const isSimulated = settings.port === 'simulated';
      return {
        presence: isSimulated
          ? worldPresence(bodyOf(surroundings).world, 'robot')
          : usbPresence(nimbieUsb),
        open: async () => {
          const { acceptsTo } = settings;
          const bulk = await openNimbieBulk(settings, surroundings);
          return openNimbieRobot({ ...services, bulk, acceptsTo });
        },
      };
    }
    default:
      throw notBuilt(settings.driver);
  }
}

function openNimbieBulk(
  settings: Extract<RobotSettings, { driver: 'nimbie' }>,
  surroundings: Surroundings,
): Promise<UsbBulk> {
  const { acceptsTo, port, serialNumber } = settings;
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
