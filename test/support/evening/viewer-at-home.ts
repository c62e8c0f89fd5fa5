import { createHash } from 'node:crypto';
import {
  discChallengeSchema,
  viewerRoutes,
  viewingRenewalSchema,
  viewingSchema,
} from '../../../app/contracts/viewer-api.ts';
import { HEAD_FRAME, openFrames } from '../../../app/delivery/online/sealed-frames.ts';
import { openSessionKey } from '../../../app/delivery/online/session-key.ts';
import type { TestViewer } from '../bank/test-viewer.ts';
import { answerTo } from '../bank/test-viewer.ts';
import type { Chance } from './chance.ts';
import type { Evening } from './evening.ts';
import type { Heard } from './keep-alive-client.ts';
import type { LicenceAtHome } from './licence-at-home.ts';

/** What a player does besides watching. Each a number of a hundred, at every step. */
export interface Habits {
  readonly seeks: number;
  /** The line is cut in the middle of something. */
  readonly drops: number;
  /** Nothing is heard of it for minutes; then it goes on as if nothing had been. */
  readonly fallsSilent: number;
  /** It opens a viewing in place of its own. */
  readonly opensAgain: number;
  /** Goes without a word. */
  readonly vanishes: number;
  /** Seconds between its steps, at most. */
  readonly every: number;
  /** Blocks that it asks for at once, at most. */
  readonly asksFor: number;
}

interface Held {
  readonly viewingId: string;
  readonly key: Uint8Array;
  token: string;
  renewAt: number;
  /** Whether a block has come. */
  hasBegun: boolean;
}

/** One player at home: asks as players do, and looks at every answer as no player can. */
export class ViewerAtHome {
  readonly #evening: Evening;
  readonly #licence: LicenceAtHome;
  readonly #device: TestViewer;
  readonly #chance: Chance;
  readonly #habits: Habits;
  #held: Held | null = null;
  #position = 0;
  #steps: number;

  constructor(
    evening: Evening,
    who: { readonly licence: LicenceAtHome; readonly device: TestViewer },
    chance: Chance,
    habits: Habits,
  ) {
    this.#evening = evening;
    this.#licence = who.licence;
    this.#device = who.device;
    this.#chance = chance;
    this.#habits = habits;
    this.#steps = chance.between(2, 6);
  }

  /** Watches again, another evening. */
  comesBack(): void {
    this.#steps = this.#chance.between(1, 2);
  }

