import type { Clock } from '../../app/foundation/clock.ts';
import { isAppError } from '../../app/foundation/errors.ts';
import type { Logger } from '../../app/foundation/logger.ts';
import type { Milliseconds } from '../../app/foundation/units.ts';
import { deviceCanceled, deviceOffline, deviceSequence } from '../contract/device-errors.ts';
import type { CommandOptions, DeviceHealth } from '../contract/device.ts';
import { StatusCell } from '../contract/status-cell.ts';
import { Turn } from '../contract/turn.ts';
import type { DiscRobot, DiscRobotCapabilities, DiscRobotStatus, Place } from './contract.ts';
import { robotError } from './robot-errors.ts';

/** What the sensors of a robot say. `gripper` is `unknown` where none of them can tell. */
export type RobotSenses = Pick<DiscRobotStatus, 'units' | 'gripper' | 'slots'> & {
  /** A sentence for staff where the robot says that it needs a person. */
  readonly trouble?: string;
};

/** What differs from robot to robot: the conversation with it. {@link RobotCore} is all the rest. */
export interface RobotMechanism {
  readonly capabilities: DiscRobotCapabilities;
  /**
   * Makes one move of the capabilities, whole, and says what is known afterwards; what it leaves out stays as it was.
   *
   * An error of the class `ROBOT_…` or `DEVICE_SEQUENCE` tells what became of the disc, as the contract has it. After any
   * other the core calls the disc's place unknown; so a move that its caller's `signal` ends after it has begun rejects
   * with `DEVICE_CANCELED`, and one that cannot be stopped any more goes on to its end.
   */
  move(from: Place, to: Place, signal: AbortSignal | undefined): Promise<Partial<RobotSenses>>;
  /** Asks every sensor. Moves nothing. */
  sense(signal: AbortSignal | undefined): Promise<RobotSenses>;
  /** Says whom it may tell, at any time, what its sensors say: in the middle of a move that fails, too. */
  listen?(take: (sensed: Partial<RobotSenses>) => void): void;
  /** Leaves nothing running; ends whatever is being waited for. */
  close(): Promise<void>;
}

export interface RobotCoreOptions {
  /** In sentences: `The Nimbie`. */
  readonly name: string;
  readonly mechanism: RobotMechanism;
  /** What it said when it was opened. */
  readonly first: RobotSenses;
  /** For staff, after a lost answer: what to look at. */
  readonly unproven?: string;
  /** Tells when its cable goes; what runs then is rejected with `DEVICE_OFFLINE` at once. */
  readonly onLost?: (listener: () => void) => () => void;
  /** How often it is asked while nothing moves, for what people load and take; left out where nothing can be asked. */
  readonly look?: { readonly every: Milliseconds; readonly clock: Clock; readonly logger: Logger };
}

/**
 * What every robot has in common: one command at a time, its status, no move that it cannot make, and none after an answer
 * that was lost until {@link readState} has proven where the gripper stands. Then its health is `hardwareError`.
 */
export class RobotCore implements DiscRobot {
  readonly capabilities: DiscRobotCapabilities;
  readonly #options: RobotCoreOptions;
  readonly #turn: Turn;
  readonly #status: StatusCell<DiscRobotStatus>;
  readonly #lost = new AbortController();
  readonly #end: (() => void)[] = [];
  #trouble: string;
  /** Where a disc is that was being moved when the answer was lost. */
  #isUnproven = false;
  #isSilent = false;
  #isMoving = false;
  #isClosed = false;
  #looking: Promise<void> = Promise.resolve();

  constructor(options: RobotCoreOptions) {
    this.#options = options;
    this.capabilities = options.mechanism.capabilities;
    this.#turn = new Turn(options.name);
    const { trouble = '', ...sensed } = options.first;
    this.#trouble = trouble;
    this.#status = new StatusCell<DiscRobotStatus>({ health: 'online', reason: '', ...sensed });
    this.#settle();
    const stop = options.onLost?.(() => {
      this.#lost.abort(deviceOffline(options.name));
      this.#settle();
    });
    if (stop) this.#end.push(stop);
    options.mechanism.listen?.((sensed) => this.#take(sensed));
    this.#lookLater();
  }

  get status(): DiscRobotStatus {
    return this.#status.current;
  }

  onStatus(listener: (status: DiscRobotStatus) => void): () => void {
    return this.#status.listen(listener);
  }

  /** A gripper whose state is unproven stays `unknown`. */
  #take(sensed: Partial<RobotSenses>): void {
    const { trouble, ...rest } = sensed;
    if (trouble !== undefined) this.#trouble = trouble;
    this.#status.update(this.#isUnproven ? { ...rest, gripper: 'unknown' } : rest);
    this.#settle();
  }

