import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { instantOf } from '../../../app/foundation/clock.ts';
import { hours, seconds } from '../../../app/foundation/units.ts';
import { isLive } from '../../../app/licences/viewing.ts';
import { Chance } from '../../support/evening/chance.ts';
import { Evening, openFiles, turns } from '../../support/evening/evening.ts';
import type { LicenceAtHome } from '../../support/evening/licence-at-home.ts';
import type { ReferenceTerms } from '../../support/evening/reference-licence.ts';
import { type Habits, ViewerAtHome } from '../../support/evening/viewer-at-home.ts';

const VIEWERS = Number(process.env['DIPTYCH_VIEWERS'] ?? 1000);
const SEED = process.env['DIPTYCH_VIEWERS_SEED'] ?? 'thousand';
/** Of a hundred: licences of one player, and those that three players of one member share. */
const SHARED = 10;
const EVENING_SECONDS = 120;
const KILLED_AFTER = 10;
const RESTARTED_AFTER = 30;

const chance = new Chance(SEED);
const usual: Habits = {
  seeks: 30,
  drops: 1,
  fallsSilent: 1,
  opensAgain: 1,
  vanishes: 5,
  every: 10,
  asksFor: 8,
};
const kinds: readonly Partial<Habits>[] = [
  {},
  {},
  {},
  { seeks: 90 },
  { drops: 15 },
  { fallsSilent: 20 },
  { opensAgain: 25 },
  { vanishes: 100 },
  { every: 1, asksFor: 32 },
  { every: 50 },
];

let evening: Evening;
const viewers: ViewerAtHome[] = [];
const atStart = { files: 0, timers: 0 };

beforeAll(async () => {
  const began = performance.now();
  evening = await Evening.open();
  await turns(10);
  Object.assign(atStart, { files: openFiles(), timers: evening.timers });
  await sellToAll();
  await liveThroughAnEvening(EVENING_SECONDS, true);
  await evening.pass(200);
  evening.clock.advance(hours(25));
  await turns(50);
  await evening.signIn();
  for (const viewer of viewers) viewer.comesBack();
  await liveThroughAnEvening(40, false, 3);
  // Leases end, and the bank forgets.
  await evening.pass(17 * 60);
  const took = (performance.now() - began) / 1000;
  process.stderr.write(
    `${viewers.length} viewers: ${evening.client.sent} requests, ${evening.blocks} blocks in ` +
      `${took.toFixed(1)} s; ${JSON.stringify(Object.fromEntries(evening.notes))}\n`,
  );
}, 170_000);

afterAll(() => evening.close());

/** Which licences there are: of every kind, so that each comes to its end. */
function termsOf(number: number): { terms: Partial<ReferenceTerms>; isTaken: boolean } {
  const now = evening.now();
  switch (number % 16) {
    case 1:
      return { terms: { notAfter: now + 1000 * chance.between(10, 100) }, isTaken: true };
    case 2:
      return { terms: { showings: 1 }, isTaken: true };
    case 3:
      return { terms: { hoursAfterFirstShowing: 1 }, isTaken: true };
    case 4:
      return { terms: { notBefore: now + 1000 * chance.between(10, 100) }, isTaken: true };
    case 5:
      return { terms: { devices: 2, players: 3 }, isTaken: true };
    case 6:
      return { terms: { showings: 2, players: 3 }, isTaken: true };
    case 7:
      return { terms: {}, isTaken: number % 32 === 7 };
    default:
      return { terms: {}, isTaken: true };
  }
}

async function sellToAll(): Promise<void> {
  for (let number = 0; viewers.length < VIEWERS; number += 1) {
    const { isTaken, terms } = termsOf(number);
    const licence = await evening.sell(terms, isTaken);
    const players = chance.happens(SHARED) || number % 16 === 5 || number % 16 === 6 ? 3 : 1;
    for (const [at, device] of evening.devicesOf(licence).slice(0, players).entries()) {
      const habits = { ...usual, ...kinds[(number + at) % kinds.length] };
      const its = new Chance(`${SEED} ${number} ${at}`);
      viewers.push(new ViewerAtHome(evening, { licence, device }, its, habits));
    }
  }
}

/** Everybody comes within the first part of it, and does what they do. */
async function liveThroughAnEvening(length: number, isStormy: boolean, oneIn = 1): Promise<void> {
  const due = new Map<number, ViewerAtHome[]>();
  const later = (second: number, viewer: ViewerAtHome) =>
    due.set(second, [...(due.get(second) ?? []), viewer]);
  const come = viewers.filter((_, number) => number % oneIn === 0);
  for (const viewer of come) later(chance.between(0, length / 3), viewer);
  const toRevoke = isStormy ? evening.licences.filter((_, number) => number % 8 === 0) : [];
  for (let second = 0; second < length * 3 && due.size > 0; second += 1) {
    const now = due.get(second) ?? [];
    due.delete(second);
    const steps = now.map(async (viewer) => {
      const wait = await viewer.step();
      if (wait !== null) later(second + wait, viewer);
    });
    if (isStormy) await storm(second, toRevoke);
    await Promise.all(steps);
    evening.clock.advance(seconds(1));
    await turns(2);
  }
}

