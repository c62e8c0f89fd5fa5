import type { DeviceRecord, Devices } from '../../../db/bank/devices.ts';
import { AppError } from '../../foundation/errors.ts';
import { readSignature, type SignableRequest } from '../../foundation/http-signature.ts';
import { believeOnce, type SignedRequestParts } from './signed-requests.ts';

/** Key id of a device that has no name yet: it signs its own enrolment. */
export const NEW_DEVICE = 'new-device';

export interface DeviceRequestParts extends SignedRequestParts {
  readonly devices: Devices;
}

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Tells which viewer's device signed a request. */
export class DeviceRequests {
  readonly #parts: DeviceRequestParts;

  constructor(parts: DeviceRequestParts) {
    this.#parts = parts;
  }

  /** @throws AppError `SIGNATURE_…` as for kiosks; `DEVICE_REVOKED`, which only the device itself is told. */
  async authenticate(request: SignableRequest, headers: Headers): Promise<DeviceRecord> {
    const signature = readSignature(request, headers);
    const device = await this.#parts.devices.find(signature.keyId);
    if (device === null) {
      throw new AppError('SIGNATURE_UNKNOWN_KEY', 'This device is not enrolled here.', {
        remedy: 'reject-input',
      });
    }
    await believeOnce(this.#parts, signature, device.deviceId, device.keys.sign);
    if (device.revokedAt !== null) throw deviceRevoked(device.revokedAt);
    return device;
  }

  /**
   * Holds afterwards: whoever asks has the private half of `signKey`.
   *
   * @param signKey as the body names it.
   * @throws AppError `SIGNATURE_…`.
   */
  async authenticateNew(
    request: SignableRequest,
    headers: Headers,
    signKey: string,
  ): Promise<void> {
    const signature = readSignature(request, headers);
    if (signature.keyId !== NEW_DEVICE) {
      throw new AppError('SIGNATURE_UNKNOWN_KEY', 'A device that enrols signs as a new one.', {
        remedy: 'fix-the-code',
      });
    }
    await believeOnce(this.#parts, signature, `${NEW_DEVICE} ${signKey}`, signKey);
  }
}

/** @param date since when. */
export function deviceRevoked(date: string): AppError {
  return new AppError('DEVICE_REVOKED', 'This device may no longer be used.', {
    remedy: 'reject-input',
    context: { date },
  });
}
