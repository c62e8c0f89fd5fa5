import { AppError } from '../../app/foundation/errors.ts';
import type { discRobotErrorCodes, Place } from './contract.ts';

const MESSAGES: Readonly<Record<(typeof discRobotErrorCodes)[number], string>> = {
  ROBOT_SOURCE_EMPTY: 'There is no disc where one was to be picked up.',
  ROBOT_DESTINATION_FULL: 'There is no room where the disc was to go.',
  ROBOT_DISC_STUCK: 'The disc could not be lifted; it is still where it was.',
  ROBOT_DISC_DROPPED: 'The disc fell inside the machine.',
  ROBOT_GRIPPER_HOLDING: 'The gripper still holds a disc.',
  ROBOT_TRAY_POSITION: 'The tray is not open.',
};

/** An error of the robot about one move. */
export function robotError(
  code: (typeof discRobotErrorCodes)[number],
  from: Place,
  to: Place,
): AppError {
  const remedy = code === 'ROBOT_TRAY_POSITION' ? 'fix-the-code' : 'call-attendant';
  return new AppError(code, MESSAGES[code], { remedy, context: { from, to } });
}
