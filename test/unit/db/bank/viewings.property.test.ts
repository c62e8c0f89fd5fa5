import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { unreachable } from '../../../../app/foundation/errors.ts';
import { minutes } from '../../../../app/foundation/units.ts';
import { defaultTerms } from '../../../../app/licences/terms.ts';
import { checkViewing } from '../../../../app/licences/viewing.ts';
import {
  benchDevice,
  benchOrderId,
  benchViewing,
  LicenceBench,
} from '../../../support/bank/licence-bench.ts';

const DAY = 24 * 60;
/** Minutes of a lease that nobody renews. */
const LEASE = 2;
const COUNTS_AFTER = 5;

const limits = { showings: 3, devices: 3, players: 2 };
const terms = {
  showings: limits.showings,
  devices: limits.devices,
  players: { ...defaultTerms.players, limit: limits.players },
};

type Step =
  | { readonly is: 'open'; readonly device: number }
  | { readonly is: 'deliver'; readonly to: number; readonly minutes: number }
  | { readonly is: 'renew' | 'end'; readonly to: number }
  | { readonly is: 'wait'; readonly minutes: number }
  | { readonly is: 'revoke' };

const byNumber = (a: number, b: number) => a - b;
const to = fc.nat(3);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ is: fc.constant('open' as const), device: fc.nat(4) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      is: fc.constant('deliver' as const),
      to,
      minutes: fc.integer({ min: 1, max: 4 }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ is: fc.constant('renew' as const), to }) },
  { weight: 2, arbitrary: fc.record({ is: fc.constant('end' as const), to }) },
  {
    weight: 6,
    arbitrary: fc.record({
      is: fc.constant('wait' as const),
      minutes: fc.constantFrom(1, 1, 1, 3, 300, DAY),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ is: 'revoke' as const }) },
);

interface ModelShowing {
  readonly begun: number;
  delivered: number;
  isCounted: boolean;
}
interface ModelViewing {
  readonly device: number;
  readonly opened: number;
  showing: ModelShowing | null;
  until: number;
  delivered: number;
}

/** The rules again, in whole minutes and without a database. */
class Model {
  now = 0;
  isRevoked = false;
  readonly devices = new Set<number>();
  readonly showings: ModelShowing[] = [];
  readonly viewings: ModelViewing[] = [];

  isLive = (viewing: ModelViewing) => !this.isRevoked && this.now < viewing.until;

  /** What an opening comes to: a reason, or how many showings the device could go on with. */
  ask(device: number): string {
    if (this.isRevoked) return 'LICENCE_REVOKED';
    if (!this.devices.has(device) && this.devices.size >= limits.devices) return 'TOO_MANY_DEVICES';
    const others = this.viewings.filter((one) => this.isLive(one) && one.device !== device);
    const played = others.map(({ showing }) => showing);
    const young = this.showings.filter(({ begun }) => this.now < begun + DAY);
    const resumable = young.filter((one) => !played.includes(one));
    if (resumable.length === 0) {
      const held = this.showings.filter(
        (one) => one.isCounted || young.includes(one) || played.includes(one),
      );
      const unbegun = played.filter((one) => one === null).length;
      if (held.length + unbegun >= limits.showings) return 'none left, or none free';
    }
    if (others.length >= limits.players) return 'TOO_MANY_PLAYERS';
    return resumable.length === 0 ? 'new' : 'resumed';
  }

  opened(device: number, showing: ModelShowing | null): void {
    for (const one of this.viewings) if (one.device === device) one.until = -1;
    this.devices.add(device);
    const until = this.now + LEASE;
    this.viewings.push({ device, opened: this.now, showing, until, delivered: 0 });
  }

  deliver(viewing: ModelViewing, length: number): void {
    if (viewing.showing === null) {
      viewing.showing = { begun: this.now, delivered: 0, isCounted: false };
      this.showings.push(viewing.showing);
    }
    viewing.delivered += length;
    viewing.showing.delivered += length;
    if (viewing.showing.delivered > COUNTS_AFTER) viewing.showing.isCounted = true;
  }
}

