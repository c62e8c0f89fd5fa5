import { createHash, type KeyObject } from 'node:crypto';
import Fastify, { type FastifyReply, type FastifyRequest } from 'fastify';
import {
  bankRoutes,
  enrolmentRequestSchema,
  identificationRequestSchema,
  kioskRetirementSchema,
  kioskStartSchema,
  orderReportSchema,
  orderRequestSchema,
  type KioskStart,
  type OrderReport,
} from '../../app/contracts/bank-api.ts';
import type { Title } from '../../app/contracts/title.ts';
import { timestamp, type Clock } from '../../app/foundation/clock.ts';
import {
  parsePublicKey,
  readSignature,
  verifySignature,
} from '../../app/foundation/http-signature.ts';
import { orderCode } from '../../app/foundation/order-code.ts';

export const bankMember = { member: '100001', pin: '2468', userId: 'u_scripted-member-1' };
export const otherMember = { member: '100002', pin: '1357', userId: 'u_scripted-member-2' };
export const bankCard = { card: 'CARD-0001', pin: '2468', userId: bankMember.userId };
export const enrolmentCode = 'ENROL-ME-ONCE';

/** A bank that keeps to the contract and says what it was told: one stream of given bytes for every order. */
export interface ScriptedBank {
  readonly url: string;
  readonly titles: Title[];
  readonly reports: { readonly orderId: string; readonly report: OrderReport }[];
  readonly ranges: (string | undefined)[];
  /** The next main stream breaks after so many bytes. */
  cutNextStreamAfter(bytes: number): void;
  /** Until set false again every signed request is answered 503. */
  beAway(isAway: boolean): void;
  /** From now on these requests are lost on the line, answers under way included; null: the line is whole. */
  lose(isLost: ((method: string, url: string) => boolean) | null): void;
  /** The user of this order has played its disc at home; until then nobody has. */
  playAtHome(orderId: string, firstPlaybackAt: string): void;
  /** What kiosks said at their starts. */
  readonly starts: KioskStart[];
  /** The places that reports were sent with. */
  readonly places: string[];
  /** From now on starts and reports are refused with this code; null: they are taken. */
  refuseWith(code: string | null): void;
  /** Whether the kiosk said that it is no more. */
  readonly isRetired: boolean;
  /** The orders that were asked about. */
  readonly asked: readonly string[];
  /** The next identification is answered only once the returned function was called. */
  holdNextIdentification(): () => void;
  close(): Promise<void>;
}

