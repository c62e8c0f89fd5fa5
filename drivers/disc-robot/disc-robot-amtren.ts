import type { AppError } from '../../app/foundation/errors.ts';
import { seconds } from '../../app/foundation/units.ts';
import { deviceProtocol, deviceSequence } from '../contract/device-errors.ts';
import type { DriverServices } from '../contract/device.ts';
import type { SerialLine } from '../transports/serial-line.ts';
import { amtrenState, describeAmtrenState, type AmtrenCommand } from './amtren-codec.ts';
import { AmtrenLink } from './amtren-link.ts';
import type { DiscRobot, DiscRobotCapabilities, Place, RobotMove } from './contract.ts';
import { InputNotice } from './input-notice.ts';
import { RobotCore, type RobotMechanism, type RobotSenses } from './robot-core.ts';
import { robotError } from './robot-errors.ts';

export interface AmtrenRobotOptions extends DriverServices {
  /** 9600 baud, some units 38 400; 8N1. The robot closes it. */
  readonly line: SerialLine;
  /** Where a disc comes to lie that it accepts: `slot:1`, say. */
  readonly acceptsTo: Place;
  /** Whether there is a disc printer in it. */
  readonly hasPrinter: boolean;
}

/** Assumed: they differ from unit to unit. */
const INPUT_CAPACITY = 100;
const REJECT_CAPACITY = 50;
/** So that a robot that is switched off, or on again, is noticed. */
const LOOK_EVERY = seconds(30);

/**
 * Opens a robot of the Amtren and Disc Makers family. Nothing moves.
 *
 * @throws AppError `DEVICE_TIMEOUT`, `DEVICE_OFFLINE` if it does not answer; `line` is closed.
 */
export async function openAmtrenRobot(options: AmtrenRobotOptions): Promise<DiscRobot> {
  const { line, clock, logger, tap } = options;
  const link = new AmtrenLink(line, clock, tap);
  try {
    await link.signUp();
    const mechanism = new AmtrenMechanism(options, link);
    return new RobotCore({
      name: 'The robot',
      mechanism,
      first: await mechanism.sense(undefined),
      unproven:
        'The robot did not say where its last disc is: take it out, and leave the robot off for a minute.',
      onLost: (listener) => line.onLost(listener),
      look: { every: LOOK_EVERY, clock, logger },
    });
  } catch (error) {
    await link.close();
    throw error;
  }
}

type MovingCommand = Exclude<AmtrenCommand, 'version' | 'status'>;
type Occupancy = 'empty' | 'occupied' | 'unknown';

/** Where discs are, as far as the commands tell: it has no sensor that can be asked. */
interface Memory {
  gripper: 'empty' | 'holding' | 'unknown';
  tray: Occupancy;
  printer: Occupancy;
}

/** What is so after a command that is done, and what is still certain after one whose answer was lost. */
const EFFECTS: Readonly<
  Record<MovingCommand, { readonly done: Partial<Memory>; readonly lost: Partial<Memory> }>
> = {
  // Whether it came to it or not, the gripper is empty as it was; the tray may have a disc, and gets no other before it is fetched.
  input: {
    done: { gripper: 'empty', tray: 'occupied' },
    lost: { gripper: 'empty', tray: 'occupied' },
  },
  get: {
    done: { gripper: 'holding', tray: 'empty' },
    lost: { gripper: 'unknown', tray: 'unknown' },
  },
  accept: { done: { gripper: 'empty' }, lost: { gripper: 'unknown' } },
  reject: { done: { gripper: 'empty' }, lost: { gripper: 'unknown' } },
  print: {
    done: { gripper: 'empty', printer: 'occupied' },
    lost: { gripper: 'unknown', printer: 'occupied' },
  },
  getPrinted: {
    done: { gripper: 'holding', printer: 'empty' },
    lost: { gripper: 'unknown', printer: 'unknown' },
  },
  load: {
    done: { gripper: 'empty', tray: 'occupied' },
    lost: { gripper: 'unknown', tray: 'occupied' },
  },
};

class AmtrenMechanism implements RobotMechanism {
  readonly capabilities: DiscRobotCapabilities;
  readonly #link: AmtrenLink;
  readonly #input: InputNotice;
  readonly #commands: readonly (RobotMove & { readonly command: MovingCommand })[];
  #tell: (sensed: Partial<RobotSenses>) => void = () => {};
  #memory: Memory = { gripper: 'unknown', tray: 'unknown', printer: 'unknown' };

