import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  encodeManifest,
  MANIFEST_BYTES,
  type ManifestFacts,
  parseManifest,
  publicKeyText,
  signManifest,
  verifyManifest,
} from '../../../../app/disc/manifest.ts';

/** An Ed25519 key that is the same in every run: its 32 bytes are 0x01. */
const key = createPrivateKey({
  key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.alloc(32, 1)]),
  format: 'der',
  type: 'pkcs8',
});
const trusted = [publicKeyText(createPublicKey(key))];

const example: ManifestFacts = {
  titleId: 'big-buck-bunny',
  orderId: '0123456789ABCDEFGHJK',
  distributorId: 'DEMO',
  issuedAt: '2026-11-20T12:00:00.000Z',
};
const facts = fc.record({
  titleId: fc.stringMatching(/^[a-z0-9][a-z0-9-]{1,39}$/),
  orderId: fc.stringMatching(/^[0-9A-HJKMNP-TV-Z]{20}$/),
  distributorId: fc.stringMatching(/^[A-Z0-9]{2,8}$/),
  issuedAt: fc
    .date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString()),
});

test('a manifest is read back from its room, and its signature holds, for any facts', () => {
  fc.assert(
    fc.property(facts, (given) => {
      const room = encodeManifest(signManifest(given, key));
      const read = parseManifest(room);
      expect(room).toHaveLength(MANIFEST_BYTES);
      expect(read).toMatchObject(given);
      if (read !== null) verifyManifest(read, trusted);
    }),
    { seed: 20_261_120, numRuns: 30 },
  );
});

test('the room is JSON in clear, padded, with a line feed at the end', () => {
  const text = Buffer.from(encodeManifest(signManifest(example, key))).toString();
  expect(text).toMatch(/^\{"distributorId":"DEMO","format":"diptych-manifest".*\} +\n$/);
});

describe('a manifest is refused', () => {
  const manifest = signManifest(example, key);
  const refusal = expect.objectContaining({ code: 'DISC_MANIFEST_INVALID' });

  test.each([
    { titleId: 'sintel' },
    { orderId: 'ZZZZZZZZZZZZZZZZZZZZ' },
    { distributorId: 'OTHER' },
    { issuedAt: '2026-11-20T12:00:00.001Z' },
    { keyId: '0123456789abcdef' },
  ])('where %o was written over', (change) => {
    expect(() => verifyManifest({ ...manifest, ...change }, trusted)).toThrow(refusal);
  });

  test('where it was signed by somebody else, however well', () => {
    const other = signManifest(example, generateKeyPairSync('ed25519').privateKey);
    expect(() => verifyManifest(other, trusted)).toThrow(refusal);
    expect(() => verifyManifest({ ...other, publicKey: manifest.publicKey }, trusted)).toThrow(
      refusal,
    );
  });

  test('where it is not one', () => {
    expect(() => parseManifest(Buffer.from('{"format":"diptych-manifest"}'))).toThrow(refusal);
    expect(() => parseManifest(Buffer.from('not JSON'))).toThrow(refusal);
    expect(() => parseManifest(Buffer.from(JSON.stringify({ ...manifest, more: 1 })))).toThrow(
      refusal,
    );
  });
});

test('an empty room is no manifest', () => {
  expect(parseManifest(Buffer.alloc(MANIFEST_BYTES, ' '))).toBeNull();
  expect(parseManifest(Buffer.alloc(MANIFEST_BYTES))).toBeNull();
});

test('keys of another kind are refused', () => {
  const { publicKey } = generateKeyPairSync('x25519');
  expect(() => publicKeyText(publicKey)).toThrow(
    expect.objectContaining({ code: 'DISC_IDENTIFIER_INVALID' }),
  );
});
