import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { Aes128Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from '@hpke/core';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  openSessionKey,
  sealSessionKey,
  sessionKeyInfo,
} from '../../../../../app/delivery/online/session-key.ts';
import { aes128Gcm, aes256Gcm, openHpke } from '../../../../support/hpke-opening.ts';

const KEY = new Uint8Array(32).map((_, index) => index);
const VIEWING = 'w_viewing-one';

function x25519(rawPrivateKey: Buffer): KeyObject {
  // PKCS #8 of RFC 8410, without the 32 bytes of the key.
  const head = Buffer.from('302e020100300506032b656e04220420', 'hex');
  return createPrivateKey({
    key: Buffer.concat([head, rawPrivateKey]),
    format: 'der',
    type: 'pkcs8',
  });
}

function newDevice() {
  const { privateKey, publicKey } = generateKeyPairSync('x25519');
  const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
  return { privateKey, raw };
}

function bytesOf(sealed: { readonly enc: string; readonly ciphertext: string }) {
  return {
    enc: Buffer.from(sealed.enc, 'base64url'),
    ciphertext: Buffer.from(sealed.ciphertext, 'base64url'),
  };
}

describe('a session key sealed to a device', () => {
  test('opens on that device, and is sealed otherwise each time', async () => {
    const device = newDevice();
    const first = await sealSessionKey(device.raw, VIEWING, KEY);
    const second = await sealSessionKey(device.raw, VIEWING, KEY);
    expect(await openSessionKey(device.privateKey, VIEWING, first)).toEqual(KEY);
    expect(await openSessionKey(device.privateKey, VIEWING, second)).toEqual(KEY);
    expect(first.enc).not.toBe(second.enc);
    expect(first.ciphertext).not.toBe(second.ciphertext);
  });

  test('is HPKE of RFC 9180: another implementation opens it', async () => {
    const device = newDevice();
    const sealed = await sealSessionKey(device.raw, VIEWING, KEY);
    expect(
      openHpke(aes256Gcm, device.privateKey, bytesOf(sealed), sessionKeyInfo(VIEWING)),
    ).toEqual(Buffer.from(KEY));
  });

  test('does not open on another device, nor for another viewing', async () => {
    const device = newDevice();
    const sealed = await sealSessionKey(device.raw, VIEWING, KEY);
    const broken = { code: 'SESSION_KEY_BROKEN' };
    await expect(openSessionKey(newDevice().privateKey, VIEWING, sealed)).rejects.toMatchObject(
      broken,
    );
    await expect(openSessionKey(device.privateKey, 'w_viewing-two', sealed)).rejects.toMatchObject(
      broken,
    );
  });

  test('does not open with any bit of it changed', async () => {
    const device = newDevice();
    const { enc, ciphertext } = bytesOf(await sealSessionKey(device.raw, VIEWING, KEY));
    await fc.assert(
      fc.asyncProperty(fc.nat(32 * 8 - 2), fc.nat(48 * 8 - 1), async (inEnc, inCiphertext) => {
        // The highest bit of an X25519 key is ignored (RFC 7748 §5), but HPKE binds the bytes as they were sent.
        for (const changed of [
          { enc: flipped(enc, inEnc), ciphertext },
          { enc: flipped(enc, 255), ciphertext },
          { enc, ciphertext: flipped(ciphertext, inCiphertext) },
        ]) {
          await expect(
            openSessionKey(device.privateKey, VIEWING, textsOf(changed)),
          ).rejects.toMatchObject({ code: 'SESSION_KEY_BROKEN' });
        }
      }),
      { numRuns: 25, seed: 1 },
    );
  });

  test.each([
    ['nothing', '', ''],
    ['a key that is too short', 'AAAA', 'A'.repeat(64)],
    ['a key sealed without its tag', 'A'.repeat(43), 'A'.repeat(43)],
    ['what is no base64', '?'.repeat(43), '?'.repeat(64)],
  ])('is refused if it is %s', async (_, enc, ciphertext) => {
    await expect(
      openSessionKey(newDevice().privateKey, VIEWING, { enc, ciphertext }),
    ).rejects.toMatchObject({ code: 'SESSION_KEY_BROKEN' });
  });
});

