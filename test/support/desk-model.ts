import { z } from 'zod';
import { silentLogger } from '../../app/foundation/logger.ts';
import { ManualClock } from '../../app/foundation/manual-clock.ts';
import { seconds } from '../../app/foundation/units.ts';
import {
  kioskRecords,
  type KioskRecords,
} from '../../app/kiosk/controller/records/kiosk-records.ts';
import { OrderDesk, type OrderHappening } from '../../app/kiosk/controller/workflow/order-desk.ts';
import type { PaidOrderAdvance } from '../../app/orders/paid-order.ts';
import { standardOrderRules } from '../../app/orders/order-rules.ts';
import { openKioskDatabase } from '../../db/kiosk/open-kiosk-database.ts';
import { partsTitle } from './kiosk-parts.ts';

export const DESK_SLOTS = 2;

const reportRowSchema = z.strictObject({ event: z.string() });

/** What an order comes to, told as its customer would: coarser than the machine's states, and kept apart from them. */
export interface ModelOrder {
  readonly orderId: string;
  readonly isPriced: boolean;
  slot: number | null;
  is:
    | 'asked'
    | 'paying'
    | 'fetching'
    | 'waiting'
    | 'making'
    | 'ready'
    | 'open'
    | 'given'
    | 'doubt'
    | 'nothing';
  /** Whose the money is; `asked`: the terminal has not said. */
  money: 'none' | 'due' | 'asked' | 'held' | 'taking' | 'taken' | 'returning' | 'returned';
  disc: 'none' | 'inSlot';
  discs: number;
  jacket: 'none' | 'printing' | 'stopped' | 'printed';
  holdsBlank: boolean;
}

export class ModelOfDesk {
  readonly orders: ModelOrder[] = [];
  /** Whose each slot is; `closed`: nobody's until a person has looked. */
  readonly slots: (string | null)[] = Array.from({ length: DESK_SLOTS }, () => null);

  get freeSlot(): number | null {
    const index = this.slots.indexOf(null);
    return index === -1 ? null : index + 1;
  }

  /** The order of that turn among those for which it holds; undefined where there is none. */
  pick(turn: number, isMeant: (order: ModelOrder) => boolean): ModelOrder | undefined {
    const meant = this.orders.filter(isMeant);
    return meant[turn % Math.max(1, meant.length)];
  }

  /** No disc is given for it: nothing of it is kept back, and its money goes back. */
  giveUp(order: ModelOrder): void {
    order.is = 'nothing';
    order.holdsBlank = false;
    if (order.money === 'held') order.money = 'returning';
    if (order.money === 'due') order.money = 'returned';
  }

  free(order: ModelOrder): void {
    if (order.slot !== null) this.slots[order.slot - 1] = null;
    order.slot = null;
  }
}

/** An order desk on records in memory, whose effects nobody performs: commands do what devices and people would. */
export class DeskUnderTest {
  readonly clock = new ManualClock();
  readonly records: KioskRecords = kioskRecords(openKioskDatabase(':memory:'));
  readonly desk = new OrderDesk(this.records, this.clock, standardOrderRules, silentLogger);
  readonly reached: Set<string>;
  #orders = 0;
  #discs = 0;

  constructor(reached: Set<string>) {
    this.reached = reached;
    this.records.slots.ensure(DESK_SLOTS, { is: 'empty' }, this.at);
  }

  get at(): string {
    return new Date(this.clock.now()).toISOString();
  }

  place(slot: number, isPriced: boolean): string {
    this.#orders += 1;
    const orderId = String(this.#orders).padStart(20, '0');
    this.desk.place({
      orderId,
      code: `0000-${String(this.#orders).padStart(4, '0')}`,
      title: partsTitle,
      userId: 'u_0123456789',
      distributorId: 'DIST1',
      requestKey: `key ${this.#orders}`,
      language: 'en',
      slot,
      price: isPriced ? { amount: 450, currency: 'EUR' } : null,
    });
    return orderId;
  }

  newDisc(orderId: string): string {
    this.#discs += 1;
    const discId = `d_disc${String(this.#discs).padStart(4, '0')}`;
    const attempt = this.records.discs.listOf(orderId).length + 1;
    const state = { at: 'inDrive', drive: 1 } as const;
    this.records.discs.insert({ discId, orderId, attempt, state, place: 'tray:1' }, this.at);
    return discId;
  }

  happen(orderId: string, event: OrderHappening): PaidOrderAdvance {
    this.clock.advance(seconds(1));
    const advance = this.desk.happen(orderId, event);
    this.reached.add(`${advance.state.at} ${advance.payment.is}`);
    return advance;
  }

  /** What the bank is to be told of an order, in order. */
  reportsOf(orderId: string): string[] {
    return this.records.db
      .prepare('SELECT event FROM outbox WHERE order_id = ? ORDER BY sequence')
      .all(orderId)
      .map((row) => reportRowSchema.parse(row).event);
  }

  close(): void {
    this.records.db.close();
  }
}
