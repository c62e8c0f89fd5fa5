import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LicenceStatus } from '../../../app/contracts/licence.ts';
import {
  activationRequestSchema,
  deviceRequestSchema,
  discChallengeRequestSchema,
  discProofSchema,
  sessionRequestSchema,
} from '../../../app/contracts/viewer-api.ts';
import { HEAD_FRAME, sealFrame } from '../../../app/delivery/online/sealed-frames.ts';
import { sealSessionKey } from '../../../app/delivery/online/session-key.ts';
import { type Clock, instantOf } from '../../../app/foundation/clock.ts';
import {
  parsePublicKey,
  readSignature,
  verifySignature,
} from '../../../app/foundation/http-signature.ts';
import { type BurnedDisc, burnedIdentity, manifestKey } from './burned-disc.ts';
import { aLicence } from './source-device.ts';

export const viewer = { member: '100001', pin: '2468', password: 'correct horse' };

/** What a scripted answer is; `cut`: the connection ends after so many bytes of the body. */
export interface ScriptedAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: Uint8Array | string;
  readonly cut?: number;
}

type Script = (target: string) => ScriptedAnswer | 'hang' | 'hang-up' | 'as-usual';

/** A bank that keeps to the contract of viewers, with the real seals, and does otherwise where a test says so. */
export interface ViewingBank {
  readonly url: string;
  /** Method and path of every request, in order. */
  readonly requests: string[];
  licence: LicenceStatus;
  /** Looked at before each request. */
  script: Script;
  /** How many blocks one answer has at most. */
  most: number;
  /** By how many blocks its answers are beside what was asked for. */
  shift: number;
  /** Viewings that are open now. */
  readonly open: ReadonlySet<string>;
  /** Forgets every viewing, as if their leases had lapsed. */
  forgetViewings(): void;
  close(): Promise<void>;
}

const SESSION_MS = 15 * 60_000;

