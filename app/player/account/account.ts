import type { LicenceStatus } from '../../contracts/licence.ts';
import {
  type ActivationRequest,
  enrolledDeviceSchema,
  licenceListSchema,
  type ViewerSession,
  viewerRoutes,
  viewerSessionSchema,
} from '../../contracts/viewer-api.ts';
import { type Clock, timestamp } from '../../foundation/clock.ts';
import { type AppError, isAppError } from '../../foundation/errors.ts';
import { hours, minutes } from '../../foundation/units.ts';
import type { BankTransport } from '../online/bank-transport.ts';
import { playerError } from '../player-error.ts';
import { type AccountRecord, readAccountRecord, writeAccountRecord } from './account-record.ts';
import type { DeviceKeyStore } from './device-keys.ts';
import { openPrivateFolder, type PrivateFolder } from './private-files.ts';
import { readSession, removeSession, writeSession } from './session-file.ts';

export interface AccountParts {
  readonly keys: DeviceKeyStore;
  readonly transport: BankTransport;
  readonly clock: Clock;
}

export interface SignIn {
  readonly member: string;
  readonly password: string;
  /** How the owner calls this player; asked for when it enrols. */
  readonly name?: string;
}

/** A session that ends sooner than this is renewed before it is used. */
const RENEW_BEFORE_END = minutes(2);
/** How long after its end a session may still be renewed, as the contract says. */
const RENEWABLE = hours(24);
const NAME = 'Diptych player';

/** This player at its bank: who is signed in, and what the bank told it to believe. */
export class Account {
  readonly #keys: DeviceKeyStore;
  readonly #transport: BankTransport;
  readonly #clock: Clock;
  readonly #folder: PrivateFolder;
  #record: AccountRecord | null;
  #session: ViewerSession | null;

  /**
   * @throws AppError `PLAYER_OTHER_BANK` where the folder's account is at another bank; `PLAYER_ACCOUNT_DAMAGED`,
   *   `PLAYER_FOLDER_EXPOSED`, `PLAYER_FOLDER_UNUSABLE`.
   */
  constructor({ keys, transport, clock }: AccountParts) {
    this.#keys = keys;
    this.#transport = transport;
    this.#clock = clock;
    this.#folder = openPrivateFolder(keys.folder);
    this.#record = readAccountRecord(this.#folder);
    this.#session = readSession(this.#folder);
    if (this.#record !== null && this.#record.bankUrl !== transport.url) {
      throw playerError(
        'PLAYER_OTHER_BANK',
        `This player belongs to the bank at ${this.#record.bankUrl}. For another bank give another folder (DIPTYCH_PLAYER).`,
        { bankUrl: this.#record.bankUrl },
      );
    }
  }

  /** Null before this player has enrolled. */
  get record(): AccountRecord | null {
    return this.#record;
  }

  get keys(): DeviceKeyStore {
    return this.#keys;
  }

  get transport(): BankTransport {
    return this.#transport;
  }

  /** Whether a session can be had without the password, as far as is known here. */
  get isSignedIn(): boolean {
    return this.#session !== null && this.#isRenewable(this.#session);
  }

  /** Sets a member's first password, and signs in with it. @throws AppError `PLAYER_OTHER_MEMBER`; what the bank refuses. */
  async activate(
    request: ActivationRequest & { readonly name: string },
    signal: AbortSignal,
  ): Promise<void> {
    const { member, pin, orderId, password, name } = request;
    checkMember(this.#record?.member ?? null, member);
    const activation: ActivationRequest = { member, pin, orderId, password };
    let refusal: unknown = null;
    try {
      await this.#transport.sendAgain({
        method: 'POST',
        target: viewerRoutes.activations,
        body: activation,
        signer: null,
        bearer: null,
        signal,
      });
    } catch (error) {
      // It may have been this player's own request, whose answer was lost: then the password is right.
      if (!isAppError(error, 'VIEWER_ACTIVATED')) throw error;
      refusal = error;
    }
    try {
      await this.signIn({ member, password, name }, signal);
    } catch (error) {
      throw refusal !== null && isAppError(error, 'PASSWORD_REFUSED') ? refusal : error;
    }
  }

