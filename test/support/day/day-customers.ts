import { createHash, randomUUID } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { seconds, minutes, type Milliseconds } from '../../../app/foundation/units.ts';
import type { Randomness } from '../../../app/foundation/randomness.ts';
import { shutDoor } from '../../../drivers/world/shut-door.ts';
import type { World } from '../../../drivers/world/world.ts';
import { ScreenRefusal, type ScreenClient } from '../kiosk-screen.ts';
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
  /** How often the machine refused, by code. */
  readonly refusals: Record<string, number> = {};
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
    const { later, randomness, stateOf } = this.#parts;
    const state = stateOf(orderId);
    if (AT_END.has(state)) return;
    const again = () =>
      later(minutes(3 + 10 * fraction(randomness)), () => this.#comeBack(member, orderId));
    if (state !== 'ready') {
      again();
      return;
    }
    const slot = await this.#atScreen(member, async (screen) => {
      await screen.ask('collectOrder', { orderId });
      const { session } = screen.views.at(-1)!;
      return session.orders.find((order) => order.orderId === orderId)!.slot;
    });
    // One in fifty dawdles until the gate has closed.
    const dawdles = fraction(randomness) < 0.02;
    if (slot !== null && !dawdles) {
      later(seconds(3 + Math.floor(20 * fraction(randomness))), () => this.#take(slot, orderId));
    }
    again();
  }

  /** Reaches into the slot where the disc was promised, if its door is open. */
  #take(slot: number, orderId: string): Promise<void> {
    const { world } = this.#parts;
    const disc = world.discAt('slot', slot);
    if (world.state.slots[slot - 1]?.door === 'open' && disc !== null) {
      this.#carryAway(disc.id, orderId);
      shutDoor(world, slot);
    }
    return Promise.resolve();
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
      if (error instanceof ScreenRefusal) {
        this.refusals[error.error.code] = (this.refusals[error.error.code] ?? 0) + 1;
        return null;
      }
      throw error;
    } finally {
      screen.close();
    }
  }
}
