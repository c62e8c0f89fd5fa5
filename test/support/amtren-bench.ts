import type { Clock } from '../../app/foundation/clock.ts';
import { silentLogger } from '../../app/foundation/logger.ts';
import type { WireTap } from '../../drivers/contract/device.ts';
import { openAmtrenRobot } from '../../drivers/disc-robot/disc-robot-amtren.ts';
import { runSimulatedAmtren } from '../../drivers/disc-robot/simulated-amtren.ts';
import { serialPair } from '../../drivers/transports/serial-pair.ts';
import type { World } from '../../drivers/world/world.ts';
import type { OpenedRobot } from './robot-bench.ts';

/** A robot of the Amtren family over drive 1 of a world, its output over slot 1. */
export function amtrenBench(traits: { hasPrinter: boolean; keepsBack?: number; tap?: WireTap }) {
  return async (world: World, clock: Clock): Promise<OpenedRobot> => {
    const cable = serialPair();
    const acceptsTo = 'slot:1';
    const { keepsBack = 0, hasPrinter, tap } = traits;
    const stop = runSimulatedAmtren(world, cable.deviceEnd, clock, {
      acceptsTo,
      rate: 1,
      keepsBack,
    });
    const robot = await openAmtrenRobot({
      line: cable.driverEnd,
      acceptsTo,
      hasPrinter,
      clock,
      logger: silentLogger,
      tap,
    });
    return { robot, unplug: cable.unplug, stop };
  };
}
