import { createHash, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import type { Clock } from './clock.ts';
import { AppError } from './errors.ts';
import type { Randomness } from './randomness.ts';

/**
 * Signed requests of a kiosk or a player to the bank: HTTP Message Signatures (RFC 9421) with Ed25519, in one fixed profile.
 * Covered are `@method`, `@path`, `@query` and, where there is a body, its `content-digest` (RFC 9530, SHA-256).
 */

/** How far the clocks of signer and verifier may be apart, in seconds. */
export const SIGNATURE_SKEW_SECONDS = 60;

/** A request as it stands on the wire. */
export interface SignableRequest {
  readonly method: string;
  /** Path and query exactly as on the request line. */
  readonly target: string;
  /** `null` where the request has no body. */
  readonly body: Uint8Array | null;
}

/** What a request says of its signer; nothing of it is to be believed before {@link verifySignature}. */
export interface RequestSignature {
  readonly keyId: string;
  /** Seconds since 1970-01-01T00:00:00Z. */
  readonly created: number;
  readonly nonce: string;
  /** The signature base of RFC 9421 §2.5. */
  readonly base: string;
  readonly signature: Uint8Array;
}

export type SignatureErrorCode =
  'SIGNATURE_MISSING' | 'SIGNATURE_MALFORMED' | 'SIGNATURE_STALE' | 'SIGNATURE_INVALID';

const LABEL = 'kiosk';
const INPUT =
  /^kiosk=(\(("[a-z@-]+"(?: "[a-z@-]+")*)\);created=(\d{1,12});nonce="([A-Za-z0-9_-]{16,64})";keyid="([A-Za-z0-9_-]{3,64})";alg="ed25519")$/;
const SIGNATURE = /^kiosk=:([A-Za-z0-9+/]{86}==):$/;

function refuse(code: SignatureErrorCode, message: string): AppError {
  return new AppError(code, message, {
    remedy: code === 'SIGNATURE_STALE' ? 'call-attendant' : 'reject-input',
  });
}

/** `Content-Digest` of a body (RFC 9530 §2). */
export function contentDigest(body: Uint8Array): string {
  return `sha-256=:${createHash('sha256').update(body).digest('base64')}:`;
}

function coveredComponents(request: SignableRequest): string {
  const names = ['"@method"', '"@path"', '"@query"'];
  if (request.body !== null) names.push('"content-digest"');
  return names.join(' ');
}

/** RFC 9421 §2.5; an empty query is `?` (§2.2.7). */
function signatureBase(request: SignableRequest, parameters: string): string {
  const mark = request.target.indexOf('?');
  const path = mark === -1 ? request.target : request.target.slice(0, mark);
  const query = mark === -1 ? '?' : request.target.slice(mark);
  const lines = [`"@method": ${request.method}`, `"@path": ${path}`, `"@query": ${query}`];
  if (request.body !== null) lines.push(`"content-digest": ${contentDigest(request.body)}`);
  lines.push(`"@signature-params": ${parameters}`);
  return lines.join('\n');
}

/** The headers to add to a request so that the bank knows who sent it. */
export function signRequest(
  request: SignableRequest,
  signer: { readonly keyId: string; readonly privateKey: KeyObject },
  clock: Clock,
  randomness: Randomness,
): Record<string, string> {
  const created = Math.floor(clock.now() / 1000);
  const nonce = Buffer.from(randomness.bytes(18)).toString('base64url');
  const parameters = `(${coveredComponents(request)});created=${created};nonce="${nonce}";keyid="${signer.keyId}";alg="ed25519"`;
  const signature = sign(null, Buffer.from(signatureBase(request, parameters)), signer.privateKey);
  return {
    ...(request.body === null ? {} : { 'content-digest': contentDigest(request.body) }),
    'signature-input': `${LABEL}=${parameters}`,
    signature: `${LABEL}=:${signature.toString('base64')}:`,
  };
}

/**
 * Reads the signature of a request without believing it yet.
 *
 * @throws AppError `SIGNATURE_MISSING`, `SIGNATURE_MALFORMED` (another profile, or not everything is covered), or
 *   `SIGNATURE_INVALID` where the digest is not that of the body.
 */
export function readSignature(
  request: SignableRequest,
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
): RequestSignature {
  const input = headers['signature-input'];
  const value = headers['signature'];
  if (input === undefined || value === undefined) {
    throw refuse('SIGNATURE_MISSING', 'This request must be signed.');
  }
  const inputParts = typeof input === 'string' ? INPUT.exec(input) : null;
  const valueParts = typeof value === 'string' ? SIGNATURE.exec(value) : null;
  const [, parameters, components, created, nonce, keyId] = inputParts ?? [];
  const encoded = valueParts?.[1];
  if (
    parameters === undefined ||
    created === undefined ||
    nonce === undefined ||
    keyId === undefined ||
    encoded === undefined ||
    components !== coveredComponents(request)
  ) {
    throw refuse('SIGNATURE_MALFORMED', 'The signature of this request cannot be read.');
  }
  if (request.body !== null && headers['content-digest'] !== contentDigest(request.body)) {
    throw refuse('SIGNATURE_INVALID', 'The body of this request is not the one that was signed.');
  }
  return {
    keyId,
    created: Number(created),
    nonce,
    base: signatureBase(request, parameters),
    signature: Buffer.from(encoded, 'base64'),
  };
}

/**
 * Holds afterwards: the owner of `publicKey` signed this request at most {@link SIGNATURE_SKEW_SECONDS} from now. Whether
 * its nonce was seen before is for the caller to check.
 *
 * @throws AppError `SIGNATURE_STALE` or `SIGNATURE_INVALID`.
 */
export function verifySignature(
  signature: RequestSignature,
  publicKey: KeyObject,
  clock: Clock,
): void {
  if (Math.abs(clock.now() / 1000 - signature.created) > SIGNATURE_SKEW_SECONDS) {
    throw refuse('SIGNATURE_STALE', 'The clock of this machine and the clock of the bank differ.');
  }
  if (!verify(null, Buffer.from(signature.base), publicKey, signature.signature)) {
    throw refuse('SIGNATURE_INVALID', 'The signature of this request is not valid.');
  }
}

/**
 * An Ed25519 public key from its 32 raw bytes, base64url (43 characters).
 *
 * @throws AppError `SIGNATURE_MALFORMED` if it is not a key.
 */
export function parsePublicKey(raw: string): KeyObject {
  try {
    return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: raw }, format: 'jwk' });
  } catch (cause) {
    throw new AppError('SIGNATURE_MALFORMED', 'This is not an Ed25519 public key.', {
      remedy: 'reject-input',
      cause,
    });
  }
}

/** The raw public half of an Ed25519 key, base64url: what enrolment sends. */
export function rawPublicKey(key: KeyObject): string {
  const publicKey = key.type === 'public' ? key : createPublicKey(key);
  return publicKey.export({ format: 'jwk' }).x ?? '';
}
