import { AppError } from '../../app/foundation/errors.ts';
import { seconds } from '../../app/foundation/units.ts';
import { deviceProtocol, deviceSequence } from '../contract/device-errors.ts';
import type { DriverServices } from '../contract/device.ts';
import type { SerialLine } from '../transports/serial-line.ts';
import { binsOf, driveOf, movesOf, POST, type Bin } from './aleratec-bins.ts';
import { AleratecLink } from './aleratec-link.ts';
import type {
  DiscRobot,
  DiscRobotCapabilities,
  Place,
  SlotOccupancy,
  StorageUnit,
} from './contract.ts';
import { InputNotice } from './input-notice.ts';
import { RobotCore, type RobotMechanism, type RobotSenses } from './robot-core.ts';
import { robotError } from './robot-errors.ts';

export interface AleratecRobotOptions extends DriverServices {
  /** 9600 baud, 8E1, DTR low for as long as it is open. The robot closes it. */
  readonly line: SerialLine;
  /** From the top, at most 3. */
  readonly drives: number;
  /** What stands in its bins: `'1': 'input'`, `'2': 'slot:1'`, `'5': 'reject'`. */
  readonly bins: Readonly<Record<string, Place>>;
  /**
   * Closes every tray that is not closed (a drive at work has its tray in, and takes no commands); called while the arm holds
   * a disc that goes to bin 5, which is under them. Without it no disc goes there.
   */
  readonly closeTrays?: (() => Promise<void>) | undefined;
  /** Its parameters by number, as they were found when it was set up; sent where it has lost them. */
  readonly parameters?: Readonly<Record<string, number>> | undefined;
}

const LOOK_EVERY = seconds(30);

const LOST_PARAMETERS = 'The robot has lost its parameters: it must be set up before it may move.';

/**
 * Opens an Aleratec Auto Publisher LS. It clears its alarm and goes to its home position, as its maker has it begin.
 *
 * @throws AppError `ROBOT_BIN_UNUSABLE`; `DEVICE_TIMEOUT`, `DEVICE_OFFLINE`, `DEVICE_PROTOCOL` if it does not begin. `line`
 *   is closed.
 */
export async function openAleratecRobot(options: AleratecRobotOptions): Promise<DiscRobot> {
  const { line, clock, logger, tap } = options;
  const link = new AleratecLink(line, clock, tap);
  try {
    const mechanism = new AleratecMechanism(options, link);
    return new RobotCore({
      name: 'The robot',
      mechanism,
      first: await mechanism.begin(),
      unproven:
        'The robot did not say where its last disc is: take it out, then switch the robot off and on.',
      onLost: (listener) => line.onLost(listener),
      look: { every: LOOK_EVERY, clock, logger },
    });
  } catch (error) {
    await link.close();
    throw error;
  }
}

class AleratecMechanism implements RobotMechanism {
  readonly capabilities: DiscRobotCapabilities;
  readonly #options: AleratecRobotOptions;
  readonly #link: AleratecLink;
  readonly #input: InputNotice;
  readonly #bins: readonly Bin[];
  /** Trays that have been filled, and not been emptied since. */
  readonly #filled = new Set<Place>();
  #gripper: RobotSenses['gripper'] = 'empty';
  #trouble = '';
  #isReady = true;
  #tell: (sensed: Partial<RobotSenses>) => void = () => {};