  /** Does one thing. @returns in how many seconds it will do the next; null: it has gone. */
  async step(): Promise<number | null> {
    const chance = this.#chance;
    if (this.#held === null) {
      if (this.#steps <= 0) return null;
      const isOpen = await this.#licence.inTurn(() => this.#open());
      if (isOpen === null) return chance.between(1, 3);
      this.#steps -= isOpen ? 1 : 2;
      return isOpen ? 1 : chance.between(5, 60);
    }
    const held = this.#held;
    if (this.#steps <= 0) {
      if (chance.happens(this.#habits.vanishes)) this.#held = null;
      else await this.#licence.inTurn(() => this.#end(held));
      return null;
    }
    this.#steps -= 1;
    if (chance.happens(this.#habits.fallsSilent)) return chance.between(30, 200);
    if (chance.happens(this.#habits.opensAgain)) {
      await this.#licence.inTurn(() => this.#open());
      return 1;
    }
    if (this.#evening.now() >= held.renewAt) {
      if (!(await this.#licence.inTurn(() => this.#renew(held)))) return 1;
    }
    if (chance.happens(this.#habits.seeks)) {
      this.#position = chance.between(0, this.#licence.truth.complement.blocks - 1);
    }
    await this.#licence.inTurn(() => this.#watch(held));
    return chance.between(1, this.#habits.every);
  }

  /** @returns null where it should ask again. */
  async #open(): Promise<boolean | null> {
    const { evening, reference } = this.#parts();
    const { order, truth } = this.#licence;
    const asked = { body: { orderId: order.orderId }, bearer: this.#device.token };
    const challenged = await this.#ask('POST', viewerRoutes.challenges, asked);
    if (challenged === null || isBusy(challenged)) return null;
    if (challenged.status !== 200) return this.#wonder('a challenge', challenged);
    const challenge = discChallengeSchema.parse(JSON.parse(challenged.body.toString()));
    const isUnsure = reference.isUnsure;
    const before = reference.verdict(this.#device.deviceId, evening.now());
    const proof = { challenge: challenge.challenge, answer: answerTo(challenge, truth.disc) };
    const body = { body: proof, bearer: this.#device.token };
    const opened = await this.#ask('POST', viewerRoutes.viewings, body, this.#cut());
    if (opened === null) {
      // It may stand at the bank, and nobody here has its token.
      reference.doubt();
      return false;
    }
    if (isBusy(opened)) return null;
    const after = reference.verdict(this.#device.deviceId, evening.now());
    if (opened.status !== 200) {
      const code = codeOf(opened);
      evening.note(code);
      const expected = [before, after].map((one) => (one.is === 'refused' ? one.why : one.is));
      if (!isUnsure && !expected.some((why) => isAlike(why, code))) {
        evening.wrong(`${order.orderId} was refused with ${code}, expected ${expected.join(', ')}`);
      }
      return false;
    }
    const viewing = viewingSchema.parse(JSON.parse(opened.body.toString()));
    const [resumed] = [before].map((one) => one.is === 'admitted' && one.resumes);
    if (before.is === 'refused' && (!isUnsure || reference.endedBy(evening.now()) !== null)) {
      evening.wrong(`${order.orderId} was opened, expected ${before.why}`);
    } else if (!isUnsure && resumed !== viewing.resumes) {
      evening.wrong(`${order.orderId} resumes: ${viewing.resumes}`);
    }
    reference.opened(viewing.viewingId, this.#device.deviceId, evening.now());
    const { sealedKey, token, viewingId } = viewing;
    const key = await openSessionKey(this.#device.sealKey, viewingId, sealedKey);
    this.#held = { viewingId, key, token, renewAt: evening.now() + 60_000, hasBegun: false };
    evening.note(viewing.resumes ? 'resumed' : 'opened');
    this.#position = this.#chance.happens(50)
      ? 0
      : this.#chance.between(0, truth.complement.blocks - 1);
    if (this.#chance.happens(10)) await this.#head(this.#held);
    return true;
  }

  async #head(held: Held): Promise<void> {
    const { evening, reference } = this.#parts();
    const ended = reference.endedBy(evening.now());
    const heard = await this.#ask('GET', viewerRoutes.head(held.viewingId), { bearer: held.token });
    if (heard === null || heard.status !== 200) return;
    if (ended !== null) evening.wrong(`a head went out although ${ended}`);
    const [frame] = openFrames(held.key, held.viewingId, heard.body);
    const head = Buffer.from(this.#licence.truth.complement.head());
    if (frame?.number !== HEAD_FRAME || !head.equals(frame.payload)) evening.wrong('a wrong head');
  }

  async #watch(held: Held): Promise<void> {
    const { evening, reference } = this.#parts();
    const { complement, ticks } = this.#licence.truth;
    if (this.#position >= complement.blocks) this.#position = 0;
    const first = this.#position;
    const count = this.#chance.between(1, this.#habits.asksFor);
    const now = evening.now();
    const [life, pace] = [evening.life, evening.paceOf(reference.showingOf(held.viewingId))];
    const [ended, isLive] = [reference.endedBy(now), reference.isLive(held.viewingId, now)];
    const target = `${viewerRoutes.blocks(held.viewingId)}?first=${first}&count=${count}`;
    const heard = await this.#ask('GET', target, { bearer: held.token }, this.#cut());
    const asked = Array.from(
      { length: Math.min(count, complement.blocks - first) },
      (_, n) => first + n,
    );
    if (heard === null) {
      pace.isUnsure = true;
      if (!held.hasBegun) reference.doubt();
      reference.delivered(held.viewingId, life, asked, now, false);
      return;
    }
    if (heard.status === 429) {
      evening.note('VIEWING_AHEAD');
      if (!pace.isUnsure && !reference.isUnsure && pace.mayTake(ticks(first), now))
        evening.wrong('refused as too early');
      return;
    }
    if (heard.status !== 200) return this.#stopped(heard, ended, isLive);
    if (ended !== null) evening.wrong(`blocks went out although ${ended}`);
    if (!isLive) evening.wrong(`blocks went out to ${held.viewingId}, which was over`);
    const frames = evening.checked(() => openFrames(held.key, held.viewingId, heard.body)) ?? [];
    for (const [index, { number, payload }] of frames.entries()) {
      if (number !== first + index || !Buffer.from(complement.block(number)).equals(payload)) {
        evening.wrong(`block ${number} is not that of ${reference.orderId}`);
      }
      if (!pace.take(ticks(number), now)) evening.wrong(`${held.viewingId} is ahead of the pace`);
      evening.blocks += 1;
    }
    const numbers = frames.map(({ number }) => number);
    if (numbers.length === 0) evening.wrong('an answer without blocks');
    reference.delivered(held.viewingId, life, numbers, now);
    held.hasBegun = true;
    this.#position = first + numbers.length;
    // The pace allowed no more: who asks in the same moment is told when to come back.
    if (numbers.length < asked.length && this.#chance.happens(50)) await this.#watch(held);
  }

  async #renew(held: Held): Promise<boolean> {
    const { evening, reference } = this.#parts();
    const now = evening.now();
    const [ended, isLive] = [reference.endedBy(now), reference.isLive(held.viewingId, now)];
    const route = viewerRoutes.viewingRenewals(held.viewingId);
    const heard = await this.#ask('POST', route, { bearer: held.token });
    if (heard === null) {
      // It may stand longer than is known here.
      reference.doubt();
      this.#held = null;
      return false;
    }
    if (heard.status !== 200) {
      this.#stopped(heard, ended, isLive);
      return false;
    }
    if (ended !== null || !isLive)
      evening.wrong(`renewed although ${ended ?? 'its lease was over'}`);
    held.token = viewingRenewalSchema.parse(JSON.parse(heard.body.toString())).token;
    held.renewAt = now + 60_000;
    reference.renewed(held.viewingId, now);
    evening.note('renewed');
    return true;
  }

  async #end(held: Held): Promise<void> {
    const { evening, reference } = this.#parts();
    this.#held = null;
    const route = viewerRoutes.viewing(held.viewingId);
    const heard = await this.#ask('DELETE', route, { bearer: held.token });
    if (heard === null) {
      reference.doubt();
      return;
    }
    if (heard.status !== 204) this.#wonder('a goodbye', heard);
    reference.ended(held.viewingId, evening.now());
    evening.note('left');
  }

  /** It was refused what it had. */
  #stopped(heard: Heard, ended: string | null, isLive: boolean): void {
    const { evening, reference } = this.#parts();
    const code = codeOf(heard);
    evening.note(`${code} while watching`);
    const expected = ended ?? reference.endedBy(evening.now()) ?? (isLive ? null : 'VIEWING_ENDED');
    // Who is both over and refused may be told either.
    const isRight = code === expected || (code === 'VIEWING_ENDED' && !isLive);
    if (!isRight && !(reference.isUnsure && code === 'VIEWING_ENDED')) {
      evening.wrong(`${reference.orderId} was stopped with ${code}, expected ${expected}`);
    }
    this.#held = null;
  }

  #wonder(what: string, heard: Heard): false {
    this.#evening.wrong(`${what} was answered with ${heard.status} ${codeOf(heard)}`);
    return false;
  }

  #cut(): 'request' | 'answer' | null {
    if (!this.#chance.happens(this.#habits.drops)) return null;
    this.#evening.note('cut');
    return this.#chance.happens(50) ? 'request' : 'answer';
  }

  #ask(
    method: string,
    target: string,
    sending: { readonly body?: unknown; readonly bearer: string },
    cut: 'request' | 'answer' | null = null,
  ): Promise<Heard | null> {
    const headers = this.#device.headers(method, target, sending);
    const body = sending.body === undefined ? null : JSON.stringify(sending.body);
    return this.#evening.client.ask(this.#evening.url, method, target, headers, body, cut);
  }

  #parts() {
    return { evening: this.#evening, reference: this.#licence.reference };
  }
}

/** The bank has too much to do: who asks again is answered. */
function isBusy(heard: Heard): boolean {
  return heard.status === 503 && codeOf(heard) === 'BANK_BUSY';
}

function codeOf({ body, status }: Heard): string {
  try {
    return (JSON.parse(body.toString()) as { code: string }).code;
  } catch {
    return `status ${status}, ${createHash('sha256').update(body).digest('hex').slice(0, 8)}`;
  }
}

/** What the bank has not written down yet decides between these two. */
function isAlike(expected: string, code: string): boolean {
  const waits = ['TOO_MANY_PLAYERS', 'SHOWINGS_USED'];
  return expected === code || (waits.includes(expected) && waits.includes(code));
}
