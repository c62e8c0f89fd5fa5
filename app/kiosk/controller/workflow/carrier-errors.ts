import type { RobotMove } from '../../../../drivers/disc-robot/contract.ts';
import { AppError, isAppError } from '../../../foundation/errors.ts';

export function trayError(
  code: 'TRAY_NOT_OPENED' | 'TRAY_NOT_CLOSED',
  message: string,
  drive: number,
  cause: unknown,
): AppError {
  const context = { drive, reason: isAppError(cause) ? cause.code : 'PROGRAM_FAILED' };
  return new AppError(code, message, { remedy: 'call-attendant', context, cause });
}

export function carrierError(
  code: 'DISC_LEFT_IN_GRIPPER' | 'ROBOT_DISC_DROPPED',
  message: string,
  { from, to }: RobotMove,
  cause: unknown,
): AppError {
  const reason = isAppError(cause) ? cause.code : 'PROGRAM_FAILED';
  return new AppError(code, message, {
    remedy: 'call-attendant',
    context: { from, to, reason },
    cause,
  });
}

export function sequenceError(from: number, to: number): AppError {
  return new AppError('DEVICE_SEQUENCE', 'The robot takes no disc from drive to drive.', {
    remedy: 'fix-the-code',
    context: { from, to },
  });
}
