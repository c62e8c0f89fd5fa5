import { seconds, type Milliseconds } from '../../app/foundation/units.ts';
import { deviceCanceled, deviceSequence, deviceTimeout } from '../contract/device-errors.ts';
import type { DriverServices } from '../contract/device.ts';
import type { Attendant, AttendantAnswer, AttendantTask } from './attendant.ts';
import type { DiscRobot, DiscRobotCapabilities, discRobotErrorCodes, Place } from './contract.ts';
import { RobotCore, type RobotMechanism, type RobotSenses } from './robot-core.ts';
import { robotError } from './robot-errors.ts';
import { movesBetween } from './robot-moves.ts';

export interface ManualRobotOptions extends DriverServices {
  readonly drives: number;
  readonly slots: number;
  /** How long a person may take for one move. */
  readonly patience: Milliseconds;
}

/** A machine without a robot: a person makes each move, asked for one at a time. */
export interface ManualRobot {
  readonly robot: DiscRobot;
  readonly attendant: Attendant;
}

/** Nobody counts what a person brings and takes away: as much as a spindle holds. */
const CAPACITY = 100;

export function openManualRobot(options: ManualRobotOptions): ManualRobot {
  const attendant = new AttendedMechanism(options);
  const robot = new RobotCore({
    name: 'The attendant',
    mechanism: attendant,
    first: attendant.senses(),
    unproven: 'Nobody said whether the last disc was moved: answer that task, then go on.',
  });
  return { robot, attendant };
}

type RobotErrorCode = (typeof discRobotErrorCodes)[number];

const ERRORS: Readonly<Record<Exclude<AttendantAnswer, 'done'>, RobotErrorCode>> = {
  sourceEmpty: 'ROBOT_SOURCE_EMPTY',
  destinationFull: 'ROBOT_DESTINATION_FULL',
  stuck: 'ROBOT_DISC_STUCK',
  dropped: 'ROBOT_DISC_DROPPED',
};

/** The attendant, as the machine asks and as the person answers. A task stays until it is answered, however late. */
class AttendedMechanism implements RobotMechanism, Attendant {
  readonly capabilities: DiscRobotCapabilities;
  readonly #options: ManualRobotOptions;
  readonly #listeners = new Set<(task: AttendantTask | null) => void>();
  #task: AttendantTask | null = null;
  #count = 0;
  /** Who waits for the answer; null once nobody does any more. */
  #waiting: ((answer: AttendantAnswer) => void) | null = null;
  #stopWaiting: () => void = () => {};

  constructor(options: ManualRobotOptions) {
    this.#options = options;
    const { drives, slots } = options;
    this.capabilities = {
      model: 'Attendant',
      drives,
      slots,
      moves: movesBetween(drives, slots, { keepsDisc: false }),
    };
  }

  get task(): AttendantTask | null {
    return this.#task;
  }

  onTask(listener: (task: AttendantTask | null) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  answer(number: number, answer: AttendantAnswer): void {
    if (this.#task?.number !== number) {
      throw deviceSequence(
        this.#task === null ? 'Nothing is asked.' : `Task ${number} is not asked any more.`,
      );
    }
    const waiting = this.#waiting;
    this.#tap('received', `task ${number}: ${answer}`);
    this.#ask(null);
    waiting?.(answer);
  }

  async move(
    from: Place,
    to: Place,
    signal: AbortSignal | undefined,
  ): Promise<Partial<RobotSenses>> {
    this.#count += 1;
    const task = { number: this.#count, from, to };
    this.#tap('sent', `task ${task.number}: ${from} to ${to}`);
    const answering = this.#answerTo(task, signal);
    this.#ask(task);
    const answer = await answering;
    if (answer !== 'done') throw robotError(ERRORS[answer], from, to);
    return this.senses();
  }

  sense(): Promise<RobotSenses> {
    return Promise.resolve(this.senses());
  }

  /** A person's hand holds a disc only while a task is open. */
  senses(): RobotSenses {
    const unknown = { replenishment: 'unknown', count: null, capacity: CAPACITY } as const;
    return {
      gripper: this.#task === null ? 'empty' : 'unknown',
      slots: Array.from({ length: this.#options.slots }, () => 'unknown' as const),
      units: (['input', 'reject', 'retain'] as const).map((place) => ({ place, ...unknown })),
    };
  }

  close(): Promise<void> {
    this.#stopWaiting();
    this.#ask(null);
    this.#listeners.clear();
    return Promise.resolve();
  }

  #answerTo(task: AttendantTask, signal: AbortSignal | undefined): Promise<AttendantAnswer> {
    const { clock, patience } = this.#options;
    return new Promise((resolve, reject) => {
      const finish = () => {
        cancel();
        signal?.removeEventListener('abort', onAbort);
        this.#waiting = null;
        this.#stopWaiting = () => {};
      };
      const onAbort = () => {
        finish();
        reject(deviceCanceled('The move', signal?.reason));
      };
      const cancel = clock.after(patience, () => {
        finish();
        const { from, to } = task;
        reject(deviceTimeout('The attendant', { from, to, patience: patience / seconds(1) }));
      });
      this.#stopWaiting = () => {
        finish();
        reject(deviceCanceled('The move'));
      };
      this.#waiting = (answer) => {
        finish();
        resolve(answer);
      };
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  }

  #ask(task: AttendantTask | null): void {
    if (task === this.#task) return;
    this.#task = task;
    for (const listener of this.#listeners) listener(task);
  }

  #tap(direction: 'sent' | 'received', meaning: string): void {
    this.#options.tap?.({ direction, bytes: Buffer.from(meaning), meaning });
  }
}
