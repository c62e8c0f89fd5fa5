import { createPublicKey, type KeyObject } from 'node:crypto';
import type { DeviceRecord, Devices } from '../../../db/bank/devices.ts';
import type { SessionRequest, ViewerSession } from '../../contracts/viewer-api.ts';
import { type Clock, instantOf } from '../../foundation/clock.ts';
import { AppError } from '../../foundation/errors.ts';
import type { Randomness } from '../../foundation/randomness.ts';
import { deviceRevoked } from './device-requests.ts';
import type { Passwords } from './passwords.ts';
import {
  readViewerToken,
  SESSION_SECONDS,
  signViewerToken,
  type ViewerClaims,
} from './viewer-token.ts';

/** How long after its end a session may still be renewed, in seconds. */
export const RENEWABLE_SECONDS = 24 * 60 * 60;

const BEARER = /^Bearer ([A-Za-z0-9._~+/-]{1,2048}=*)$/i;

export interface ViewerSessionParts {
  readonly devices: Devices;
  readonly passwords: Passwords;
  /** Ed25519; signs sessions. */
  readonly sessionKey: KeyObject;
  readonly clock: Clock;
  readonly randomness: Randomness;
}

/** Short sessions of a user on a device. */
export class ViewerSessions {
  readonly #parts: ViewerSessionParts;
  readonly #publicKey: KeyObject;

  constructor(parts: ViewerSessionParts) {
    this.#parts = parts;
    this.#publicKey = createPublicKey(parts.sessionKey);
  }

  /**
   * @param device that signed the request.
   * @throws AppError `PASSWORD_REFUSED`, `PASSWORD_LOCKED`, `BANK_BUSY`; `DEVICE_OF_ANOTHER` where the password is right.
   */
  async signIn(device: DeviceRecord, request: SessionRequest): Promise<ViewerSession> {
    const holder = await this.#parts.passwords.check(request.member, request.password);
    if (holder.userId !== device.userId) {
      throw refuse('DEVICE_OF_ANOTHER', 'This device is enrolled for another member.');
    }
    return this.#issue(device, holder.passwordSetAt);
  }

  /**
   * A new session for one that has ended, or is about to: without the password, as long as that is still the one.
   *
   * @param device that signed the request.
   * @throws AppError `SESSION_…`.
   */
  async renew(device: DeviceRecord, authorization: string | undefined): Promise<ViewerSession> {
    const { clock } = this.#parts;
    const claims = await this.#read(authorization);
    if (claims.deviceId !== device.deviceId) {
      throw refuse('SESSION_REFUSED', 'This session is another device’s.');
    }
    const isOver = clock.now() / 1000 >= claims.expires + RENEWABLE_SECONDS;
    if (isOver || !(await this.#isOfPassword(claims))) {
      throw refuse('SESSION_ENDED', 'This session has ended. Please sign in again.');
    }
    return this.#issue(device, claims.passwordSetAt);
  }

  /**
   * Tells who asks, from the `authorization` header.
   *
   * @throws AppError `SESSION_MISSING`, `SESSION_REFUSED`, `DEVICE_REVOKED`; `SESSION_EXPIRED`, also where the password is
   *   another now: who renews is told.
   */
  async authenticate(authorization: string | undefined): Promise<DeviceRecord> {
    const { clock, devices } = this.#parts;
    const claims = await this.#read(authorization);
    if (clock.now() / 1000 >= claims.expires) throw sessionExpired();
    const device = await devices.find(claims.deviceId);
    if (device === null || device.userId !== claims.userId) {
      throw refuse('SESSION_REFUSED', 'The device of this session is not enrolled here.');
    }
    if (device.revokedAt !== null) throw deviceRevoked(device.revokedAt);
    if (!(await this.#isOfPassword(claims))) throw sessionExpired();
    return device;
  }

  /** A session ends with the password that it began with. */
  async #isOfPassword({ passwordSetAt, userId }: ViewerClaims): Promise<boolean> {
    return (await this.#parts.passwords.setAt(userId)) === passwordSetAt;
  }

  async #read(authorization: string | undefined): Promise<ViewerClaims> {
    const token = bearerToken(authorization);
    if (token === null) throw refuse('SESSION_MISSING', 'Please sign in first.');
    return readViewerToken(token, this.#publicKey);
  }

  async #issue(device: DeviceRecord, passwordSetAt: string): Promise<ViewerSession> {
    const { clock, randomness, sessionKey } = this.#parts;
    const { deviceId, userId } = device;
    const expires = Math.floor(clock.now() / 1000) + SESSION_SECONDS;
    const tokenId = Buffer.from(randomness.bytes(16)).toString('base64url');
    const token = await signViewerToken(
      sessionKey,
      { userId, deviceId, passwordSetAt, expires },
      tokenId,
    );
    return { userId, token, expiresAt: instantOf(expires * 1000) };
  }
}

/** The token of an `authorization` header (RFC 6750 §2.1); null where there is none that could be one. */
export function bearerToken(authorization: string | undefined): string | null {
  return BEARER.exec(authorization ?? '')?.[1] ?? null;
}

function sessionExpired(): AppError {
  return refuse('SESSION_EXPIRED', 'This session must be renewed.');
}

function refuse(code: string, message: string): AppError {
  return new AppError(code, message, { remedy: 'reject-input' });
}
