import type { LicenceStatus } from '../contracts/licence.ts';
import type { DeviceKeys } from '../contracts/viewer-api.ts';
import type { Clock } from '../foundation/clock.ts';
import { isAppError } from '../foundation/errors.ts';
import type { Logger } from '../foundation/logger.ts';
import type { Randomness } from '../foundation/randomness.ts';
import { Account } from './account/account.ts';
import { readAccountRecord } from './account/account-record.ts';
import { type DeviceKeyStore, openDeviceKeys } from './account/device-keys.ts';
import { openPrivateFolder } from './account/private-files.ts';
import { readPlayerDisc, type UnverifiedDisc, verifyPlayerDisc } from './disc/player-disc.ts';
import { parseBankAddress } from './online/bank-address.ts';
import { BankTransport } from './online/bank-transport.ts';
import { openOnlineSupply } from './online/online-supply.ts';
import { playerError } from './player-error.ts';
import type { ComplementSupply, PlayerDisc, SynthesisDevice } from './ports.ts';
import { tellReceipts } from './stick/tell-receipts.ts';
import { openSynthesisDevice } from './synthesis/synthesis-device.ts';

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

/**
 * Opens a disc and the account of whoever plays it.
 *
 * @throws AppError as `readPlayerDisc`, `openDeviceKeys`, `Account`; `PLAYER_BANK_ADDRESS`, `PLAYER_NO_BANK`;
 *   `DISC_MANIFEST_INVALID` where this player has enrolled and the disc is not of its bank. Nothing is open then.
 */
export async function openPlayer(request: PlayerRequest): Promise<Player> {
  const disc = readPlayerDisc(request.discPath);
  try {
    return new DiscPlayer(disc, request);
  } catch (error) {
    disc.close();
    throw error;
  }
}

class DiscPlayer implements Player {
  readonly keys: DeviceKeyStore;
  readonly #read: UnverifiedDisc;
  readonly #request: PlayerRequest;
  readonly #account: Account;
  readonly #closing = new AbortController();
  readonly #devices = new Set<SynthesisDevice>();
  #telling: Promise<void> | null = null;
  #verified: PlayerDisc | null = null;

  constructor(disc: UnverifiedDisc, request: PlayerRequest) {
    const { folder, clock, randomness } = request;
    this.#read = disc;
    this.#request = request;
    this.keys = openDeviceKeys(folder);
    const url = parseBankAddress(request.bankUrl ?? bankOf(folder));
    const transport = new BankTransport(url, clock, randomness);
    this.#account = new Account({ keys: this.keys, transport, clock });
    this.#verify();
  }

  get facts(): DiscFacts {
    const { titleId, orderId, distributorId, issuedAt } = this.#read.manifest;
    const isVerified = this.#verified !== null;
    return { titleId, orderId, distributorId, issuedAt, isVerified, from: this.#read.from };
  }

  get account(): PlayerAccount {
    const { record, isSignedIn } = this.#account;
    return {
      member: record?.member ?? null,
      isEnrolled: record !== null,
      isSignedIn,
      licenceKey: record?.licenceKey ?? null,
    };
  }

  get disc(): PlayerDisc {
    if (this.#verified !== null) return this.#verified;
    throw playerError(
      'PLAYER_NOT_ENROLLED',
      'Nobody has signed in on this player yet. Sign in first.',
    );
  }

  async activate(
    { member, pin, password, name }: Parameters<Player['activate']>[0],
    signal?: AbortSignal,
  ): Promise<void> {
    const { orderId } = this.#read.manifest;
    await this.#account.activate({ member, pin, orderId, password, name }, this.#until(signal));
    this.#verify();
  }

  async signIn(request: Parameters<Player['signIn']>[0], signal?: AbortSignal): Promise<void> {
    await this.#account.signIn(request, this.#until(signal));
    this.#verify();
  }

  licences(signal?: AbortSignal): Promise<LicenceStatus[]> {
    return this.#account.licences(this.#until(signal));
  }

  async watch(signal: AbortSignal): Promise<SynthesisDevice> {
    const { clock, randomness, logger } = this.#request;
    const { disc } = this;
    const supply = await openOnlineSupply({
      disc,
      account: this.#account,
      clock,
      randomness,
      logger,
      signal: this.#until(signal),
    });
    this.#telling ??= this.#tellReceipts();
    try {
      return this.watchFrom(supply);
    } catch (error) {
      await supply.close('failed');
      throw error;
    }
  }

  watchFrom(supply: ComplementSupply): SynthesisDevice {
    this.#closing.signal.throwIfAborted();
    const device = openSynthesisDevice({ disc: this.disc, supply, clock: this.#request.clock });
    this.#devices.add(device);
    device.onState(({ at }) => {
      if (at === 'closed') this.#devices.delete(device);
    });
    return device;
  }

  async close(): Promise<void> {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort(playerError('PLAYER_CLOSED', 'The player was closed.'));
    // Each zeroises what it holds before it waits for anything.
    await Promise.allSettled([...this.#devices].map((device) => device.close('stopped')));
    await this.#telling;
    this.#read.close();
  }

  /** Once there is a network, and while the film runs: the bank hears what was shown from sticks. */
  async #tellReceipts(): Promise<void> {
    const { logger } = this.#request;
    try {
      const signal = this.#closing.signal;
      const rolledBack = await tellReceipts({ account: this.#account, signal });
      if (rolledBack.length > 0) logger.warn({ rolledBack }, 'Sticks were rolled back.');
    } catch (error) {
      // The film does not depend on it; the next one tells again.
      logger.info({ code: isAppError(error) ? error.code : 'unknown' }, 'Sticks were not told of.');
    }
  }

  /** Believes the disc, once it is known whose signature to believe. */
  #verify(): void {
    const { record } = this.#account;
    if (record === null || this.#verified !== null) return;
    this.#verified = verifyPlayerDisc(this.#read, record.manifestKeys);
  }

  #until(signal?: AbortSignal): AbortSignal {
    return signal === undefined
      ? this.#closing.signal
      : AbortSignal.any([signal, this.#closing.signal]);
  }
}

/** The bank of the account in a folder. */
function bankOf(folder: string): string {
  const record = readAccountRecord(openPrivateFolder(folder));
  if (record !== null) return record.bankUrl;
  throw playerError('PLAYER_NO_BANK', 'Say which bank the disc is from, with its address.');
}
