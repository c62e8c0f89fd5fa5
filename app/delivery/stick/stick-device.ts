import { sign, verify, type KeyObject } from 'node:crypto';
import { parsePublicKey } from '../../foundation/http-signature.ts';
import { type StickDevice, stickDeviceSchema } from '../../contracts/stick-api.ts';
import { damagedStick } from './stick-error.ts';

/** What a device says of itself; signed, so that nobody puts other keys in. */
export type StickDeviceFacts = Omit<StickDevice, 'signature' | 'format' | 'version' | 'sign'>;

export const DEVICE_FILE = 'DEVICE.JSN';

function signedPart(device: Omit<StickDevice, 'signature'>): Buffer {
  const { format, version, deviceId, sign: key, stick, requestId, counter } = device;
  return Buffer.from(
    JSON.stringify({ format, version, deviceId, sign: key, stick, requestId, counter }),
  );
}

/** @param publicKey raw, of the Ed25519 key. */
export function signDevice(
  facts: StickDeviceFacts,
  publicKey: string,
  signKey: KeyObject,
): StickDevice {
  const unsigned = {
    format: 'diptych-stick-device' as const,
    version: 1 as const,
    ...facts,
    sign: publicKey,
  };
  const signature = sign(null, signedPart(unsigned), signKey).toString('base64url');
  return { ...unsigned, signature };
}

/** @throws AppError `STICK_DAMAGED`. Whether the key is a device's that the bank knows is for the bank to say. */
export function readDevice(text: string): StickDevice {
  const device = stickDeviceSchema.safeParse(parseJson(text));
  if (!device.success) throw damagedStick(DEVICE_FILE, 'it is no request of a device');
  if (isSignedDevice(device.data)) return device.data;
  throw damagedStick(DEVICE_FILE, 'it is not as the device signed it');
}

export function isSignedDevice(device: StickDevice): boolean {
  return verify(
    null,
    signedPart(device),
    parsePublicKey(device.sign),
    Buffer.from(device.signature, 'base64url'),
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: then it is no request either.
    return null;
  }
}