/** Some live viewing; its number is its place in the list, from 1. */
function pick(model: Model, to: number): readonly [ModelViewing, number] | null {
  const live = model.viewings.flatMap((one, index) =>
    model.isLive(one) ? [[one, index + 1] as const] : [],
  );
  return live[to % Math.max(live.length, 1)] ?? null;
}

/** @returns how the bank's answer differs from the model's; null: it does not. */
async function run(bench: LicenceBench, model: Model, step: Step): Promise<string | null> {
  switch (step.is) {
    case 'open': {
      const asked = model.ask(step.device);
      const number = model.viewings.length + 1;
      const opened = await bench.open(number, step.device);
      const { decision } = opened!;
      const given = decision.is === 'refused' ? decision.why : decision.showing.is;
      const isAsAsked =
        given === asked ||
        (asked === 'none left, or none free' &&
          (given === 'SHOWINGS_USED' || given === 'TOO_MANY_PLAYERS'));
      if (!isAsAsked) return `${given} instead of ${asked}`;
      if (decision.is === 'refused') return null;
      const { showing } = decision;
      const resumed =
        showing.is === 'new'
          ? null
          : model.viewings.find((_, index) => benchViewing(index + 1) === showing.showingId)!
              .showing;
      model.opened(step.device, resumed);
      return null;
    }
    case 'deliver': {
      const [viewing, number] = pick(model, step.to) ?? [];
      if (viewing === undefined) return null;
      model.deliver(viewing, step.minutes);
      await bench.deliver(number!, viewing.delivered);
      return null;
    }
    case 'renew': {
      const [viewing, number] = pick(model, step.to) ?? [];
      if (viewing === undefined) return null;
      viewing.until = Math.min(model.now + LEASE, viewing.opened + DAY);
      await bench.viewings.extendLease(benchViewing(number!), bench.now);
      return null;
    }
    case 'end': {
      const [viewing, number] = pick(model, step.to) ?? [];
      if (viewing === undefined) return null;
      viewing.until = -1;
      await bench.viewings.end(benchViewing(number!), bench.now);
      return null;
    }
    case 'wait':
      model.now += step.minutes;
      bench.clock.advance(minutes(step.minutes));
      return null;
    case 'revoke':
      model.isRevoked = true;
      await bench.licences.change(benchOrderId, 'revoke', {
        actor: 'operator',
        at: bench.now,
        detail: null,
      });
      return null;
    default:
      return unreachable(step);
  }
}

/** Who may have a block now, by the bank's records. */
async function whoMayPlay(bench: LicenceBench, opened: number): Promise<number[]> {
  const able: number[] = [];
  for (let number = 1; number <= opened; number += 1) {
    const found = await bench.viewings.find(benchViewing(number));
    const stopped = checkViewing(found!.licence, benchViewing(number), bench.now);
    if (stopped === null) able.push(number);
  }
  return able;
}

it('whatever players do, no licence gives more than its terms, and none loses what it may resume', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 30 }), async (steps) => {
      const bench = await LicenceBench.open(terms);
      try {
        await bench.report('presented');
        const model = new Model();
        for (const one of steps) {
          expect(await run(bench, model, one)).toBeNull();
          const able = await whoMayPlay(bench, model.viewings.length);
          expect(able).toEqual(
            model.viewings.flatMap((viewing, index) => (model.isLive(viewing) ? [index + 1] : [])),
          );
          expect(able.length).toBeLessThanOrEqual(limits.players);
        }
        const facts = await bench.licences.facts(benchOrderId);
        const counted = facts!.showings.filter(({ countedAt }) => countedAt !== null);
        expect(counted.length).toBeLessThanOrEqual(limits.showings);
        const delivered = facts!.showings.map(({ deliveredTicks }) => deliveredTicks / 5_400_000);
        expect(delivered.toSorted(byNumber)).toEqual(
          model.showings.map((one) => one.delivered).toSorted(byNumber),
        );
        expect(counted).toHaveLength(model.showings.filter(({ isCounted }) => isCounted).length);
        expect(new Set(facts!.devices)).toEqual(new Set([...model.devices].map(benchDevice)));
      } finally {
        await bench.close();
      }
    }),
    { numRuns: 60, seed: 20_261_121 },
  );
});
