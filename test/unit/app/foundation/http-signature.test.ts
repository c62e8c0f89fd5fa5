import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isAppError } from '../../../../app/foundation/errors.ts';
import {
  parsePublicKey,
  rawPublicKey,
  readSignature,
  type SignableRequest,
  signRequest,
  verifySignature,
} from '../../../../app/foundation/http-signature.ts';
import { ManualClock } from '../../../../app/foundation/manual-clock.ts';
import { seededRandomness } from '../../../../app/foundation/randomness.ts';
import { seconds } from '../../../../app/foundation/units.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const signer = { keyId: 'k_0123456789', privateKey };
const request: SignableRequest = {
  method: 'PUT',
  target: '/v1/orders/X?dry=1',
  body: Buffer.from('{"titleId":"a"}'),
};

function sign(of: SignableRequest, clock = new ManualClock()) {
  return signRequest(of, signer, clock, seededRandomness('nonce'));
}

/** What a verifier says of `received` with `headers`: `null` if it believes them. */
function verdict(
  received: SignableRequest,
  headers: Record<string, string>,
  key = publicKey,
  clock = new ManualClock(),
): string | null {
  try {
    verifySignature(readSignature(received, headers), key, clock);
    return null;
  } catch (error) {
    return isAppError(error) ? error.code : String(error);
  }
}

describe('a signed request', () => {
  it('is believed as it was signed, with a body and without', () => {
    const plain = { method: 'GET', target: '/v1/orders/X', body: null };
    expect(verdict(request, sign(request))).toBeNull();
    expect(verdict(plain, sign(plain))).toBeNull();
  });

  it('says who signed it, when, and a nonce', () => {
    expect(readSignature(request, sign(request))).toMatchObject({
      keyId: 'k_0123456789',
      created: Date.parse('2026-01-01T12:00:00Z') / 1000,
      nonce: expect.stringMatching(/^[\w-]{24}$/),
      base: expect.stringMatching(
        /^"@method": PUT\n"@path": \/v1\/orders\/X\n"@query": \?dry=1\n"content-digest": sha-256=:.*:\n"@signature-params": \(/,
      ),
    });
  });

  it.each([
    ['method', { ...request, method: 'POST' }],
    ['path', { ...request, target: '/v1/orders/Y?dry=1' }],
    ['query', { ...request, target: '/v1/orders/X?dry=0' }],
    ['body', { ...request, body: Buffer.from('{"titleId":"b"}') }],
  ])('is refused with another %s', (_, changed) => {
    expect(verdict(changed, sign(request))).toBe('SIGNATURE_INVALID');
  });

  it('is refused with a body that was not signed, or without the one that was', () => {
    const bare = { ...request, body: null };
    expect(verdict(request, sign(bare))).toBe('SIGNATURE_MALFORMED');
    expect(verdict(bare, sign(request))).toBe('SIGNATURE_MALFORMED');
  });

  it('is refused with the key of another', () => {
    const other = generateKeyPairSync('ed25519').publicKey;
    expect(verdict(request, sign(request), other)).toBe('SIGNATURE_INVALID');
  });

  it('is believed up to 60 seconds from its time on either side, and no further', () => {
    const at = (offset: number) => {
      const clock = new ManualClock();
      clock.step(seconds(offset));
      return verdict(request, sign(request), publicKey, clock);
    };
    expect([at(-61), at(-60), at(60), at(61)]).toEqual([
      'SIGNATURE_STALE',
      null,
      null,
      'SIGNATURE_STALE',
    ]);
  });

  it('is missing without its headers, and malformed in any other profile', () => {
    const headers = sign(request);
    const input = headers['signature-input'] ?? '';
    expect(verdict(request, {})).toBe('SIGNATURE_MISSING');
    for (const changed of [
      input.replace('"@query" ', ''),
      input.replace('ed25519', 'hmac-sha256'),
      `${input}, other=()`,
      input.replace('kiosk=', 'sig1='),
    ]) {
      expect(verdict(request, { ...headers, 'signature-input': changed })).toBe(
        'SIGNATURE_MALFORMED',
      );
    }
  });

  it('cannot be made younger without its key', () => {
    const headers = sign(request);
    const input = (headers['signature-input'] ?? '').replace(
      /created=\d+/,
      `created=${Date.parse('2026-01-01T12:00:30Z') / 1000}`,
    );
    expect(verdict(request, { ...headers, 'signature-input': input })).toBe('SIGNATURE_INVALID');
  });
});

it('a public key goes through its raw form unchanged', () => {
  const raw = rawPublicKey(privateKey);
  expect(raw).toMatch(/^[\w-]{43}$/);
  expect(rawPublicKey(parsePublicKey(raw))).toBe(raw);
  expect(rawPublicKey(publicKey)).toBe(raw);
});