  /**
   * Signs in; the first time this player enrols, and pins what it must believe.
   *
   * @throws AppError `PLAYER_OTHER_MEMBER`; what the bank refuses.
   */
  async signIn({ member, password, name = NAME }: SignIn, signal: AbortSignal): Promise<void> {
    checkMember(this.#record?.member ?? null, member);
    this.#record ??= await this.#enrol({ member, password, name }, signal);
    const session = await this.#transport.ask(
      {
        method: 'POST',
        target: viewerRoutes.sessions,
        body: { member, password },
        signer: { keyId: this.#record.deviceId, privateKey: this.#keys.signKey },
        bearer: null,
        signal,
      },
      viewerSessionSchema,
    );
    this.#keep(session);
  }

  /**
   * A token that is good now, renewed where it ends soon.
   *
   * @throws AppError `PLAYER_NOT_ENROLLED`, `PLAYER_SIGN_IN_AGAIN`; what the bank refuses.
   */
  async token(signal: AbortSignal): Promise<string> {
    const session = this.#session;
    if (this.#record === null) {
      throw playerError('PLAYER_NOT_ENROLLED', 'Nobody has signed in on this player yet.');
    }
    if (session === null || !this.#isRenewable(session)) throw signInAgain();
    if (this.#clock.now() + RENEW_BEFORE_END < Date.parse(session.expiresAt)) return session.token;
    return this.#renew(session, this.#record, signal);
  }

  /**
   * Runs a request with a token, and once more with a new one where the bank says that it has ended: clocks may differ.
   *
   * @throws AppError as {@link token}, and what `request` throws.
   */
  async withToken<T>(request: (token: string) => Promise<T>, signal: AbortSignal): Promise<T> {
    const token = await this.token(signal);
    try {
      return await request(token);
    } catch (error) {
      if (isAppError(error, 'SESSION_REFUSED')) throw this.#forget(error);
      const { record } = this;
      const session = this.#session;
      if (!isAppError(error, 'SESSION_EXPIRED') || record === null || session === null) throw error;
      return request(await this.#renew(session, record, signal));
    }
  }

  /** The licences of the member. @throws AppError as {@link withToken}. */
  async licences(signal: AbortSignal): Promise<LicenceStatus[]> {
    const list = await this.withToken(
      (bearer) =>
        this.#transport.ask(
          {
            method: 'GET',
            target: viewerRoutes.licences,
            signer: null,
            bearer,
            longest: 1 << 20,
            signal,
          },
          licenceListSchema,
        ),
      signal,
    );
    return list.licences;
  }

  async #enrol(request: Required<SignIn>, signal: AbortSignal): Promise<AccountRecord> {
    const enrolled = await this.#transport.ask(
      {
        method: 'POST',
        target: viewerRoutes.devices,
        body: { ...request, keys: this.#keys.publicKeys },
        signer: { keyId: 'new-device', privateKey: this.#keys.signKey },
        bearer: null,
        signal,
      },
      enrolledDeviceSchema,
    );
    const record: AccountRecord = {
      format: 'diptych-player-account',
      version: 1,
      bankUrl: this.#transport.url,
      member: request.member,
      ...enrolled,
      enrolledAt: timestamp(this.#clock),
    };
    writeAccountRecord(this.#folder, record);
    return record;
  }

  async #renew(
    session: ViewerSession,
    record: AccountRecord,
    signal: AbortSignal,
  ): Promise<string> {
    try {
      const renewed = await this.#transport.ask(
        {
          method: 'POST',
          target: viewerRoutes.sessionRenewals,
          signer: { keyId: record.deviceId, privateKey: this.#keys.signKey },
          bearer: session.token,
          signal,
        },
        viewerSessionSchema,
      );
      this.#keep(renewed);
      return renewed.token;
    } catch (error) {
      if (!isAppError(error, 'SESSION_ENDED') && !isAppError(error, 'SESSION_REFUSED')) throw error;
      throw this.#forget(error);
    }
  }

  #forget(error: unknown): AppError {
    this.#session = null;
    removeSession(this.#folder);
    return signInAgain(error);
  }

  #keep(session: ViewerSession): void {
    this.#session = session;
    writeSession(this.#folder, session);
  }

  #isRenewable(session: ViewerSession): boolean {
    return this.#clock.now() < Date.parse(session.expiresAt) + RENEWABLE;
  }
}

/** A player has one member. @throws AppError `PLAYER_OTHER_MEMBER` where it is enrolled, and not for this one. */
export function checkMember(enrolled: string | null, member: string): void {
  if (enrolled === null || enrolled === member) return;
  throw playerError(
    'PLAYER_OTHER_MEMBER',
    'This player is enrolled for another member. For a second one give another folder (DIPTYCH_PLAYER).',
  );
}

function signInAgain(cause?: unknown) {
  return playerError('PLAYER_SIGN_IN_AGAIN', 'The session has ended. Sign in again.', {}, cause);
}
