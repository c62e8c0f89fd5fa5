import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GeneratedFilms } from '../../../app/bank/generate/generated-films.ts';
import { pressInLoop } from './press-in-loop.ts';
import type { MasterStore, TitleStore } from '../../../app/bank/generate/title-store.ts';
import { type Bank, openBank } from '../../../app/bank/open-bank.ts';
import {
  bankRoutes,
  enrolmentSchema,
  identificationSchema,
} from '../../../app/contracts/bank-api.ts';
import type { Clock } from '../../../app/foundation/clock.ts';
import { rawPublicKey, signRequest } from '../../../app/foundation/http-signature.ts';
import type { LogFields, Logger } from '../../../app/foundation/logger.ts';
import { ManualClock } from '../../../app/foundation/manual-clock.ts';
import { type Randomness, seededRandomness } from '../../../app/foundation/randomness.ts';
import {
  type MainStream,
  type MainStreamRequest,
  openOrderComplement,
} from '../../../app/split/index.ts';
import { openFakeMainStream, openFakeOrderComplement } from './fake-titles.ts';

export interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
  json(): unknown;
}

/** Sends a request with its target untouched: nothing tidies `..` away. */
export function send(
  url: string,
  method: string,
  target: string,
  headers: Record<string, string> = {},
  body: string | null = null,
): Promise<Answer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const request = http.request(
      { hostname, port, method, path: target, headers, agent: false },
      (response) => {
        const pieces: Buffer[] = [];
        response.on('data', (piece: Buffer) => pieces.push(piece));
        response.on('error', reject);
        response.on('end', () => {
          const whole = Buffer.concat(pieces);
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: whole,
            json: () => JSON.parse(whole.toString('utf8')) as unknown,
          });
        });
      },
    );
    request.on('error', reject);
    request.end(body ?? undefined);
  });
}

/** A kiosk as the bank knows it, with its key. */
export interface TestKiosk {
  readonly kioskId: string;
  readonly privateKey: KeyObject;
  headers(method: string, target: string, body?: string | null): Record<string, string>;
  ask(
    method: string,
    target: string,
    body?: unknown,
    more?: Record<string, string>,
  ): Promise<Answer>;
  identify(member: string, pin: string): Promise<Answer>;
  /** Makes an order for that member. @returns its answer. */
  order(orderId: string, titleId: string, member: string, pin: string): Promise<Answer>;
}

export interface BankUnderTest {
  readonly bank: Bank;
  readonly clock: ManualClock;
  readonly folder: string;
  /** Every line of the log, as it would be written. */
  readonly log: string[];
  enrol(kioskName?: string, distributorId?: string): Promise<TestKiosk>;
  close(): Promise<void>;
}

export const member = { member: '100001', card: 'CARD-0001', pin: '2468' };

/** A bank on 127.0.0.1 with one distributor, `ACME`, and one {@link member}, in a folder that goes when it is closed. */
export async function startBank(
  makeTitles: (vaultFolder: string) => TitleStore & MasterStore,
  prepare: (folder: string) => void = () => {},
  openMainStream: (request: MainStreamRequest) => MainStream = openFakeMainStream,
): Promise<BankUnderTest> {
  const folder = mkdtempSync(join(tmpdir(), 'diptych-bank-'));
  prepare(folder);
  const clock = new ManualClock();
  const randomness = seededRandomness('bank under test');
  const log: string[] = [];
  const bank = await openBank(
    { dataFolder: folder, host: '127.0.0.1', port: 0, clock, randomness, logger: writing(log) },
    ({ vaultFolder, distributors, manifestKey }) => {
      const titles = makeTitles(vaultFolder);
      return new GeneratedFilms({
        titles,
        distributors,
        manifestKey,
        generation: pressInLoop({ titles, openMainStream }),
        openOrderComplement:
          openMainStream === openFakeMainStream ? openFakeOrderComplement : openOrderComplement,
      });
    },
  );
  await bank.admin.addDistributor({ distributorId: 'ACME', name: 'Acme films' });
  await bank.admin.addUser(member);
  return {
    bank,
    clock,
    folder,
    log,
    async enrol(kioskName = 'Station hall', distributorId = 'ACME') {
      const code = await bank.admin.issueEnrolmentCode({ distributorId, kioskName });
      const { privateKey } = generateKeyPairSync('ed25519');
      const body = JSON.stringify({ code, publicKey: rawPublicKey(privateKey) });
      const answer = await send(
        bank.url,
        'POST',
        bankRoutes.enrol,
        { 'content-type': 'application/json' },
        body,
      );
      const { kioskId } = enrolmentSchema.parse(answer.json());
      return testKiosk(bank.url, kioskId, privateKey, clock, randomness);
    },
    async close() {
      await bank.close();
      rmSync(folder, { recursive: true });
    },
  };
}

function testKiosk(
  url: string,
  kioskId: string,
  privateKey: KeyObject,
  clock: Clock,
  randomness: Randomness,
): TestKiosk {
  const signer = { keyId: kioskId, privateKey };
  const headers = (method: string, target: string, body: string | null = null) => ({
    ...(body === null ? {} : { 'content-type': 'application/json' }),
    ...signRequest(
      { method, target, body: body === null ? null : Buffer.from(body) },
      signer,
      clock,
      randomness,
    ),
  });
  const ask: TestKiosk['ask'] = (method, target, body, more = {}) => {
    const text = body === undefined ? null : JSON.stringify(body);
    return send(url, method, target, { ...headers(method, target, text), ...more }, text);
  };
  const identify: TestKiosk['identify'] = (member, pin) =>
    ask('POST', bankRoutes.identify, { by: 'member', member, pin });
  return {
    kioskId,
    privateKey,
    headers,
    ask,
    identify,
    async order(orderId, titleId, member, pin) {
      const { proof } = identificationSchema.parse((await identify(member, pin)).json());
      return ask('PUT', bankRoutes.order(orderId), { titleId, proof });
    },
  };
}

function writing(log: string[]): Logger {
  const line = (level: string) => (fields: LogFields, message: string) => {
    log.push(JSON.stringify({ level, ...fields, message }));
  };
  return { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') };
}
