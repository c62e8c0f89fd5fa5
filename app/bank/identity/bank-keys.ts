import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';
import type { SigningKeys, SigningPurpose } from '../../../db/bank/signing-keys.ts';
import { deviceKeysSchema, type EnrolledDevice } from '../../contracts/viewer-api.ts';
import { type Clock, timestamp } from '../../foundation/clock.ts';
import { AppError } from '../../foundation/errors.ts';
import { rawPublicKey } from '../../foundation/http-signature.ts';
import type { Randomness } from '../../foundation/randomness.ts';

/** A private key of the bank with its name: P-256 for `stick`, Ed25519 for every other purpose. */
export interface BankKey {
  readonly keyId: string;
  readonly privateKey: KeyObject;
}

/** Purposes whose keys come in pairs. */
export type KeyPairPurpose = Exclude<SigningPurpose, 'viewing'>;

/** Bytes of the secret that keys of viewings are derived from. */
const SECRET_BYTES = 32;

function parseKey(record: { readonly keyId: string; readonly privateKey: Uint8Array }): BankKey {
  return {
    keyId: record.keyId,
    privateKey: createPrivateKey({
      key: Buffer.from(record.privateKey),
      format: 'der',
      type: 'pkcs8',
    }),
  };
}

/** The key now used for `purpose`; made the first time it is asked for. The same in every process of a bank. */
export async function currentKey(
  keys: SigningKeys,
  purpose: KeyPairPurpose,
  clock: Clock,
  randomness: Randomness,
): Promise<BankKey> {
  return parseKey(
    await current(keys, purpose, clock, randomness, () => {
      const { privateKey } =
        purpose === 'stick'
          ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
          : generateKeyPairSync('ed25519');
      return privateKey.export({ format: 'der', type: 'pkcs8' });
    }),
  );
}

/** The 32 bytes that keys and tokens of viewings are derived from; made and shared as a key is. */
export async function viewingSecret(
  keys: SigningKeys,
  clock: Clock,
  randomness: Randomness,
): Promise<Uint8Array> {
  const make = () => randomness.bytes(SECRET_BYTES);
  return (await current(keys, 'viewing', clock, randomness, make)).privateKey;
}

/** @throws AppError `BANK_KEY_MISSING` where a record names a key that is not there. */
export async function getKey(keys: SigningKeys, keyId: string): Promise<BankKey> {
  const held = await keys.find(keyId);
  if (held === null) throw missing(keyId);
  return parseKey(held);
}

/** The public halves of all keys that ever signed manifests, raw, base64url, oldest first: discs of any age are believed. */
export async function manifestPublicKeys(keys: SigningKeys): Promise<readonly string[]> {
  return (await keys.ofPurpose('manifest')).map((key) => rawPublicKey(parseKey(key).privateKey));
}

/** The public half of a key of sticks, as a device keeps it. */
export function publicStickKey(key: KeyObject): EnrolledDevice['licenceKey'] {
  const { kty, crv, x, y } = createPublicKey(key).export({ format: 'jwk' });
  return deviceKeysSchema.shape.stick.parse({ kty, crv, x, y });
}

async function current(
  keys: SigningKeys,
  purpose: SigningPurpose,
  clock: Clock,
  randomness: Randomness,
  make: () => Uint8Array,
) {
  const held = await keys.findCurrent(purpose);
  if (held !== null) return held;
  await keys.addFirst({
    keyId: `${purpose}_${Buffer.from(randomness.bytes(9)).toString('base64url')}`,
    purpose,
    privateKey: make(),
    createdAt: timestamp(clock),
  });
  const made = await keys.findCurrent(purpose);
  if (made === null) throw missing(purpose);
  return made;
}

function missing(name: string): AppError {
  return new AppError('BANK_KEY_MISSING', 'A signing key of the bank is missing.', {
    remedy: 'call-attendant',
    context: { name },
  });
}
