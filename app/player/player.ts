import type { LicenceStatus } from '../contracts/licence.ts';
import type { DeviceKeys } from '../contracts/viewer-api.ts';
import type { Clock } from '../foundation/clock.ts';
import type { Logger } from '../foundation/logger.ts';
import type { Randomness } from '../foundation/randomness.ts';
import type { DeviceKeyStore } from './account/device-keys.ts';
import { playerError } from './player-error.ts';
import type { ComplementSupply, PlayerDisc, SynthesisDevice } from './ports.ts';

/** What a disc says of itself. Believed only where `isVerified`. */
export interface DiscFacts {
  readonly titleId: string;
  readonly orderId: string;
  readonly distributorId: string;
  readonly issuedAt: string;
  /** Whether its signature was found to be the bank's: known once this player has enrolled. */
  readonly isVerified: boolean;
  /** `drive /dev/sr0`, `image film.iso`, `folder /media/film`. */
  readonly from: string;
}

export interface PlayerAccount {
  /** Null before somebody has signed in. */
  readonly member: string | null;
  /** Whether the bank knows this player. */
  readonly isEnrolled: boolean;
  /** Whether a film may be watched without asking for the password, as far as is known here. */
  readonly isSignedIn: boolean;
  /** P-256 key that signs licences of sticks, as it was pinned at enrolment; null before. */
  readonly licenceKey: DeviceKeys['stick'] | null;
}

export interface PlayerRequest {
  /** A drive, an image, or a folder on a mounted disc. */
  readonly discPath: string;
  /** Of keys and account; `playerFolder()` says which is usual. */
  readonly folder: string;
  /** Null: as in the account. */
  readonly bankUrl: string | null;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly logger: Logger;
}

/** One disc, one account, and what comes of both. */
export interface Player {
  readonly facts: DiscFacts;
  readonly account: PlayerAccount;
  readonly keys: DeviceKeyStore;
  /**
   * The disc, once its signature is known to be the bank's.
   *
   * @throws AppError `PLAYER_NOT_ENROLLED`.
   */
  readonly disc: PlayerDisc;
  /** Sets the first password of the member whose order is on the disc, and signs in. */
  activate(
    request: {
      readonly member: string;
      readonly pin: string;
      readonly password: string;
      /** How the owner calls this player. */
      readonly name: string;
    },
    signal?: AbortSignal,
  ): Promise<void>;
  /** Signs in; enrols this player the first time. */
  signIn(
    request: { readonly member: string; readonly password: string; readonly name?: string },
    signal?: AbortSignal,
  ): Promise<void>;
  licences(signal?: AbortSignal): Promise<LicenceStatus[]>;
  /** Opens a viewing at the bank. */
  watch(signal: AbortSignal): Promise<SynthesisDevice>;
  /** Shows the film with a complement from elsewhere: a stick. */
  watchFrom(supply: ComplementSupply): SynthesisDevice;
  /** Ends every showing, zeroises what is held, closes the disc. */
  close(): Promise<void>;
}

export function openPlayer(_request: PlayerRequest): Promise<Player> {
  throw playerError('PLAYER_CLOSED', 'Not yet.');
}