  constructor({ acceptsTo, hasPrinter, clock }: AmtrenRobotOptions, link: AmtrenLink) {
    this.#link = link;
    this.#input = new InputNotice(clock);
    this.#commands = commandsOf(acceptsTo, hasPrinter);
    const slot = /^slot:(\d+)$/.exec(acceptsTo)?.[1];
    this.capabilities = {
      model: hasPrinter ? 'Amtren family, with printer' : 'Amtren family',
      drives: 1,
      slots: slot === undefined ? 0 : Number(slot),
      moves: this.#commands.map(({ from, to, needsClosedTrays }) => ({
        from,
        to,
        needsClosedTrays,
      })),
    };
  }

  /** What it can say is whether its mechanism is well; where the discs are, the commands before have told. */
  async sense(signal: AbortSignal | undefined): Promise<RobotSenses> {
    const code = await this.#link.status(signal);
    if (isOfTheMechanism(code)) this.#remember({ gripper: 'unknown' });
    return this.#senses(code);
  }

  /** A letter that has been sent cannot be called back: what it does is heard out. */
  async move(from: Place, to: Place): Promise<Partial<RobotSenses>> {
    const command = this.#commands.find((one) => one.from === from && one.to === to)?.command;
    if (command === undefined) throw deviceSequence(`There is no letter for ${from} to ${to}.`);
    const isFull =
      (to === 'tray:1' && this.#memory.tray === 'occupied') ||
      (to === 'printer' && this.#memory.printer === 'occupied');
    if (isFull) throw robotError('ROBOT_DESTINATION_FULL', from, to);
    const effects = EFFECTS[command];
    const isFromInput = from === 'input';
    const before = this.#memory;
    this.#remember(effects.lost);
    // What came from the input was not in the gripper before, and is not meant to stay there.
    if (isFromInput) this.#remember({ gripper: 'empty' });
    if (await this.#link.move(command)) {
      this.#remember(effects.done);
      if (isFromInput) this.#input.note('ok');
      return this.#senses(amtrenState.fine);
    }
    const code = await this.#link.status();
    this.#memory = before;
    throw this.#failure(code, from, to);
  }

  close(): Promise<void> {
    return this.#link.close();
  }

  listen(take: (sensed: Partial<RobotSenses>) => void): void {
    this.#tell = take;
  }

  #failure(code: string, from: Place, to: Place): AppError {
    const { trayEmpty, inputEmpty, printerEmpty, discSensor, fine } = amtrenState;
    // What is held goes to the printer by way of the input: a burned disc may lie on the blanks now.
    const isAnywhere = from === 'gripper' && to === 'printer';
    if (isOfTheMechanism(code) || isAnywhere) {
      this.#remember({ gripper: 'unknown' });
      this.#tell(this.#senses(code));
      const what = `The robot failed, and reports: ${describeAmtrenState(code)}.`;
      return deviceProtocol(what, { code, from, to });
    }
    const isEmpty =
      code === trayEmpty ||
      code === inputEmpty ||
      code === printerEmpty ||
      (code === discSensor && from === 'gripper');
    if (from === 'tray:1' && isEmpty) this.#remember({ tray: 'empty' });
    if (from === 'printer' && isEmpty) this.#remember({ printer: 'empty' });
    if (from === 'gripper' && isEmpty) this.#remember({ gripper: 'empty' });
    // A Kodak unit refuses its last five discs without an error of its mechanism.
    if (from === 'input' && code === fine) this.#input.note('low');
    if (from === 'input' && isEmpty) this.#input.note('empty');
    this.#tell(this.#senses(code));
    return robotError(isEmpty ? 'ROBOT_SOURCE_EMPTY' : 'ROBOT_DISC_STUCK', from, to);
  }

  #remember(change: Partial<Memory>): void {
    this.#memory = { ...this.#memory, ...change };
  }

  #senses(code: string): RobotSenses {
    const { gripper } = this.#memory;
    const { replenishment } = this.#input;
    const trouble = `The robot reports: ${describeAmtrenState(code)}.`;
    return {
      gripper,
      slots: Array.from({ length: this.capabilities.slots }, () => 'unknown' as const),
      units: [
        { place: 'input', replenishment, count: null, capacity: INPUT_CAPACITY },
        { place: 'reject', replenishment: 'unknown', count: null, capacity: REJECT_CAPACITY },
      ],
      trouble: isOfTheMechanism(code) ? trouble : '',
    };
  }
}

function isOfTheMechanism(code: string): boolean {
  return !(Object.values(amtrenState) as string[]).includes(code);
}

function commandsOf(
  acceptsTo: Place,
  hasPrinter: boolean,
): (RobotMove & { readonly command: MovingCommand })[] {
  const of = (command: MovingCommand, from: Place, to: Place) => ({
    command,
    from,
    to,
    // Assumed: the exits are below the tray.
    needsClosedTrays: from === 'gripper' && to !== 'tray:1' && to !== 'printer',
  });
  const plain = [of('input', 'input', 'tray:1'), of('get', 'tray:1', 'gripper')];
  const exits = acceptsTo === 'reject' ? [] : [of('accept', 'gripper', acceptsTo)];
  const printing = [
    of('print', 'input', 'printer'),
    of('print', 'gripper', 'printer'),
    of('getPrinted', 'printer', 'gripper'),
    of('load', 'gripper', 'tray:1'),
  ];
  return [...plain, ...exits, of('reject', 'gripper', 'reject'), ...(hasPrinter ? printing : [])];
}