export async function startScriptedBank(options: {
  readonly titles: Title[];
  /** What is sent for every order, or for that order. */
  readonly stream: Uint8Array | ((orderId: string) => Uint8Array);
  readonly clock: Clock;
  /** Who belongs to a member number, beside the two known ones; all have the first one's PIN. */
  readonly userOf?: (member: string) => string;
}): Promise<ScriptedBank> {
  const { clock, titles, userOf } = options;
  const streamOf = (orderId: string) =>
    typeof options.stream === 'function' ? options.stream(orderId) : options.stream;
  const hashOf = (stream: Uint8Array) => createHash('sha256').update(stream).digest('hex');
  const app = Fastify({ forceCloseConnections: true });
  const reports: ScriptedBank['reports'] = [];
  const ranges: ScriptedBank['ranges'] = [];
  const proofs = new Map<string, string>();
  /** The order that a proof was good for. */
  const spent = new Map<string, string>();
  const played = new Map<string, string>();
  const starts: KioskStart[] = [];
  const places: string[] = [];
  let refusal: string | null = null;
  let isRetired = false;
  const asked: string[] = [];
  const owners = new Map<string, { userId: string; titleId: string; createdAt: string }>();
  let kioskKey: KeyObject | null = null;
  let cutAfter: number | null = null;
  let isAway = false;
  let isLost: ((method: string, url: string) => boolean) | null = null;
  let held: Promise<void> | null = null;
  const kioskId = 'k_scripted-kiosk';

  app.addHook('onRequest', (request, reply, done) => {
    if (isLost?.(request.method, request.url) !== true) {
      done();
      return;
    }
    reply.hijack();
    request.raw.socket.destroy();
  });
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_, body, done) =>
    done(null, body),
  );
  const refuse = (reply: FastifyReply, status: number, code: string, more = {}) =>
    reply.code(status).send({ code, message: code, remedy: 'reject-input', ...more });

  /** The body of a request that its kiosk signed; null after an answer was given. */
  const signed = (request: FastifyRequest, reply: FastifyReply): unknown => {
    if (isAway) {
      void refuse(reply, 503, 'BANK_CLOSED');
      return null;
    }
    const body = Buffer.isBuffer(request.body) ? request.body : null;
    const wire = { method: request.method, target: request.url, body };
    const signature = readSignature(wire, request.headers);
    if (kioskKey === null || signature.keyId !== kioskId) throw new Error('Not enrolled.');
    verifySignature(signature, kioskKey, clock);
    return body === null ? {} : (JSON.parse(body.toString('utf8')) as unknown);
  };

  const publicOrder = (orderId: string, order: { userId: string; titleId: string }) => ({
    orderId,
    code: orderCode(orderId),
    ...order,
    distributorId: 'SCRIPT',
    kioskId,
    licence: played.has(orderId) ? 'active' : 'ready',
    firstPlaybackAt: played.get(orderId) ?? null,
  });

  app.get(bankRoutes.health, () => ({
    status: 'ok',
    titles: titles.length,
    time: timestamp(clock),
  }));
  app.get(bankRoutes.titles, () => ({ titles }));
  app.get(`${bankRoutes.media}*`, (_, reply) => reply.code(404).send({}));
  app.post(bankRoutes.enrol, (request, reply) => {
    const asked = enrolmentRequestSchema.parse(JSON.parse(String(request.body)));
    if (asked.code !== enrolmentCode || kioskKey !== null) {
      return refuse(reply, 403, 'ENROLMENT_REFUSED');
    }
    kioskKey = parsePublicKey(asked.publicKey);
    const distributor = { distributorId: 'SCRIPT', name: 'Scripted Films' };
    return { kioskId, kioskName: 'Scripted kiosk', distributor };
  });
  app.post(bankRoutes.identify, async (request, reply) => {
    const waiting = held;
    held = null;
    await waiting;
    const body = signed(request, reply);
    if (body === null) return reply;
    const who = identificationRequestSchema.parse(body);
    const known = [bankMember, otherMember].find((member) =>
      who.by === 'member'
        ? who.member === member.member && who.pin === member.pin
        : who.card === bankCard.card && who.pin === member.pin,
    );
    const isOther = who.by === 'member' && who.pin === bankMember.pin;
    const userId = known?.userId ?? (isOther ? userOf?.(who.member) : undefined);
    if (userId === undefined)
      return refuse(reply, 403, 'IDENTIFICATION_REFUSED', { attemptsLeft: 2 });
    const proof = `proof-${proofs.size + 1}`;
    proofs.set(proof, userId);
    const expiresAt = new Date(clock.now() + 300_000).toISOString();
    return { userId, proof, expiresAt };
  });
  app.put<{ Params: { id: string } }>(bankRoutes.order(':id'), (request, reply) => {
    const body = signed(request, reply);
    if (body === null) return reply;
    const { titleId, proof } = orderRequestSchema.parse(body);
    const userId = proofs.get(proof);
    if (userId === undefined) return refuse(reply, 403, 'PROOF_REFUSED');
    const orderId = request.params.id;
    if ((spent.get(proof) ?? orderId) !== orderId) return refuse(reply, 409, 'PROOF_USED');
    spent.set(proof, orderId);
    const order = owners.get(orderId) ?? { userId, titleId, createdAt: timestamp(clock) };
    owners.set(orderId, order);
    return publicOrder(orderId, order);
  });
  app.get<{ Params: { id: string } }>(bankRoutes.order(':id'), (request, reply) => {
    if (signed(request, reply) === null) return reply;
    const orderId = request.params.id;
    asked.push(orderId);
    const order = owners.get(orderId);
    return order === undefined ? refuse(reply, 404, 'ORDER_UNKNOWN') : publicOrder(orderId, order);
  });
  app.get<{ Params: { id: string } }>(bankRoutes.mainStreamDescription(':id'), (request, reply) => {
    if (signed(request, reply) === null) return reply;
    const stream = streamOf(request.params.id);
    return { bytes: stream.length, sectors: stream.length / 2048, sha256: hashOf(stream) };
  });
  app.get<{ Params: { id: string } }>(bankRoutes.mainStream(':id'), (request, reply) => {
    if (signed(request, reply) === null) return reply;
    const stream = streamOf(request.params.id);
    const etag = `"${hashOf(stream).slice(0, 16)}"`;
    const asked = request.headers.range;
    ranges.push(asked);
    const from =
      asked !== undefined && request.headers['if-range'] === etag
        ? Number(/^bytes=(\d+)-$/.exec(asked)?.[1] ?? 0)
        : 0;
    const part = Buffer.from(stream.subarray(from));
    const headers: Record<string, string | number> = {
      etag,
      'accept-ranges': 'bytes',
      'content-type': 'application/octet-stream',
      'content-length': part.length,
    };
    if (from > 0) headers['content-range'] = `bytes ${from}-${stream.length - 1}/${stream.length}`;
    reply.hijack();
    reply.raw.writeHead(from > 0 ? 206 : 200, headers);
    if (cutAfter === null) {
      reply.raw.end(part);
    } else {
      const some = part.subarray(0, cutAfter);
      cutAfter = null;
      reply.raw.write(some, () => reply.raw.destroy());
    }
    return reply;
  });
  app.post<{ Params: { id: string } }>(bankRoutes.reports(':id'), (request, reply) => {
    const body = signed(request, reply);
    if (body === null) return reply;
    const report = orderReportSchema.parse(body);
    if (refusal !== null) return refuse(reply, 409, refusal);
    places.push(new URL(request.url, 'http://bank').search);
    reports.push({ orderId: request.params.id, report });
    return { licence: 'ready' };
  });

  app.post(bankRoutes.starts, (request, reply) => {
    const body = signed(request, reply);
    if (body === null) return reply;
    const start = kioskStartSchema.parse(body);
    if (refusal !== null) return refuse(reply, 409, refusal);
    starts.push(start);
    return { epoch: start.epoch, number: start.number };
  });
  app.post(bankRoutes.retirements, (request, reply) => {
    const body = signed(request, reply);
    if (body === null) return reply;
    isRetired = kioskRetirementSchema.parse(body).kioskId === kioskId;
    return {};
  });

  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    url,
    starts,
    places,
    get isRetired() {
      return isRetired;
    },
    refuseWith(code) {
      refusal = code;
    },
    titles,
    reports,
    ranges,
    cutNextStreamAfter(bytes) {
      cutAfter = bytes;
    },
    asked,
    playAtHome(orderId, firstPlaybackAt) {
      played.set(orderId, firstPlaybackAt);
    },
    lose(lost) {
      isLost = lost;
      if (lost !== null) app.server.closeIdleConnections();
    },
    beAway(away) {
      isAway = away;
    },
    holdNextIdentification() {
      let letGo = () => {};
      held = new Promise((resolve) => {
        letGo = resolve;
      });
      return letGo;
    },
    close: () => app.close(),
  };
}