/** What happens while everybody asks. */
async function storm(second: number, toRevoke: LicenceAtHome[]): Promise<void> {
  if (second === KILLED_AFTER || second === RESTARTED_AFTER) await turns(20);
  if (second === KILLED_AFTER) await evening.kill();
  if (second === RESTARTED_AFTER) await evening.restart();
  if (second % 3 !== 2) return;
  await turns(chance.between(1, 30));
  const licence = toRevoke.shift();
  if (licence !== undefined) await evening.revoke(licence);
}

describe(`${VIEWERS} viewers of one bank, which is killed once and restarted once`, () => {
  test('get the right blocks, in time, and nothing that they have no right to', () => {
    expect(evening.violations).toEqual([]);
    expect(evening.alarms).toEqual([]);
  });

  test('did everything that viewers do', () => {
    const seen = (what: string) => evening.notes.get(what) ?? 0;
    const least = {
      opened: 0.7,
      resumed: 0.05,
      renewed: 0.02,
      left: 0.3,
      cut: 0.02,
      revoked: 0.02,
      VIEWING_AHEAD: 0.02,
      LICENCE_NOT_ACTIVE: 0.01,
      LICENCE_NOT_YET: 0.01,
      LICENCE_EXPIRED: 0.01,
      LICENCE_REVOKED: 0.01,
      SHOWINGS_USED: 0.005,
      TOO_MANY_PLAYERS: 0.005,
      TOO_MANY_DEVICES: 0.005,
      'LICENCE_REVOKED while watching': 0.001,
      'LICENCE_EXPIRED while watching': 0.005,
      'VIEWING_ENDED while watching': 0.005,
    };
    const seldom = Object.entries(least).filter(([what, share]) => seen(what) < share * VIEWERS);
    expect(seldom).toEqual([]);
  });

  test('are counted as the rules say: showings, what was delivered in each, and their events', async () => {
    const wrong: unknown[] = [];
    let exact = 0;
    for (const licence of evening.licences) {
      const { orderId } = licence.order;
      const facts = await evening.records.facts(orderId);
      const events = await evening.records.events(orderId);
      const expected = licence.delivery();
      const sum = (at: 0 | 1) =>
        [...expected.values()].reduce((ticks, bounds) => ticks + bounds[at], 0);
      const delivered = (facts?.showings ?? []).reduce(
        (ticks, one) => ticks + one.deliveredTicks,
        0,
      );
      const counted = (facts?.showings ?? []).filter(({ countedAt }) => countedAt !== null);
      const surely = [...expected.keys()].filter((id) => licence.reference.isCounted(id) === true);
      const maybe = [...expected.keys()].filter((id) => licence.reference.isCounted(id) !== false);
      const told = events.filter(({ event }) => event === 'showing-counted').length;
      const { isUnsure } = licence.reference;
      if (!isUnsure && sum(0) === sum(1)) exact += 1;
      // Where an opening was not heard of, nobody here knows in which showing it was.
      const isCounted =
        isUnsure || (surely.length <= counted.length && counted.length <= maybe.length);
      const isRight =
        sum(0) <= delivered && delivered <= sum(1) && isCounted && told === counted.length;
      if (!isRight) {
        const bounds = { delivered: [sum(0), sum(1)], counted: [surely.length, maybe.length] };
        wrong.push({ orderId, delivered, counted: counted.length, told, bounds });
      }
    }
    expect(wrong).toEqual([]);
    // Of the others, what was under way when the bank was killed or a line was cut is known to nobody.
    expect(exact).toBeGreaterThan(evening.licences.length / 2);
  });

  test('have no place any more once they have left or fallen silent', async () => {
    const at = instantOf(evening.now());
    const held: string[] = [];
    for (const { order } of evening.licences) {
      const facts = await evening.records.facts(order.orderId);
      held.push(
        ...(facts?.viewings ?? []).filter((one) => isLive(one, at)).map((one) => one.viewingId),
      );
    }
    expect(held).toEqual([]);
  });

  test('leave the bank as it was: no timer, no file, no complement', async () => {
    expect(evening.timers).toBe(atStart.timers);
    evening.client.cut();
    // Records of the test, of the killed bank and of its successor: three files of SQLite each; two films.
    await expect.poll(() => openFiles() - atStart.files, { timeout: 20_000 }).toBeLessThan(20);
    expect(await evening.closeBank()).toBe(0);
  });
});
