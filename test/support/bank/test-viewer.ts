import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto';
import {
  type DeviceKeys,
  deviceKeysSchema,
  type DiscChallenge,
  discChallengeSchema,
  type EnrolledDevice,
  enrolledDeviceSchema,
  viewerRoutes,
  viewerSessionSchema,
} from '../../../app/contracts/viewer-api.ts';
import type { Clock } from '../../../app/foundation/clock.ts';
import { rawPublicKey, signRequest } from '../../../app/foundation/http-signature.ts';
import { type Randomness, seededRandomness } from '../../../app/foundation/randomness.ts';
import { type Answer, send } from './bank-under-test.ts';

/** How one request differs from the others of a viewer. */
export interface Sending {
  readonly body?: unknown;
  /** Who signs; null: nobody. */
  readonly keyId?: string | null;
  readonly bearer?: string | null;
}

/** A player as it speaks to the bank, with the keys of its device. Nothing of it is the player's own code. */
export class TestViewer {
  readonly #bank: { readonly url: string };
  readonly #clock: Clock;
  readonly #randomness: Randomness;
  readonly signKey: KeyObject;
  readonly sealKey: KeyObject;
  readonly keys: DeviceKeys;
  deviceId = '';
  token = '';

  constructor(bank: { readonly url: string; readonly clock: Clock }, name = 'viewer') {
    this.#bank = bank;
    this.#clock = bank.clock;
    this.#randomness = seededRandomness(name);
    this.signKey = generateKeyPairSync('ed25519').privateKey;
    this.sealKey = generateKeyPairSync('x25519').privateKey;
    const { kty, crv, x, y } = generateKeyPairSync('ec', {
      namedCurve: 'P-256',
    }).publicKey.export({ format: 'jwk' });
    this.keys = deviceKeysSchema.parse({
      sign: rawPublicKey(this.signKey),
      seal: rawPublicKey(this.sealKey),
      stick: { kty, crv, x, y },
    });
  }

  headers(method: string, target: string, { body, keyId, bearer }: Sending = {}) {
    const text = body === undefined ? null : JSON.stringify(body);
    const request = { method, target, body: text === null ? null : Buffer.from(text) };
    const signer = { keyId: keyId ?? '', privateKey: this.signKey };
    return {
      ...(text === null ? {} : { 'content-type': 'application/json' }),
      ...(keyId === undefined || keyId === null
        ? {}
        : signRequest(request, signer, this.#clock, this.#randomness)),
      ...(bearer === undefined || bearer === null ? {} : { authorization: `Bearer ${bearer}` }),
    };
  }

  ask(method: string, target: string, sending: Sending = {}): Promise<Answer> {
    const text = sending.body === undefined ? null : JSON.stringify(sending.body);
    return send(this.#bank.url, method, target, this.headers(method, target, sending), text);
  }

  activate(member: string, pin: string, orderId: string, password: string): Promise<Answer> {
    const body = { member, pin, orderId, password };
    return this.ask('POST', viewerRoutes.activations, { body });
  }

  enrolment(member: string, password: string, keys: unknown = this.keys): Promise<Answer> {
    const body = { member, password, name: 'Living room', keys };
    return this.ask('POST', viewerRoutes.devices, { body, keyId: 'new-device' });
  }

  /** Enrols and signs in. */
  async enter(member: string, password: string): Promise<EnrolledDevice> {
    const enrolled = enrolledDeviceSchema.parse((await this.enrolment(member, password)).json());
    this.deviceId = enrolled.deviceId;
    this.token = viewerSessionSchema.parse((await this.signIn(member, password)).json()).token;
    return enrolled;
  }

  signIn(member: string, password: string): Promise<Answer> {
    const body = { member, password };
    return this.ask('POST', viewerRoutes.sessions, { body, keyId: this.deviceId });
  }

  renewal(token = this.token): Promise<Answer> {
    return this.ask('POST', viewerRoutes.sessionRenewals, { keyId: this.deviceId, bearer: token });
  }

  /** Another request with the token of the session. */
  asks(method: string, target: string, body?: unknown): Promise<Answer> {
    return this.ask(method, target, { body, bearer: this.token });
  }

  async challenge(orderId: string): Promise<DiscChallenge> {
    const answer = await this.asks('POST', viewerRoutes.challenges, { orderId });
    return discChallengeSchema.parse(answer.json());
  }

  prove(challenge: DiscChallenge, disc: Uint8Array): Promise<Answer> {
    return this.asks('POST', viewerRoutes.viewings, {
      challenge: challenge.challenge,
      answer: answerTo(challenge, disc),
    });
  }

  /** Opens a viewing of an order whose disc is there. */
  async open(orderId: string, disc: Uint8Array): Promise<Answer> {
    return this.prove(await this.challenge(orderId), disc);
  }
}

/** As the contract says: SHA-256 of the nonce's bytes and of the ranges', in their order. */
export function answerTo({ nonce, ranges }: DiscChallenge, disc: Uint8Array): string {
  const hash = createHash('sha256').update(Buffer.from(nonce, 'base64url'));
  for (const { offset, length } of ranges) hash.update(disc.subarray(offset, offset + length));
  return hash.digest('hex');
}
