import type { CommandOptions } from '../contract/device.ts';
import type {
  DiscRobot,
  DiscRobotCapabilities,
  DiscRobotStatus,
  Place,
  StorageUnit,
} from '../disc-robot/contract.ts';
import { SupervisedDevice, type Supervision } from './supervised-device.ts';

/** A robot that may be absent. Until it was found once nobody knows which moves it can make. */
export class SupervisedRobot
  extends SupervisedDevice<DiscRobotCapabilities, DiscRobotStatus, DiscRobot>
  implements DiscRobot
{
  constructor(
    supervision: Supervision<DiscRobot>,
    machine: { readonly drives: number; readonly slots: number },
  ) {
    super(supervision, {
      capabilities: { model: 'not found yet', ...machine, moves: [] },
      status: {
        health: 'starting',
        reason: 'The robot is looked for.',
        units: [unknownUnit('input'), unknownUnit('reject'), unknownUnit('retain')],
        gripper: 'unknown',
        slots: Array.from({ length: machine.slots }, () => 'unknown' as const),
      },
      // What lay in its bins is likely to lie there still; what it held, and where, a person may have changed.
      forget: (last) => ({ gripper: 'unknown', slots: last.slots.map(() => 'unknown' as const) }),
    });
  }

  move(from: Place, to: Place, options?: CommandOptions) {
    return this.command((robot) => robot.move(from, to, options));
  }

  readState(options?: CommandOptions) {
    return this.command((robot) => robot.readState(options));
  }
}

function unknownUnit(place: StorageUnit['place']): StorageUnit {
  return { place, replenishment: 'unknown', count: null, capacity: 0 };
}
