import type { LicenceStatus } from '../../../app/contracts/licence.ts';
import { systemClock } from '../../../app/foundation/clock.ts';
import { AppError } from '../../../app/foundation/errors.ts';
import type { ComplementSupply, SynthesisDevice } from '../../../app/player/ports.ts';
import { openSynthesisDevice } from '../../../app/player/synthesis/synthesis-device.ts';
import type { ShownPlayer } from '../../../app/player/web/ports.ts';
import { parseComplementHead } from '../../../app/split/index.ts';
import { discFacts, type SplitDisc } from './split-disc.ts';

export const scriptedLicence: LicenceStatus = {
  orderId: discFacts.orderId,
  code: 'K7F3-92QD',
  titleId: discFacts.titleId,
  titleName: 'Big Buck Bunny',
  state: 'active',
  terms: {
    showings: 10,
    notBefore: null,
    notAfter: '2027-11-20T00:00:00.000Z',
    hoursAfterFirstShowing: null,
    devices: 5,
    players: { limit: 2, intervalSeconds: 60, graceSeconds: 60 },
  },
  showingsUsed: 1,
  showingsLeft: 9,
  firstShowingAt: '2026-11-21T12:00:00.000Z',
  endsAt: '2027-11-20T00:00:00.000Z',
  changedAt: '2026-11-21T12:00:00.000Z',
};

/** An account and a bank that say what a test tells them to, over a disc that the engine cut. */
export class ScriptedPlayer implements ShownPlayer {
  readonly facts = { ...discFacts, isVerified: true };
  readonly heard: unknown[] = [];
  readonly ends: string[] = [];
  account: { member: string | null; isSignedIn: boolean } = { member: '100001', isSignedIn: true };
  /** What the next request of each kind is refused with. */
  readonly refusals: {
    -readonly [Act in 'activate' | 'signIn' | 'licences' | 'watch']?: AppError;
  } = {};
  readonly #split: SplitDisc;
  #ended = new AbortController();
  #held: Promise<void> = Promise.resolve();
  #opening: Promise<void> = Promise.resolve();

  constructor(split: SplitDisc) {
    this.#split = split;
  }

  reset(): void {
    this.heard.length = 0;
    this.ends.length = 0;
    this.account = { member: '100001', isSignedIn: true };
    for (const act of ['activate', 'signIn', 'licences', 'watch'] as const)
      delete this.refusals[act];
    this.#ended = new AbortController();
    this.#held = Promise.resolve();
    this.#opening = Promise.resolve();
  }

  activate(request: { member: string }): Promise<void> {
    return this.#signIn('activate', request);
  }

  signIn(request: { member: string }): Promise<void> {
    return this.#signIn('signIn', request);
  }

  async licences(): Promise<LicenceStatus[]> {
    this.#refuse('licences');
    return await Promise.resolve([scriptedLicence]);
  }

  async watch(): Promise<SynthesisDevice> {
    this.heard.push({ watch: discFacts.orderId });
    this.#refuse('watch');
    await this.#opening;
    const { disc } = this.#split;
    return openSynthesisDevice({ disc, supply: this.#supply(), clock: systemClock });
  }

  /** The right ends now. */
  revoke(code: string, date: string): void {
    this.#ended.abort(refusal(code, date));
  }

  /** From now on the bank takes its time to open a showing. @returns lets it. */
  holdOpening(): () => void {
    let release = () => {};
    this.#opening = new Promise((resolve) => {
      release = resolve;
    });
    return release;
  }

  /** From now on no complement comes. @returns lets it come again. */
  hold(): () => void {
    let release = () => {};
    this.#held = new Promise((resolve) => {
      release = resolve;
    });
    return release;
  }

  #supply(): ComplementSupply {
    const { complement } = this.#split;
    const { signal: ended } = this.#ended;
    return {
      head: parseComplementHead(complement.head()),
      licence: () => scriptedLicence,
      ended,
      fetch: async (first, count, signal) => {
        await this.#held;
        signal.throwIfAborted();
        ended.throwIfAborted();
        const numbers = Array.from({ length: count }, (_, index) => first + index);
        return numbers.map((number) => complement.block(number));
      },
      close: async (end) => {
        this.ends.push(end);
        await Promise.resolve();
      },
    };
  }

  async #signIn(act: 'activate' | 'signIn', request: { member: string }): Promise<void> {
    this.heard.push({ [act]: request });
    this.#refuse(act);
    this.account = { member: request.member, isSignedIn: true };
    await Promise.resolve();
  }

  #refuse(act: keyof typeof this.refusals): void {
    const error = this.refusals[act];
    if (error !== undefined) throw error;
  }
}

/** What a bank refuses with. */
export function refusal(code: string, date: string | null = null): AppError {
  return new AppError(code, 'No.', {
    remedy: 'reject-input',
    context: date === null ? {} : { date },
  });
}
