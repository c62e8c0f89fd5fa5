import type { Clock } from '../../app/foundation/clock.ts';
import { silentLogger } from '../../app/foundation/logger.ts';
import type { WireTap } from '../../drivers/contract/device.ts';
import { openNimbieRobot } from '../../drivers/disc-robot/disc-robot-nimbie.ts';
import { runSimulatedNimbie } from '../../drivers/disc-robot/simulated-nimbie.ts';
import { usbBulkPair } from '../../drivers/transports/usb-bulk-pair.ts';
import type { World } from '../../drivers/world/world.ts';
import type { OpenedRobot } from './robot-bench.ts';

/** A Nimbie over drive 1 of a world, its accept exit over slot 1. */
export async function openNimbieBench(
  world: World,
  clock: Clock,
  tap?: WireTap,
): Promise<OpenedRobot> {
  const cable = usbBulkPair(clock);
  const acceptsTo = 'slot:1';
  const stop = runSimulatedNimbie(world, cable.deviceEnd, clock, { acceptsTo, rate: 1 });
  const robot = await openNimbieRobot({
    bulk: cable.driverEnd,
    acceptsTo,
    clock,
    logger: silentLogger,
    tap,
  });
  return { robot, unplug: cable.unplug, stop };
}
