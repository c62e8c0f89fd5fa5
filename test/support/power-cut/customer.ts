import { createHash } from 'node:crypto';
import { milliseconds, minutes, seconds } from '../../../app/foundation/units.ts';
import type { World } from '../../../drivers/world/world.ts';
import type { SimulatedHands } from '../../../drivers/contract/machine.ts';
import { ScreenRefusal, type ScreenClient } from '../kiosk-screen.ts';
import { scriptedTitle } from '../kiosk-under-test.ts';
import { bankMember } from '../scripted-bank.ts';
import type { VirtualTime } from '../virtual-time.ts';
import { letPass } from './passing.ts';
import type { Path } from './path.ts';
import type { PeoplesMemory } from './people.ts';

export interface CustomerParts {
  /** Which order of the path is theirs, from 0. */
  readonly number: number;
  readonly seed: string;
  readonly path: Path;
  readonly memory: PeoplesMemory;
  readonly time: VirtualTime;
  readonly world: World;
  readonly hands: SimulatedHands;
  readonly openScreen: () => Promise<ScreenClient>;
  /** Called while a slot is open for them. */
  readonly onOpen: () => Promise<void>;
  /** The order of a request, as the records have it. */
  readonly orderOf: (requestKey: string) => Standing | null;
}

/** Where an order stands by the records. */
export interface Standing {
  readonly orderId: string;
  readonly at: string;
  readonly slot: number | null;
}

const ENDS: ReadonlySet<string> = new Set([
  'fulfilled',
  'cancelled',
  'released',
  'failed',
  'expired',
]);

/** Somebody who orders a film, and does what the path says until the order has come to an end. */
export class PathCustomer {
  readonly #parts: CustomerParts;
  readonly requestKey: string;

  constructor(parts: CustomerParts) {
    this.#parts = parts;
    const hex = createHash('sha256').update(`${parts.seed} ${parts.number}`).digest('hex');
    this.requestKey = hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-4$3-8$4-$5');
  }

  /** What they do now: comes back once there is nothing to be done before time passes. */
  async act(): Promise<void> {
    const standing = this.#standing();
    if (standing === null) {
      await this.#order();
      return;
    }
    const { errand } = this.#parts.path;
    const { memory } = this.#parts;
    const cancelsAt =
      errand === 'cancelsAtTerminal' ? ['paying'] : ['authorised', 'preparing', 'queued'];
    const wantsOut = errand === 'cancelsAtTerminal' || errand === 'cancelsAfterPaying';
    if (wantsOut && !memory.now.cancelled && cancelsAt.includes(standing.at)) {
      await this.#cancel(standing.orderId);
    } else if (standing.at === 'ready' && errand !== 'neverComes') {
      await this.#collect(standing);
    }
  }

  /** Whether their order has come to an end. */
  get isDone(): boolean {
    const standing = this.#standing();
    return standing !== null && ENDS.has(standing.at);
  }

  #standing(): Standing | null {
    return this.#parts.orderOf(this.requestKey);
  }

  async #order(): Promise<void> {
    const { titleId } = scriptedTitle;
    await this.#atScreen((screen) =>
      screen.ask('placeOrder', { titleId, requestKey: this.requestKey, language: 'en' }),
    );
  }

  async #cancel(orderId: string): Promise<void> {
    await this.#atScreen((screen) => screen.ask('cancelOrder', { orderId }));
    this.#parts.memory.note({ cancelled: true });
  }

  async #collect({ orderId }: Standing): Promise<void> {
    const { hands, memory, number, path, time, world } = this.#parts;
    await letPass(time, seconds(1));
    const isServed = await this.#atScreen((screen) => screen.ask('collectOrder', { orderId }));
    if (!isServed) return;
    const { slot } = this.#standing() ?? { slot: null };
    if (slot === null) return;
    const isOpen = () => world.state.slots[slot - 1]?.door === 'open';
    const isOver = () => this.#standing()?.at !== 'presenting';
    await time.until(() => isOpen() || isOver(), minutes(1));
    await this.#parts.onOpen();
    if (path.errand === 'dawdles' && !memory.now.dawdled.includes(number)) {
      memory.note({ dawdled: [...memory.now.dawdled, number] });
      await time.until(isOver, minutes(2));
      return;
    }
    await letPass(time, milliseconds(1500));
    if (isOpen()) hands.takeDisc();
    await time.until(isOver, minutes(2));
  }

  /** @returns whether the machine did what was asked. */
  async #atScreen(work: (screen: ScreenClient) => Promise<unknown>): Promise<boolean> {
    const { number, openScreen, time } = this.#parts;
    const visit = async () => {
      const screen = await openScreen();
      try {
        await screen.ask('identifyMember', {
          member: String(200_001 + number),
          pin: bankMember.pin,
        });
        await work(screen);
        return true;
      } catch (error) {
        if (error instanceof ScreenRefusal) return false;
        throw error;
      } finally {
        screen.close();
      }
    };
    return time.now(visit(), minutes(5));
  }
}
