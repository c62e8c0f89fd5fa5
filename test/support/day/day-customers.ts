import { createHash, randomUUID } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { seconds, minutes, type Milliseconds } from '../../../app/foundation/units.ts';
import type { Randomness } from '../../../app/foundation/randomness.ts';
import type { SimulatedHands } from '../../../drivers/contract/machine.ts';
import type { World } from '../../../drivers/world/world.ts';
import { connectScreen, ScreenRefusal, type ScreenClient } from '../kiosk-screen.ts';
import { bankMember } from '../scripted-bank.ts';
import { fraction } from './day-faults.ts';

/** A disc that a customer carried away. */
export interface CarriedDisc {
  readonly id: string;
  readonly sha256: string;
  /** The order whose customer stood there. */
  readonly orderId: string;
}

export interface CustomersParts {
  readonly world: World;
  readonly hands: SimulatedHands;
  readonly randomness: Randomness;
  readonly titleId: string;
  readonly openScreen: () => Promise<ScreenClient>;
  /** Calls `action` after that time. */
  readonly later: (delay: Milliseconds, action: () => Promise<void>) => void;
  readonly stateOf: (orderId: string) => string;
}

/** Who is done with waiting for an order. */
const AT_END: ReadonlySet<string> = new Set([
  'fulfilled',
  'failed',
  'cancelled',
  'expired',
  'released',
]);

/** The people who order discs and come for them, or do not. */
export class DayCustomers {
  readonly #parts: CustomersParts;
  readonly carried: CarriedDisc[] = [];
  readonly orders: string[] = [];
  turnedAway = 0;
  #members = 0;

  constructor(parts: CustomersParts) {
    this.#parts = parts;
  }

  /** Somebody new comes to the machine and orders. */
  async arrive(): Promise<void> {
    const { later, randomness, titleId } = this.#parts;
    this.#members += 1;
    const member = String(200_000 + this.#members);
    const orderId = await this.#atScreen(member, async (screen) => {
      const asked = { titleId, requestKey: randomUUID(), language: 'en' } as const;
      return (await screen.ask('placeOrder', asked)).orderId;
    });
    if (orderId === null) {
      this.turnedAway += 1;
      return;
    }
    this.orders.push(orderId);
    // One in a hundred never comes back.
    if (fraction(randomness) < 0.01) return;
    later(minutes(2 + 10 * fraction(randomness)), () => this.#comeBack(member, orderId));
  }

  async #comeBack(member: string, orderId: string): Promise<void> {
    const { hands, later, randomness, stateOf } = this.#parts;
    const state = stateOf(orderId);
    if (AT_END.has(state)) return;
    const again = () =>
      later(minutes(3 + 10 * fraction(randomness)), () => this.#comeBack(member, orderId));
    if (state !== 'ready') {
      again();
      return;
    }
    const opened = await this.#atScreen(member, async (screen) => {
      await screen.ask('collectOrder', { orderId });
      return true;
    });
    // One in fifty dawdles until the gate has closed.
    const dawdles = fraction(randomness) < 0.02;
    if (opened !== null && !dawdles) {
      later(seconds(3 + 20 * fraction(randomness)), () => {
        const open = this.#openDisc();
        if (open !== null && hands.takeDisc()) this.#carryAway(open, orderId);
        return Promise.resolve();
      });
    }
    again();
  }

  #openDisc(): string | null {
    const { world } = this.#parts;
    const open = world.state.slots.findIndex(
      ({ door }, index) => door === 'open' && world.discAt('slot', index + 1) !== null,
    );
    return world.discAt('slot', open + 1)?.id ?? null;
  }

  /** The disc leaves with its customer; what is on it is looked at first. */
  #carryAway(id: string, orderId: string): void {
    const { world } = this.#parts;
    const path = world.contentPath(id);
    const sha256 = createHash('sha256').update(readFileSync(path)).digest('hex');
    this.carried.push({ id, sha256, orderId });
    world.change((draft) => {
      draft.discs = draft.discs.filter((disc) => disc.id !== id);
    });
    rmSync(path);
  }

  /** @returns null where the machine refused. */
  async #atScreen<T>(
    member: string,
    work: (screen: ScreenClient) => Promise<T>,
  ): Promise<T | null> {
    const screen = await this.#parts.openScreen();
    try {
      await screen.ask('identifyMember', { member, pin: bankMember.pin });
      return await work(screen);
    } catch (error) {
      if (error instanceof ScreenRefusal) return null;
      throw error;
    } finally {
      screen.close();
    }
  }
}