  async move(from: Place, to: Place, options: CommandOptions = {}): Promise<void> {
    const { mechanism } = this.#options;
    await this.#command(`a move from ${from} to ${to}`, async () => {
      this.#admit(from, to, options.signal);
      this.#isMoving = true;
      this.#settle();
      try {
        this.#take(await this.#untilLost(mechanism.move(from, to, options.signal)));
        this.#isSilent = false;
      } catch (error) {
        if (!saysWhatBecameOfTheDisc(error)) {
          this.#isUnproven = true;
          this.#status.update({ gripper: 'unknown' });
        }
        throw error;
      } finally {
        this.#isMoving = false;
      }
    });
  }

  async readState(options: CommandOptions = {}): Promise<DiscRobotStatus> {
    await this.#command('a look at its sensors', async () => {
      if (options.signal?.aborted) {
        throw deviceCanceled('Looking at the robot', options.signal.reason);
      }
      const sensed = await this.#ask(options.signal);
      if (sensed.gripper !== 'unknown') this.#isUnproven = false;
      this.#take({ trouble: '', ...sensed });
    });
    return this.status;
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const end of this.#end) end();
    this.#settle();
    await this.#options.mechanism.close();
  }

  async #command<Result>(what: string, work: () => Promise<Result>): Promise<Result> {
    const { name } = this.#options;
    if (this.#isClosed) throw deviceSequence(`${name} is not in use any more.`);
    return this.#turn.take(what, async () => {
      await this.#looking;
      if (this.#lost.signal.aborted) throw deviceOffline(name);
      try {
        return await work();
      } finally {
        this.#settle();
      }
    });
  }

  #admit(from: Place, to: Place, signal: AbortSignal | undefined): void {
    const { name } = this.#options;
    if (!this.capabilities.moves.some((move) => move.from === from && move.to === to)) {
      throw deviceSequence(`${name} cannot move a disc from ${from} to ${to}.`);
    }
    if (signal?.aborted) throw deviceCanceled('The move', signal.reason);
    if (this.#isUnproven) {
      throw deviceSequence(`${name} did not say where its last disc is: read its state first.`);
    }
    const { gripper } = this.status;
    if (from !== 'gripper' && gripper === 'holding') {
      throw robotError('ROBOT_GRIPPER_HOLDING', from, to);
    }
    if (from === 'gripper' && gripper === 'empty') throw robotError('ROBOT_SOURCE_EMPTY', from, to);
  }

  async #ask(signal: AbortSignal | undefined): Promise<RobotSenses> {
    try {
      const sensed = await this.#untilLost(this.#options.mechanism.sense(signal));
      this.#isSilent = false;
      return sensed;
    } catch (error) {
      if (!isAppError(error, 'DEVICE_CANCELED')) this.#isSilent = true;
      throw error;
    }
  }

  /** What the mechanism still waits for after the cable went is of no interest any more. */
  async #untilLost<Result>(work: Promise<Result>): Promise<Result> {
    const { signal } = this.#lost;
    let forget = () => {};
    const lost = new Promise<never>((_, reject) => {
      const onLost = () => reject(deviceOffline(this.#options.name));
      if (signal.aborted) onLost();
      signal.addEventListener('abort', onLost, { once: true });
      forget = () => signal.removeEventListener('abort', onLost);
    });
    try {
      return await Promise.race([work, lost]);
    } finally {
      forget();
    }
  }

  #lookLater(): void {
    const { look } = this.#options;
    if (look === undefined || this.#isClosed || this.#lost.signal.aborted) return;
    const cancel = look.clock.after(look.every, () => {
      this.#end.splice(this.#end.indexOf(cancel), 1);
      if (this.#turn.running === null) this.#looking = this.#look(look.logger);
      void this.#looking.then(() => this.#lookLater());
    });
    this.#end.push(cancel);
  }

  async #look(logger: Logger): Promise<void> {
    try {
      this.#take({ trouble: '', ...(await this.#ask(undefined)) });
    } catch (error) {
      const code = isAppError(error) ? error.code : 'PROGRAM_FAILED';
      logger.debug({ code }, `${this.#options.name} did not say how it is.`);
      this.#settle();
    }
  }

  #settle(): void {
    const { name } = this.#options;
    const say = (health: DeviceHealth, reason: string) => {
      const isBlind = health === 'noDevice' || health === 'offline';
      this.#status.update({ health, reason, ...(isBlind ? { gripper: 'unknown' } : {}) });
    };
    if (this.#isClosed) say('offline', `${name} is not in use.`);
    else if (this.#lost.signal.aborted) say('noDevice', `${name} is not connected any more.`);
    else if (this.#isSilent) say('offline', `${name} does not answer: is it switched on?`);
    else if (this.#isUnproven) {
      const { unproven } = this.#options;
      say('hardwareError', unproven ?? `${name} did not say where its last disc is: look for it.`);
    } else if (this.#trouble !== '') say('hardwareError', this.#trouble);
    else say(this.#isMoving ? 'deviceBusy' : 'online', '');
  }
}

/** Whether the contract says what became of the disc after such an error. */
function saysWhatBecameOfTheDisc(error: unknown): boolean {
  if (!isAppError(error)) return false;
  return error.code.startsWith('ROBOT_') || error.code === 'DEVICE_SEQUENCE';
}
