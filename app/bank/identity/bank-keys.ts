import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { SigningKeys, SigningPurpose } from '../../../db/bank/signing-keys.ts';
import { type Clock, timestamp } from '../../foundation/clock.ts';
import { AppError } from '../../foundation/errors.ts';
import type { Randomness } from '../../foundation/randomness.ts';

/** An Ed25519 private key of the bank with its name. */
export interface BankKey {
  readonly keyId: string;
  readonly privateKey: KeyObject;
}

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

/** The key now used for `purpose`; made the first time it is asked for. */
export async function currentKey(
  keys: SigningKeys,
  purpose: SigningPurpose,
  clock: Clock,
  randomness: Randomness,
): Promise<BankKey> {
  const held = await keys.findCurrent(purpose);
  if (held !== null) return parseKey(held);
  const { privateKey } = generateKeyPairSync('ed25519');
  const record = {
    keyId: `${purpose}_${Buffer.from(randomness.bytes(9)).toString('base64url')}`,
    purpose,
    privateKey: privateKey.export({ format: 'der', type: 'pkcs8' }),
    createdAt: timestamp(clock),
  };
  await keys.add(record);
  return parseKey(record);
}

/** @throws AppError `BANK_KEY_MISSING` where a record names a key that is not there. */
export async function getKey(keys: SigningKeys, keyId: string): Promise<BankKey> {
  const held = await keys.find(keyId);
  if (held !== null) return parseKey(held);
  throw new AppError('BANK_KEY_MISSING', 'A signing key of the bank is missing.', {
    remedy: 'call-attendant',
    context: { keyId },
  });
}
