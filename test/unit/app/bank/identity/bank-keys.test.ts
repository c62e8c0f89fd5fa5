import { createPublicKey } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  currentKey,
  getKey,
  manifestPublicKeys,
  viewingSecret,
} from '../../../../../app/bank/identity/bank-keys.ts';
import { rawPublicKey } from '../../../../../app/foundation/http-signature.ts';
import { ManualClock } from '../../../../../app/foundation/manual-clock.ts';
import { seededRandomness } from '../../../../../app/foundation/randomness.ts';
import { type BankDatabase, openBankDatabase } from '../../../../../db/bank/database.ts';
import { SigningKeys } from '../../../../../db/bank/signing-keys.ts';

const clock = new ManualClock();
let database: BankDatabase;
let keys: SigningKeys;
beforeEach(async () => {
  database = await openBankDatabase(':memory:', clock);
  keys = new SigningKeys(database);
});
afterEach(() => database.close());

it('two processes that start at once sign with one key, and derive from one secret', async () => {
  const [one, other] = [seededRandomness('one'), seededRandomness('other')];
  const [first, second] = await Promise.all([
    currentKey(keys, 'session', clock, one),
    currentKey(keys, 'session', clock, other),
  ]);
  expect(first.keyId).toBe(second.keyId);
  const [secret, sameSecret] = await Promise.all([
    viewingSecret(keys, clock, one),
    viewingSecret(keys, clock, other),
  ]);
  expect(Buffer.from(secret).equals(sameSecret)).toBe(true);
  expect(secret.length).toBe(32);
});

it('licences of sticks are signed with P-256, everything else with Ed25519', async () => {
  const types = [];
  for (const purpose of ['proof', 'manifest', 'session', 'stick'] as const) {
    const { privateKey } = await currentKey(keys, purpose, clock, seededRandomness(purpose));
    types.push(createPublicKey(privateKey).export({ format: 'jwk' }).crv);
  }
  expect(types).toEqual(['Ed25519', 'Ed25519', 'Ed25519', 'P-256']);
});

it('a viewer is told the keys of all manifests, and of nothing else', async () => {
  const manifest = await currentKey(keys, 'manifest', clock, seededRandomness('manifest'));
  await currentKey(keys, 'proof', clock, seededRandomness('proof'));
  expect(await manifestPublicKeys(keys)).toEqual([rawPublicKey(manifest.privateKey)]);
});

it('a key that a record names is there, or the bank says so', async () => {
  const { keyId } = await currentKey(keys, 'stick', clock, seededRandomness('stick'));
  expect((await getKey(keys, keyId)).keyId).toBe(keyId);
  await expect(getKey(keys, 'stick_nobody')).rejects.toMatchObject({ code: 'BANK_KEY_MISSING' });
});
