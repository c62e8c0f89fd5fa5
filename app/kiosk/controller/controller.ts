import type { renderJacket } from '../../../templates/jacket/render-jacket.ts';
import type { Machine } from '../../../drivers/contract/machine.ts';
import type { Clock } from '../../foundation/clock.ts';
import type { Logger } from '../../foundation/logger.ts';
import type { Randomness } from '../../foundation/randomness.ts';
import type { Milliseconds } from '../../foundation/units.ts';
import type { DemonstrationPerson } from './maintenance/staff/demonstration.ts';
import type { AtBoundary } from './records/boundaries.ts';

export interface ControllerSettings {
  /** Where everything of this kiosk is kept; made if it is not there. */
  readonly dataFolder: string;
  /** The loopback. */
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  readonly bankUrl: string;
  /** Needed on the first start only. */
  readonly enrolmentCode: string | null;
  /** Opened by the caller, who closes it after the controller. */
  readonly machine: Machine;
  /** The settings file that names its devices, for whoever looks after it; left out where there is none. */
  readonly machineFile?: string | null;
  readonly screensFolder: string;
  /** Somebody who looks after a machine of simulated devices; kept out of any other. */
  readonly demonstrationPerson?: DemonstrationPerson | undefined;
  /** What makes the jacket's sheet; the product's own template by default. */
  readonly renderJacket?: typeof renderJacket;
  /** What the code on the jacket leads to. */
  readonly watchUrl: string;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly logger: Logger;
  /** Multiple of 1 385 kB/s. */
  readonly burnSpeed: number;
  /** How long the gate stays open. */
  readonly takeWithin: Milliseconds;
  /** How long a finished disc is kept. */
  readonly holdFor: Milliseconds;
  /** How long an order may stay in doubt before its customer gets the money back: 14 days where it is left out. */
  readonly suspectFor?: Milliseconds | undefined;
  /** Warmer than this inside, no disc is begun: 45 degrees where it is left out. */
  readonly maximumCelsius?: number | undefined;
  /** Told of every point at which a power cut is worth trying; see `records/boundaries.ts`. Left out in a shop. */
  readonly atBoundary?: AtBoundary | undefined;
  /** A second folder for copies of the records, as on another disk; none where it is left out. */
  readonly copiesFolder?: string | null | undefined;
  /** The program is to end and to be started again at once: with the records that were asked for. */
  readonly onRestart?: (() => void) | undefined;
  /** Told once when the battery is nearly empty and nothing is under way any more: the program is to end. */
  readonly onPowerLow?: (() => void) | undefined;
}

/** A kiosk that works: its devices, its orders, and the door for its screens. */
export interface Controller {
  readonly url: string;
  readonly databasePath: string;
  /** A new one-time token for a screen. */
  issueToken(): string;
  /** Told after a screen used a token. */
  onTokenUsed(listener: () => void): void;
  jacketPath(orderId: string): string;
  /** Ends everything, in order; what is under way is left to the next start. */
  close(): Promise<void>;
}
