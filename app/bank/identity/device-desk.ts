import { createPublicKey, diffieHellman, generateKeyPairSync, type JsonWebKey } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { DeviceRecord, Devices } from '../../../db/bank/devices.ts';
import type { DeviceKeys, DeviceRequest, EnrolledDevice } from '../../contracts/viewer-api.ts';
import { type Clock, timestamp } from '../../foundation/clock.ts';
import { AppError } from '../../foundation/errors.ts';
import type { Randomness } from '../../foundation/randomness.ts';
import { deviceRevoked } from './device-requests.ts';
import type { Passwords } from './passwords.ts';

/** Devices that one user may have enrolled and not revoked. How many may see one film, its licence says. */
export const DEVICES_OF_A_USER = 20;

export interface DeviceDeskParts {
  readonly devices: Devices;
  readonly passwords: Passwords;
  /** What a player must believe. */
  readonly trust: () => Promise<Pick<EnrolledDevice, 'manifestKeys' | 'licenceKey'>>;
  readonly clock: Clock;
  readonly randomness: Randomness;
}

/** How equipment becomes a device of a viewer. That it holds its signing key, its request has shown. */
export class DeviceDesk {
  readonly #parts: DeviceDeskParts;

  constructor(parts: DeviceDeskParts) {
    this.#parts = parts;
  }

  /**
   * The same keys for the same user give the same device: an answer that was lost may be asked for again.
   *
   * @throws AppError `DEVICE_KEYS_REFUSED`, `PASSWORD_REFUSED`, `PASSWORD_LOCKED`, `DEVICE_REVOKED`, `DEVICE_CONFLICT`
   *   where its signing key is known with other keys, or as another member's, `DEVICES_FULL`, `BANK_BUSY`.
   */
  async enrol(request: DeviceRequest): Promise<EnrolledDevice> {
    const { passwords, trust } = this.#parts;
    checkKeys(request.keys);
    const { userId } = await passwords.check(request.member, request.password);
    const device = await this.#findOrAdd(userId, request);
    const isSame = device.userId === userId && isDeepStrictEqual(device.keys, request.keys);
    if (!isSame) throw refuse('DEVICE_CONFLICT', 'The key of this device is known here otherwise.');
    if (device.revokedAt !== null) throw deviceRevoked(device.revokedAt);
    return { deviceId: device.deviceId, userId, ...(await trust()) };
  }

  /** Oldest first, revoked ones too. */
  ofUser(userId: string): Promise<readonly DeviceRecord[]> {
    return this.#parts.devices.ofUser(userId);
  }

  /** Its sessions end at once. @returns `false` where there is no such device, or it was revoked before. */
  revoke(deviceId: string): Promise<boolean> {
    return this.#parts.devices.revoke(deviceId, timestamp(this.#parts.clock));
  }

  async #findOrAdd(userId: string, { keys, name }: DeviceRequest): Promise<DeviceRecord> {
    const { clock, devices, randomness } = this.#parts;
    const known = await devices.findByKey(keys.sign);
    if (known !== null) return known;
    const live = (await devices.ofUser(userId)).filter(({ revokedAt }) => revokedAt === null);
    if (live.length >= DEVICES_OF_A_USER) {
      throw refuse('DEVICES_FULL', 'This member has as many devices as anyone may have.');
    }
    const deviceId = `v_${Buffer.from(randomness.bytes(12)).toString('base64url')}`;
    const added = { deviceId, userId, name, keys, enrolledAt: timestamp(clock) };
    if (await devices.add(added)) return { ...added, revokedAt: null };
    // The same request, twice at once: the other one was quicker.
    const meanwhile = await devices.findByKey(keys.sign);
    if (meanwhile !== null) return meanwhile;
    throw new AppError('DEVICE_LOST', 'The device could not be read back.', {
      remedy: 'call-attendant',
    });
  }
}

/**
 * Refuses keys with which nothing could be sealed to the device alone: points that are not on their curve, and those of low
 * order on Curve25519, with which everyone agrees on the same secret (RFC 7748 §6.1).
 */
function checkKeys({ seal, stick }: DeviceKeys): void {
  try {
    const { privateKey } = generateKeyPairSync('x25519');
    diffieHellman({ privateKey, publicKey: publicKeyOf({ kty: 'OKP', crv: 'X25519', x: seal }) });
    publicKeyOf(stick);
  } catch (cause) {
    throw new AppError('DEVICE_KEYS_REFUSED', 'These are not keys that a device may have.', {
      remedy: 'fix-the-code',
      cause,
    });
  }
}

function publicKeyOf(key: JsonWebKey) {
  return createPublicKey({ key, format: 'jwk' });
}

function refuse(code: string, message: string): AppError {
  return new AppError(code, message, { remedy: 'reject-input' });
}
