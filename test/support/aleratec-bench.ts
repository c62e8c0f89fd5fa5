import type { Clock } from '../../app/foundation/clock.ts';
import { silentLogger } from '../../app/foundation/logger.ts';
import type { WireTap } from '../../drivers/contract/device.ts';
import type { Place } from '../../drivers/disc-robot/contract.ts';
import { openAleratecRobot } from '../../drivers/disc-robot/disc-robot-aleratec.ts';
import { runSimulatedAleratec } from '../../drivers/disc-robot/simulated-aleratec.ts';
import { serialPair } from '../../drivers/transports/serial-pair.ts';
import { loadTray } from '../../drivers/world/drive-acts.ts';
import type { World } from '../../drivers/world/world.ts';
import type { OpenedRobot } from './robot-bench.ts';

export interface AleratecTraits {
  readonly bins?: Readonly<Record<string, Place>>;
  readonly isNew?: boolean;
  readonly parameters?: Readonly<Record<string, number>>;
  /** Instead of closing the trays of the world. */
  readonly closeTrays?: () => Promise<void>;
  readonly tap?: WireTap;
}

/** An Auto Publisher LS over the two drives of a world. */
export function aleratecBench(traits: AleratecTraits = {}) {
  return async (world: World, clock: Clock): Promise<OpenedRobot> => {
    const cable = serialPair();
    const { bins = { '1': 'input', '2': 'slot:1', '5': 'reject' }, isNew = false } = traits;
    const stop = runSimulatedAleratec(world, cable.deviceEnd, clock, { bins, rate: 1, isNew });
    const closeAll = () => {
      world.state.trays.forEach((_, index) => void loadTray(world, index + 1));
      return Promise.resolve();
    };
    const robot = await openAleratecRobot({
      line: cable.driverEnd,
      drives: world.state.trays.length,
      bins,
      closeTrays: traits.closeTrays ?? closeAll,
      parameters: traits.parameters,
      clock,
      logger: silentLogger,
      tap: traits.tap,
    });
    return { robot, unplug: cable.unplug, stop };
  };
}
