import type { AppError } from '../../app/foundation/errors.ts';
import { seconds } from '../../app/foundation/units.ts';
import { deviceProtocol } from '../contract/device-errors.ts';
import type { DriverServices } from '../contract/device.ts';
import type { UsbBulk } from '../transports/usb-bulk.ts';
import type { DiscRobot, DiscRobotCapabilities, Place } from './contract.ts';
import type { NimbieCommand, NimbieState } from './nimbie-codec.ts';
import { NimbieLink, type NimbieVerdict } from './nimbie-link.ts';
import { RobotCore, type RobotMechanism, type RobotSenses } from './robot-core.ts';
import { robotError } from './robot-errors.ts';

/** Documented, of the NB21. */
export const nimbieUsb = { vendorId: 0x1723, productId: 0x0945 } as const;

export interface NimbieRobotOptions extends DriverServices {
  /** {@link nimbieUsb}, opened. The robot closes it. */
  readonly bulk: UsbBulk;
  /** Where a disc comes to lie that leaves by the accept exit: `slot:1`, say. */
  readonly acceptsTo: Place;
}

/** Discs that its tower holds, by its data sheet. */
const INPUT_CAPACITY = 100;
/** What falls out by the reject exit lies in whatever stands there: nobody counts it. */
const REJECT_CAPACITY = 100;
/** People put blanks in and take discs out: seen this much later at most. */
const LOOK_EVERY = seconds(5);

/**
 * Opens a Nimbie. Nothing moves.
 *
 * @throws AppError `DEVICE_TIMEOUT`, `DEVICE_OFFLINE`, `DEVICE_PROTOCOL` if it does not say how it stands; `bulk` is closed.
 */
export async function openNimbieRobot(options: NimbieRobotOptions): Promise<DiscRobot> {
  const { bulk, clock, logger } = options;
  try {
    const mechanism = new NimbieMechanism(options);
    return new RobotCore({
      name: 'The Nimbie',
      mechanism,
      first: await mechanism.sense(undefined),
      onLost: (listener) => bulk.onLost(listener),
      look: { every: LOOK_EVERY, clock, logger },
    });
  } catch (error) {
    await bulk.close();
    throw error;
  }
}

class NimbieMechanism implements RobotMechanism {
  readonly capabilities: DiscRobotCapabilities;
  readonly #bulk: UsbBulk;
  readonly #link: NimbieLink;
  #take: (sensed: RobotSenses) => void = () => {};

  constructor({ acceptsTo, bulk, clock, tap }: NimbieRobotOptions) {
    this.#bulk = bulk;
    this.#link = new NimbieLink(bulk, clock, tap);
    const slot = /^slot:(\d+)$/.exec(acceptsTo)?.[1];
    const exits = [...new Set<Place>([acceptsTo, 'reject'])];
    this.capabilities = {
      model: 'Acronova Nimbie NB21',
      drives: 1,
      slots: slot === undefined ? 0 : Number(slot),
      moves: [
        { from: 'input', to: 'tray:1', needsClosedTrays: false },
        { from: 'tray:1', to: 'gripper', needsClosedTrays: false },
        ...exits.map((to) => ({ from: 'gripper', to, needsClosedTrays: true }) as const),
      ],
    };
  }

  async sense(signal: AbortSignal | undefined): Promise<RobotSenses> {
    return this.#sensesOf(await this.#link.state(signal));
  }

  /** A command that has been sent cannot be called back: it is heard out. */
  async move(from: Place, to: Place): Promise<RobotSenses> {
    const command = commandOf(from, to);
    const verdict = await this.#link.command(command);
    const after = await this.#link.state();
    const senses = this.#sensesOf(after);
    this.#take(senses);
    if (verdict.is === 'failed') throw failureOf(verdict, command, after, from, to);
    // Its word is not enough: what was placed must lie there, what was lifted must hang there.
    if (!arrived(command, after)) throw notArrived(isStillThere(command, after), from, to);
    return senses;
  }

  listen(take: (sensed: RobotSenses) => void): void {
    this.#take = take;
  }

  close(): Promise<void> {
    return this.#bulk.close();
  }

  #sensesOf(state: NimbieState): RobotSenses {
    const replenishment = state.hasInput ? 'ok' : 'empty';
    return {
      gripper: state.isLifted ? 'holding' : 'empty',
      slots: Array.from({ length: this.capabilities.slots }, () => 'unknown' as const),
      units: [
        { place: 'input', replenishment, count: null, capacity: INPUT_CAPACITY },
        { place: 'reject', replenishment: 'unknown', count: null, capacity: REJECT_CAPACITY },
      ],
    };
  }
}

type MovingCommand = Exclude<NimbieCommand, 'state'>;

function commandOf(from: Place, to: Place): MovingCommand {
  if (from === 'input') return 'place';
  if (to === 'gripper') return 'lift';
  return to === 'reject' ? 'reject' : 'accept';
}

/** Whether the sensors see the disc where the command was to take it; where it falls out, that it hangs there no more. */
function arrived(command: MovingCommand, { isLifted, isOnTray }: NimbieState): boolean {
  if (command === 'place') return isOnTray;
  return command === 'lift' ? isLifted : !isLifted;
}

function failureOf(
  verdict: Extract<NimbieVerdict, { is: 'failed' }>,
  command: MovingCommand,
  after: NimbieState,
  from: Place,
  to: Place,
): AppError {
  switch (verdict.failure) {
    case 'trayEmpty':
    case 'inputEmpty':
      return robotError('ROBOT_SOURCE_EMPTY', from, to);
    case 'trayFull':
      return robotError('ROBOT_DESTINATION_FULL', from, to);
    case 'trayPosition':
      return robotError('ROBOT_TRAY_POSITION', from, to);
    case 'dropper':
      return afterDropper(command, after, from, to);
    default:
      return deviceProtocol('The Nimbie failed for a reason that is not known.', {
        code: verdict.code,
        from,
        to,
      });
  }
}

/** What the dropper's error (S03) leaves behind is for the sensors to say. */
function afterDropper(
  command: MovingCommand,
  after: NimbieState,
  from: Place,
  to: Place,
): AppError {
  if (command === 'place' && after.isLifted) return robotError('ROBOT_GRIPPER_HOLDING', from, to);
  if (arrived(command, after)) {
    if (command === 'accept' || command === 'reject') {
      return robotError('ROBOT_DISC_DROPPED', from, to);
    }
    return deviceProtocol('The Nimbie reports an error, and yet the disc has arrived.', {
      from,
      to,
    });
  }
  // Assumed: a dropper that fails to place a disc has not let go of it.
  return notArrived(command === 'place' || isStillThere(command, after), from, to);
}

/** Whether the sensors see the disc where it was; into the input none of them looks. */
function isStillThere(command: MovingCommand, { isLifted, isOnTray }: NimbieState): boolean {
  if (command === 'place') return false;
  return command === 'lift' ? isOnTray && !isLifted : isLifted;
}

function notArrived(isAtSource: boolean, from: Place, to: Place): AppError {
  return robotError(isAtSource ? 'ROBOT_DISC_STUCK' : 'ROBOT_DISC_DROPPED', from, to);
}
