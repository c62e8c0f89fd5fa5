import type { CommandOptions, Device, DeviceStatus } from '../contract/device.ts';

/**
 * A place where a disc can be: XFS4IoT storage units. `tray:1` is the tray of drive 1, `slot:3` a compartment of the
 * delivery gate, `printer` the tray of a disc printer inside the robot. Counted from 1.
 */
export type Place =
  'input' | 'gripper' | 'printer' | 'reject' | 'retain' | `tray:${number}` | `slot:${number}`;

/** One move that a robot can make, whole: from picking up to letting go. `gripper` is the disc held. */
export interface RobotMove {
  readonly from: Place;
  readonly to: Place;
  /** The disc falls past the trays: all of them must be closed. A tray that is named must be open in any case. */
  readonly needsClosedTrays: boolean;
}

export interface DiscRobotCapabilities {
  readonly model: string;
  readonly drives: number;
  readonly slots: number;
  /** All that it can do. Where a move is not among them, two by way of the gripper may be. */
  readonly moves: readonly RobotMove[];
}

/** How full a storage unit is, XFS4IoT `replenishmentStatus`; `count` is null where nobody knows. */
export interface StorageUnit {
  readonly place: 'input' | 'reject' | 'retain';
  readonly replenishment: 'ok' | 'low' | 'empty' | 'full' | 'unknown';
  readonly count: number | null;
  readonly capacity: number;
}

export type SlotOccupancy = 'empty' | 'occupied' | 'unknown';

export interface DiscRobotStatus extends DeviceStatus {
  readonly units: readonly StorageUnit[];
  readonly gripper: 'empty' | 'holding' | 'unknown';
  /** By slot, `slots[0]` is `slot:1`. */
  readonly slots: readonly SlotOccupancy[];
}

/**
 * What carries discs. `move` is one disc, whole. Before `tray:n` is touched the caller has opened that tray and holds its
 * lock. Errors: `ROBOT_SOURCE_EMPTY`, `ROBOT_DESTINATION_FULL`, `ROBOT_DISC_STUCK` (still at `from`),
 * `ROBOT_DISC_DROPPED` (nowhere known), `ROBOT_GRIPPER_HOLDING` (it holds another one: nothing was begun),
 * `ROBOT_TRAY_POSITION`, and any device's, of which `DEVICE_SEQUENCE` means that nothing was begun. After
 * `DEVICE_TIMEOUT` the disc's place is unknown until `readState` proves it: never move again blindly.
 */
export interface DiscRobot extends Device<DiscRobotCapabilities, DiscRobotStatus> {
  move(from: Place, to: Place, options?: CommandOptions): Promise<void>;
  /** Asks every sensor again. */
  readState(options?: CommandOptions): Promise<DiscRobotStatus>;
}

export const discRobotErrorCodes = [
  'ROBOT_SOURCE_EMPTY',
  'ROBOT_DESTINATION_FULL',
  'ROBOT_DISC_STUCK',
  'ROBOT_DISC_DROPPED',
  'ROBOT_GRIPPER_HOLDING',
  'ROBOT_TRAY_POSITION',
] as const;