export async function startViewingBank(disc: BurnedDisc, clock: Clock): Promise<ViewingBank> {
  const open = new Set<string>();
  const requests: string[] = [];
  const sessions = new Map<string, number>();
  let password: string | null = null;
  let device: { sign: string; seal: string } | null = null;
  let challenges = 0;
  let viewings = 0;
  let tokens = 0;
  const bank: { -readonly [key in keyof ViewingBank]: ViewingBank[key] } = {
    url: '',
    requests,
    licence: { ...aLicence, orderId: burnedIdentity.orderId, titleId: burnedIdentity.titleId },
    script: () => 'as-usual',
    most: 32,
    shift: 0,
    open,
    forgetViewings: () => open.clear(),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  const keyOf = (viewingId: string) => createHash('sha256').update(viewingId).digest();
  const json = (value: unknown, status = 200): ScriptedAnswer => ({
    status,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(value),
  });
  const refuse = (status: number, code: string, more = {}) =>
    json({ code, message: code, remedy: 'reject-input', ...more }, status);
  const session = () => {
    const token = `session-${++tokens}`;
    sessions.set(token, clock.now() + SESSION_MS);
    const expiresAt = instantOf(clock.now() + SESSION_MS);
    return json({ userId: 'u_scripted-viewer', token, expiresAt });
  };
  const lease = () => ({
    licence: bank.licence,
    token: `lease-${++tokens}`,
    renewBefore: instantOf(clock.now() + 60_000),
  });
  const sessionOf = (request: IncomingMessage) =>
    sessions.get(request.headers.authorization?.slice('Bearer '.length) ?? '') ?? 0;

  const signedBy = (request: IncomingMessage, body: Buffer, keyId: string, key: string) => {
    const wire = {
      method: request.method ?? '',
      target: request.url ?? '',
      body: body.length === 0 ? null : body,
    };
    const signature = readSignature(wire, request.headers);
    if (signature.keyId !== keyId) throw new Error(`Signed by ${signature.keyId}.`);
    verifySignature(signature, parsePublicKey(key), clock);
  };

  const answer = async (request: IncomingMessage, body: Buffer): Promise<ScriptedAnswer> => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://bank');
    const parsed: unknown = body.length === 0 ? null : JSON.parse(body.toString());
    switch (`${request.method} ${pathname}`) {
      case 'POST /v1/viewers/activations': {
        const asked = activationRequestSchema.parse(parsed);
        if (asked.pin !== viewer.pin || asked.orderId !== burnedIdentity.orderId) {
          return refuse(403, 'IDENTIFICATION_REFUSED', { attemptsLeft: 4 });
        }
        if (password !== null) return refuse(409, 'VIEWER_ACTIVATED');
        password = asked.password;
        return { status: 204, body: '' };
      }
      case 'POST /v1/viewers/devices': {
        const asked = deviceRequestSchema.parse(parsed);
        signedBy(request, body, 'new-device', asked.keys.sign);
        if (asked.password !== password) return refuse(403, 'PASSWORD_REFUSED');
        device = asked.keys;
        return json({
          deviceId: 'v_scripted-device',
          userId: 'u_scripted-viewer',
          manifestKeys: [manifestKey],
          licenceKey: asked.keys.stick,
        });
      }
      case 'POST /v1/viewers/sessions': {
        const asked = sessionRequestSchema.parse(parsed);
        signedBy(request, body, 'v_scripted-device', device?.sign ?? '');
        return asked.password === password ? session() : refuse(403, 'PASSWORD_REFUSED');
      }
      case 'POST /v1/viewers/sessions/renewals': {
        signedBy(request, body, 'v_scripted-device', device?.sign ?? '');
        return sessionOf(request) === 0 ? refuse(401, 'SESSION_REFUSED') : session();
      }
      default:
    }
    if (pathname === '/v1/viewers/licences' || pathname.startsWith('/v1/viewings')) {
      const isViewing = pathname.startsWith('/v1/viewings/w_');
      if (!isViewing && sessionOf(request) <= clock.now()) return refuse(401, 'SESSION_EXPIRED');
    }
    switch (`${request.method} ${pathname}`) {
      case 'GET /v1/viewers/licences':
        return json({ licences: [bank.licence] });
      case 'POST /v1/viewings/challenges': {
        discChallengeRequestSchema.parse(parsed);
        challenges += 1;
        const nonce = Buffer.alloc(16, challenges).toString('base64url');
        const ranges = [1, 5, 9].map((each) => ({
          offset: (disc.layout.vobs[0]?.offset ?? 0) + each * 2048 * challenges,
          length: 2048,
        }));
        const expiresAt = instantOf(clock.now() + 60_000);
        return json({ challenge: `${challenges}`, nonce, ranges, expiresAt });
      }
      case 'POST /v1/viewings': {
        const proof = discProofSchema.parse(parsed);
        const hash = createHash('sha256').update(Buffer.alloc(16, Number(proof.challenge)));
        for (const each of [1, 5, 9]) {
          const at = (disc.layout.vobs[0]?.offset ?? 0) + each * 2048 * Number(proof.challenge);
          hash.update(disc.main.subarray(at, at + 2048));
        }
        if (proof.answer !== hash.digest('hex')) return refuse(403, 'WRONG_DISC');
        const viewingId = `w_scripted-${++viewings}`.padEnd(14, '0');
        open.add(viewingId);
        const sealedKey = await sealSessionKey(
          Buffer.from(device?.seal ?? '', 'base64url'),
          viewingId,
          keyOf(viewingId),
        );
        return json({ viewingId, resumes: false, sealedKey, lookAheadSeconds: 20, ...lease() });
      }
      default:
    }
    const [, viewingId = '', what] = /^\/v1\/viewings\/(w_[^/]+)(?:\/(\w+))?$/.exec(pathname) ?? [];
    if (!open.has(viewingId)) return refuse(410, 'VIEWING_ENDED');
    if (!/^Bearer lease-\d+$/.test(request.headers.authorization ?? '')) {
      return refuse(401, 'VIEWING_TOKEN_REFUSED');
    }
    if (request.method === 'DELETE') {
      open.delete(viewingId);
      return { status: 204, body: '' };
    }
    if (what === 'renewals') return json(lease());
    if (what === 'head') {
      return {
        status: 200,
        body: sealFrame(keyOf(viewingId), viewingId, HEAD_FRAME, disc.order.head()),
      };
    }
    const first = Number(searchParams.get('first')) + bank.shift;
    const count = Math.min(Number(searchParams.get('count')), bank.most, disc.order.blocks - first);
    const frames = Array.from({ length: count }, (_, index) =>
      sealFrame(keyOf(viewingId), viewingId, first + index, disc.order.block(first + index)),
    );
    return { status: 200, body: Buffer.concat(frames) };
  };

  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      void serve(request, response, Buffer.concat(pieces));
    });
  });
  const serve = async (request: IncomingMessage, response: ServerResponse, body: Buffer) => {
    const target = `${request.method} ${request.url}`;
    requests.push(target);
    const scripted = bank.script(target);
    if (scripted === 'hang') return;
    if (scripted === 'hang-up') {
      request.socket.destroy();
      return;
    }
    const made = scripted === 'as-usual' ? await answer(request, body) : scripted;
    const bytes = Buffer.from(made.body);
    response.writeHead(made.status, {
      ...(made.status === 204 ? {} : { 'content-length': String(bytes.length) }),
      ...made.headers,
    });
    if (made.cut === undefined) response.end(bytes);
    else response.write(bytes.subarray(0, made.cut), () => request.socket.destroy());
  };
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  bank.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return bank;
}