  constructor(options: AleratecRobotOptions, link: AleratecLink) {
    this.#options = options;
    this.#link = link;
    this.#input = new InputNotice(options.clock);
    this.#bins = binsOf(options.bins, options.closeTrays !== undefined);
    const slots = this.#bins.map(({ place }) => Number(/^slot:(\d+)$/.exec(place)?.[1] ?? 0));
    this.capabilities = {
      model: 'Aleratec Auto Publisher LS',
      drives: options.drives,
      slots: Math.max(0, ...slots),
      moves: movesOf(options.drives, this.#bins),
    };
  }

  async begin(): Promise<RobotSenses> {
    await this.#must({ is: 'askParameters', page: 1 });
    const answer = await this.#link.ask({ is: 'askParameters', page: 2 });
    await this.#must({ is: 'clearAlarm' });
    const areMissing = answer.is === 'parameters' && answer.areMissing;
    const { parameters } = this.#options;
    this.#isReady = !areMissing || parameters !== undefined;
    if (!this.#isReady) this.#trouble = LOST_PARAMETERS;
    else if (areMissing) await this.#setUp(parameters ?? {});
    else await this.#must({ is: 'home' });
    return this.#senses();
  }

  /** An alarm is cleared once; a robot that then answers has nothing in hand. */
  async sense(signal: AbortSignal | undefined): Promise<RobotSenses> {
    let answer = await this.#link.ask({ is: 'askParameters', page: 2 }, { signal });
    if (answer.is !== 'parameters') {
      await this.#link.ask({ is: 'clearAlarm' }, { signal });
      answer = await this.#link.ask({ is: 'askParameters', page: 2 }, { signal });
    }
    if (answer.is !== 'parameters') {
      this.#trouble = 'The robot reports an error: see what is in its way.';
    } else if (answer.areMissing) {
      this.#isReady = false;
      this.#trouble = LOST_PARAMETERS;
    } else if (this.#gripper !== 'unknown') {
      this.#trouble = '';
    }
    return this.#senses();
  }

  listen(take: (sensed: Partial<RobotSenses>) => void): void {
    this.#tell = take;
  }

  /** A motion that has begun is heard out. */
  async move(from: Place, to: Place): Promise<Partial<RobotSenses>> {
    if (!this.#isReady) throw deviceSequence(LOST_PARAMETERS);
    if (from === 'input') await this.#load(to);
    else await this.#unload(from, to);
    return this.#senses();
  }

  close(): Promise<void> {
    return this.#link.close();
  }

  async #load(to: Place): Promise<void> {
    if (this.#filled.has(to)) throw robotError('ROBOT_DESTINATION_FULL', 'input', to);
    const drive = driveOf(to);
    for (const bin of this.#bins.filter(({ place }) => place === 'input')) {
      this.#filled.add(to);
      const status = await this.#motion({ is: 'load', drive, bin: bin.number }, 'input', to);
      if (status === '04') {
        this.#input.note('ok');
        await this.#must({ is: 'raise' });
        return;
      }
      // 08: there is none in this bin. Its alarm would keep it from the next.
      this.#filled.delete(to);
      await this.#must({ is: 'clearAlarm' });
    }
    this.#input.note('empty');
    this.#tell(this.#senses());
    throw robotError('ROBOT_SOURCE_EMPTY', 'input', to);
  }

  async #unload(from: Place, to: Place): Promise<void> {
    const bin = this.#bins.find(({ place, added, capacity }) => place === to && added < capacity);
    if (bin === undefined) throw robotError('ROBOT_DESTINATION_FULL', from, to);
    const isPost = bin.number === POST;
    const is = isPost ? 'clearDrive' : 'unload';
    const status = await this.#motion({ is, drive: driveOf(from), bin: bin.number }, from, to);
    this.#filled.delete(from);
    // The two commands use the same two numbers the other way round.
    if (status === (isPost ? '04' : '08')) {
      bin.added += 1;
      return;
    }
    await this.#must({ is: 'clearAlarm' });
    throw robotError('ROBOT_SOURCE_EMPTY', from, to);
  }

  /** @returns the status that ends it, one of the two that are known. */
  async #motion(
    command: { is: 'load' | 'unload' | 'clearDrive'; drive: number; bin: number },
    from: Place,
    to: Place,
  ): Promise<'04' | '08'> {
    let trays: Promise<AppError | null> = Promise.resolve(null);
    const verdict = await this.#link.ask(command, {
      onStep: (step) => {
        if (command.is === 'clearDrive' && step === 2) trays = this.#closeTrays();
      },
    });
    const open = await trays;
    if (open !== null) throw open;
    if (verdict.is === 'refused') {
      if (from === 'input') this.#filled.delete(to);
      await this.#must({ is: 'clearAlarm' });
      throw robotError('ROBOT_DISC_STUCK', from, to);
    }
    const status = verdict.is === 'ended' ? verdict.status : null;
    if (status === '04' || status === '08') return status;
    this.#gripper = 'unknown';
    this.#trouble = 'The robot stopped with an error: see what is in its way, and what it holds.';
    this.#tell(this.#senses());
    throw deviceProtocol('The robot stopped with an error.', { command: command.is, from, to });
  }

  /** A tray that stays open would catch the disc: the arm is stopped, and says so at once. */
  async #closeTrays(): Promise<AppError | null> {
    try {
      await this.#options.closeTrays?.();
      return null;
    } catch (cause) {
      this.#link.tell({ is: 'stop' });
      this.#gripper = 'unknown';
      const message = 'The trays did not close under the disc that the robot holds.';
      return new AppError('DEVICE_PROTOCOL', message, { remedy: 'call-attendant', cause });
    }
  }

  async #setUp(parameters: Readonly<Record<string, number>>): Promise<void> {
    await this.#must({ is: 'beginParameters' });
    for (const [number, value] of Object.entries(parameters)) {
      await this.#must({ is: 'setParameter', number: Number(number), value });
    }
    await this.#must({ is: 'endParameters' });
    await this.#must({ is: 'motorsOn' });
    await this.#must({ is: 'home' });
    await this.#must({ is: 'fineSteps' });
  }

  /** @throws AppError `DEVICE_PROTOCOL` where it does not do it. */
  async #must(command: Parameters<AleratecLink['ask']>[0]): Promise<void> {
    const verdict = await this.#link.ask(command);
    if (verdict.is === 'ended' || verdict.is === 'parameters') return;
    throw deviceProtocol('The robot does not do what it is told.', { command: command.is });
  }

  #senses(): RobotSenses {
    const slots = Array.from<SlotOccupancy>({ length: this.capabilities.slots }).fill('unknown');
    return {
      gripper: this.#gripper,
      slots,
      units: [
        {
          place: 'input',
          replenishment: this.#input.replenishment,
          count: null,
          capacity: this.#capacityOf('input'),
        },
        ...(['reject', 'retain'] as const).flatMap((place) => this.#unit(place)),
      ],
      trouble: this.#trouble,
    };
  }

  /** What lay in a bin before nobody knows; full it is at the latest when as many have been added as it takes. */
  #unit(place: 'reject' | 'retain'): StorageUnit[] {
    const bins = this.#bins.filter((bin) => bin.place === place);
    if (bins.length === 0) return [];
    const isFull = bins.every(({ added, capacity }) => added >= capacity);
    const replenishment = isFull ? 'full' : 'unknown';
    return [{ place, replenishment, count: null, capacity: this.#capacityOf(place) }];
  }

  #capacityOf(place: Place): number {
    return this.#bins.reduce((sum, bin) => sum + (bin.place === place ? bin.capacity : 0), 0);
  }
}
