import type { KeyObject } from 'node:crypto';
import { compactDecrypt, CompactEncrypt } from 'jose';
import { z } from 'zod';
import { stickIdSchema } from '../../contracts/viewer-api.ts';
import { keyOfJwk, type StickKey } from './compact-jws.ts';
import { damagedStick } from './stick-error.ts';

/** What `licence.jwe` holds for the device alone. */
export const stickSecretsSchema = z.strictObject({
  version: z.literal(1),
  stickId: stickIdSchema,
  /** Opens `body.age`, also with the program `age`. */
  identity: z.string().regex(/^AGE-SECRET-KEY-1[0-9A-Z]{58}$/),
  /** 32 bytes, base64url: the chain of receipts begins with it. */
  receiptSecret: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
});
export type StickSecrets = z.infer<typeof stickSecretsSchema>;

const TYPE = 'diptych-stick+jwe';

/** JWE compact (RFC 7516), ECDH-ES+A256KW to the device's P-256 key, A256GCM. */
export function sealSecrets(secrets: StickSecrets, deviceKey: StickKey): Promise<string> {
  return new CompactEncrypt(Buffer.from(JSON.stringify(secrets)))
    .setProtectedHeader({ alg: 'ECDH-ES+A256KW', enc: 'A256GCM', typ: TYPE })
    .encrypt(keyOfJwk(deviceKey));
}

/** @throws AppError `STICK_DAMAGED`: altered, or sealed to another key. */
export async function openSecrets(
  text: string,
  privateKey: KeyObject,
  stickId: string,
): Promise<StickSecrets> {
  const secrets = stickSecretsSchema.safeParse(await decrypt(text.trim(), privateKey));
  if (secrets.success && secrets.data.stickId === stickId) return secrets.data;
  throw damagedStick('licence.jwe', 'it holds the keys of another stick');
}

async function decrypt(text: string, privateKey: KeyObject): Promise<unknown> {
  try {
    const { plaintext, protectedHeader } = await compactDecrypt(text, privateKey, {
      keyManagementAlgorithms: ['ECDH-ES+A256KW'],
      contentEncryptionAlgorithms: ['A256GCM'],
    });
    const value: unknown = JSON.parse(Buffer.from(plaintext).toString('utf8'));
    plaintext.fill(0);
    return protectedHeader.typ === TYPE ? value : null;
  } catch {
    // The library's words could hold what was decrypted.
    throw damagedStick('licence.jwe', 'its keys cannot be opened with the key of this device');
  }
}
