import { sign, verify, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import { parsePublicKey } from '../../foundation/http-signature.ts';
import { deviceIdSchema } from '../../contracts/viewer-api.ts';
import { stickKeySchema } from './compact-jws.ts';
import { stickCounterSchema } from './stick-licence.ts';
import { damagedStick } from './stick-error.ts';

/** `DEVICE.JSN`: a device asks whoever writes the stick to write it for its keys. Signed, so that nobody puts others in. */
export const stickDeviceSchema = z.strictObject({
  format: z.literal('diptych-stick-device'),
  version: z.literal(1),
  deviceId: deviceIdSchema,
  /** Raw Ed25519 public key, base64url: signs this file. */
  sign: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
  /** Keys are sealed to it, receipts are signed with it. */
  stick: stickKeySchema,
  /** 18 random bytes, base64url: asking twice for the same gives the same stick. */
  requestId: z.string().regex(/^[A-Za-z0-9_-]{24}$/),
  counter: stickCounterSchema.nullable(),
  /** Ed25519 over the JSON of all other fields in the order of this schema, base64url. */
  signature: z.string().regex(/^[A-Za-z0-9_-]{86}$/),
});
export type StickDevice = z.infer<typeof stickDeviceSchema>;
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
