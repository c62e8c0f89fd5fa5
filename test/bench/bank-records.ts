import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import http from 'node:http';
import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';
import { composeBank } from '../../app/bank/compose.ts';
import { bankRoutes, enrolmentSchema, identificationSchema } from '../../app/contracts/bank-api.ts';
import { systemClock } from '../../app/foundation/clock.ts';
import { AppError } from '../../app/foundation/errors.ts';
import { rawPublicKey, signRequest } from '../../app/foundation/http-signature.ts';
import { silentLogger } from '../../app/foundation/logger.ts';
import { systemRandomness } from '../../app/foundation/randomness.ts';

const member = { member: '100001', card: 'CARD-0001', pin: '2468' };

/** A kiosk that a bank knows, and its orders. */
export interface BenchKiosk {
  readonly kioskId: string;
  readonly privateKey: KeyObject;
  readonly orderIds: readonly string[];
}

/** Enrols a kiosk and has it order a title; the hashes of the main streams are taken, so that they can be sent at once. */
export async function orderMainStreams(
  dataFolder: string,
  titleId: string,
  count: number,
): Promise<BenchKiosk> {
  const bank = await composeBank({
    dataFolder,
    host: '127.0.0.1',
    port: 0,
    clock: systemClock,
    randomness: systemRandomness,
    logger: silentLogger,
  });
  try {
    await bank.admin.addDistributor({ distributorId: 'BENCH', name: 'Bench' });
    await bank.admin.addUser(member);
    const kiosk = { distributorId: 'BENCH', kioskName: 'Bench' };
    const code = await bank.admin.issueEnrolmentCode(kiosk);
    const { privateKey } = generateKeyPairSync('ed25519');
    const enrolment = { code, publicKey: rawPublicKey(privateKey) };
    const answer = await post(bank.url, bankRoutes.enrol, enrolment);
    const { kioskId } = enrolmentSchema.parse(answer);
    const client = new KioskClient(bank.url, kioskId, privateKey);
    const orderIds: string[] = [];
    for (let number = 0; number < count; number++) {
      const orderId = String(number).padStart(20, '0');
      const { pin } = member;
      const identified = await client.ask('POST', bankRoutes.identify, {
        by: 'member',
        member: member.member,
        pin,
      });
      const { proof } = identificationSchema.parse(identified);
      await client.ask('PUT', bankRoutes.order(orderId), { titleId, proof });
      await client.ask('GET', bankRoutes.mainStreamDescription(orderId));
      orderIds.push(orderId);
    }
    client.close();
    return { kioskId, privateKey, orderIds };
  } finally {
    await bank.close();
  }
}

/** Asks a bank as a kiosk, over one connection. */
export class KioskClient {
  readonly #url: string;
  readonly #signer: { readonly keyId: string; readonly privateKey: KeyObject };
  readonly #agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

  constructor(url: string, keyId: string, privateKey: KeyObject) {
    this.#url = url;
    this.#signer = { keyId, privateKey };
  }

  /** @throws AppError `BENCH_BANK` for an answer that is none of the good ones. */
  ask(method: string, target: string, body: unknown = null): Promise<unknown> {
    const text = body === null ? null : JSON.stringify(body);
    const signable = { method, target, body: text === null ? null : Buffer.from(text) };
    const signed = signRequest(signable, this.#signer, systemClock, systemRandomness);
    return send(this.#url, this.#agent, method, target, { ...signed }, text);
  }

  close(): void {
    this.#agent.destroy();
  }
}

function post(url: string, target: string, body: unknown): Promise<unknown> {
  return send(url, new http.Agent(), 'POST', target, {}, JSON.stringify(body));
}

async function send(
  url: string,
  agent: http.Agent,
  method: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  body: string | null,
): Promise<unknown> {
  const { hostname, port } = new URL(url);
  const type = body === null ? {} : { 'content-type': 'application/json' };
  const request = http.request({
    hostname,
    port,
    method,
    path,
    agent,
    headers: { ...headers, ...type },
  });
  request.end(body ?? undefined);
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];
  const answer = await buffer(response);
  const status = response.statusCode ?? 0;
  if (status < 300) return JSON.parse(answer.toString()) as unknown;
  throw new AppError('BENCH_BANK', 'The bank refused a request of the bench.', {
    remedy: 'fix-the-code',
    context: { status, path },
  });
}
