import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';
import { z } from 'zod';
import { type DeviceKeys, deviceKeysSchema } from '../../contracts/viewer-api.ts';
import { playerError } from '../player-error.ts';
import { jsonOf, readAccountRecord } from './account-record.ts';
import { openPrivateFolder } from './private-files.ts';

/** The keys of this player, made by it and known to nobody else. */
export interface DeviceKeyStore {
  /** Where they lie. */
  readonly folder: string;
  readonly publicKeys: DeviceKeys;
  /** Ed25519: signs requests. */
  readonly signKey: KeyObject;
  /** X25519: session keys are sealed to it. */
  readonly sealKey: KeyObject;
  /** P-256: keys of sticks are sealed to it, receipts are signed with it. */
  readonly stickKey: KeyObject;
  /** As the bank named this player; null before it enrolled. Read anew each time. */
  readonly deviceId: string | null;
}

const FILE = 'device-keys.json';
const FORMAT = 'diptych-device-keys';

/** Private keys, each PKCS #8 in PEM. */
const fileSchema = z.strictObject({
  format: z.literal(FORMAT),
  version: z.literal(1),
  sign: z.string(),
  seal: z.string(),
  stick: z.string(),
});

/**
 * The keys in `folder`, made when they are asked for the first time. Keys that are there are never written over: whoever
 * lost them has lost the device, and enrols another.
 *
 * @throws AppError `PLAYER_KEYS_DAMAGED`, `PLAYER_FOLDER_EXPOSED`, `PLAYER_FOLDER_UNUSABLE`.
 */
export function openDeviceKeys(folder: string): DeviceKeyStore {
  const files = openPrivateFolder(folder);
  // Another process may make them at the same time: whose file got the name has won.
  if (files.read(FILE) === null) files.create(FILE, newKeys());
  const path = `${folder}/${FILE}`;
  const parsed = fileSchema.safeParse(jsonOf(files.read(FILE) ?? ''));
  if (!parsed.success) throw damaged(path, parsed.error);
  const signKey = parseKey(path, parsed.data.sign, 'ed25519');
  const sealKey = parseKey(path, parsed.data.seal, 'x25519');
  const stickKey = parseKey(path, parsed.data.stick, 'ec');
  const publicKeys = deviceKeysSchema.safeParse({
    sign: createPublicKey(signKey).export({ format: 'jwk' }).x,
    seal: createPublicKey(sealKey).export({ format: 'jwk' }).x,
    stick: createPublicKey(stickKey).export({ format: 'jwk' }),
  });
  if (!publicKeys.success) throw damaged(path, publicKeys.error);
  return {
    folder,
    publicKeys: publicKeys.data,
    signKey,
    sealKey,
    stickKey,
    get deviceId() {
      return readAccountRecord(files)?.deviceId ?? null;
    },
  };
}

function newKeys(): string {
  const pem = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' });
  const keys = {
    format: FORMAT,
    version: 1,
    sign: pem(generateKeyPairSync('ed25519').privateKey),
    seal: pem(generateKeyPairSync('x25519').privateKey),
    stick: pem(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey),
  };
  return `${JSON.stringify(keys, null, 2)}\n`;
}

function parseKey(path: string, pem: string, type: 'ed25519' | 'x25519' | 'ec'): KeyObject {
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch (error) {
    throw damaged(path, error);
  }
  if (key.asymmetricKeyType !== type) throw damaged(path, null);
  return key;
}

function damaged(path: string, cause: unknown) {
  return playerError(
    'PLAYER_KEYS_DAMAGED',
    `The keys of this player in ${path} cannot be read. Restore the file, or move it aside and sign in again.`,
    { file: path },
    cause,
  );
}