/** The points of low order of Curve25519, as RFC 7748 §6.1 has them avoided: whatever the other side's key, the result is 0. */
const lowOrderPoints = [
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
  '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
];

describe('a point of low order', () => {
  test.each(lowOrderPoints)('is refused as the key of a device: %s', async (point) => {
    await expect(sealSessionKey(Buffer.from(point, 'hex'), VIEWING, KEY)).rejects.toMatchObject({
      code: 'DEVICE_KEY_REFUSED',
    });
  });

  test.each(lowOrderPoints)('is refused as what the bank sent: %s', async (point) => {
    const device = newDevice();
    const { ciphertext } = bytesOf(await sealSessionKey(device.raw, VIEWING, KEY));
    const enc = Buffer.from(point, 'hex');
    await expect(
      openSessionKey(device.privateKey, VIEWING, textsOf({ enc, ciphertext })),
    ).rejects.toMatchObject({ code: 'SESSION_KEY_BROKEN' });
  });

  test('and a key of another length are refused alike', async () => {
    await expect(sealSessionKey(new Uint8Array(31), VIEWING, KEY)).rejects.toMatchObject({
      code: 'DEVICE_KEY_REFUSED',
    });
  });
});

describe('RFC 9180, Appendix A.1.1: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-128-GCM, base mode', () => {
  const hex = (text: string) => Buffer.from(text, 'hex');
  const vector = {
    info: hex('4f6465206f6e2061204772656369616e2055726e'),
    skEm: hex('52c4a758a802cd8b936eceea314432798d5baf2d7e9235dc084ab1b9cfa2f736'),
    pkEm: hex('37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431'),
    skRm: hex('4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8'),
    pkRm: hex('3948cfe0ad1ddb695d780e59077195da6c56506b027329794ab02bca80815c4d'),
    plaintext: hex('4265617574792069732074727574682c20747275746820626561757479'),
    aad: hex('436f756e742d30'),
    ciphertext: hex(
      'f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a96d8770ac83d07bea87e13c512a',
    ),
  };

  test('the library seals it byte for byte', async () => {
    // Appendix A has no vector of X25519 with AES-256-GCM: all but the cipher is what session keys are sealed with.
    const suite = new CipherSuite({
      kem: new DhkemX25519HkdfSha256(),
      kdf: new HkdfSha256(),
      aead: new Aes128Gcm(),
    });
    const buffer = (bytes: Buffer) => new Uint8Array(bytes).buffer;
    const sender = await suite.createSenderContext({
      recipientPublicKey: await suite.kem.deserializePublicKey(buffer(vector.pkRm)),
      info: buffer(vector.info),
      ekm: {
        privateKey: await suite.kem.deserializePrivateKey(buffer(vector.skEm)),
        publicKey: await suite.kem.deserializePublicKey(buffer(vector.pkEm)),
      },
    });
    const sealed = await sender.seal(buffer(vector.plaintext), buffer(vector.aad));
    expect([Buffer.from(sender.enc), Buffer.from(sealed)]).toEqual([
      vector.pkEm,
      vector.ciphertext,
    ]);
  });

  test('the opening that the library is compared with opens it', () => {
    const { aad, ciphertext, info, pkEm, plaintext, skRm } = vector;
    const opened = openHpke(aes128Gcm, x25519(skRm), { enc: pkEm, ciphertext }, info, aad);
    expect(opened).toEqual(plaintext);
  });
});

function flipped(bytes: Buffer, bit: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return copy;
}

function textsOf({ enc, ciphertext }: { readonly enc: Buffer; readonly ciphertext: Buffer }) {
  return { enc: enc.toString('base64url'), ciphertext: ciphertext.toString('base64url') };
}
