import type { GateSlot } from '../../../../../drivers/delivery-gate/contract.ts';
import type { Machine } from '../../../../../drivers/contract/machine.ts';
import type { Actor } from '../../../../contracts/staff.ts';
import { timestamp, type Clock } from '../../../../foundation/clock.ts';
import { AppError } from '../../../../foundation/errors.ts';
import { changeDisc, changeSlot, type KioskRecords } from '../../records/kiosk-records.ts';
import type { MachineWatch } from '../../machine/machine-watch.ts';
import type { Lock } from '../../workflow/lock.ts';
import { refusalError, type OrderDesk, type OrderHappening } from '../../workflow/order-desk.ts';
import { nameInBooks } from '../name-in-books.ts';
import type { ActHandlers } from '../panel-part.ts';

export interface OrderDecisionsParts {
  readonly machine: Pick<Machine, 'gate'>;
  readonly records: KioskRecords;
  readonly desk: OrderDesk;
  readonly watch: Pick<MachineWatch, 'facts' | 'freeSlots'>;
  readonly gateLock: Lock;
  /** Gives free drives to waiting orders. */
  readonly schedule: () => void;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

type Acts = 'resume-order' | 'restart-order' | 'give-up-order' | 'hand-out-order';

/**
 * What a person decides about orders that are at no end. The order machine says what can be decided, in the same transaction as
 * everything that follows from it: a second touch is refused.
 *
 * Throws `ORDER_UNKNOWN`, `ORDER_NOT_NOW`, `ORDER_NO_SLOT`, `ORDER_NO_STOCK`, `SLOT_NOT_EMPTY`, `SLOT_UNPROVEN`, or what the
 * gate says.
 */
export class OrderDecisions {
  readonly #parts: OrderDecisionsParts;

  constructor(parts: OrderDecisionsParts) {
    this.#parts = parts;
  }

  readonly handlers: ActHandlers<Acts> = {
    'resume-order': ({ orderId }, actor) => this.#resume(orderId, actor),
    'restart-order': ({ orderId }) => this.#restart(orderId),
    'give-up-order': ({ orderId }) => this.#decide(orderId, { is: 'givenUp' }),
    'hand-out-order': ({ orderId, reason }, actor) => this.#handOut(orderId, reason, actor),
  };

  async #resume(orderId: string, actor: Actor): Promise<void> {
    const { desk, schedule } = this.#parts;
    const { state } = desk.get(orderId);
    if (state.at === 'suspect' && state.was !== 'producing') {
      await this.#findInSlot(orderId, state.slot, actor);
      return;
    }
    // The path of a lost disc led there: the order desk opens it again, where nothing lies in it.
    if (state.at === 'suspect' && (await this.#look(state.slot)).item === 'present') {
      throw slotNotEmpty(state.slot);
    }
    this.#decide(orderId, { is: 'resumed' });
    schedule();
  }

  /** The sensors have to see what the person sees. */
  async #findInSlot(orderId: string, slot: number, actor: Actor): Promise<void> {
    const { clock, desk, gateLock, records } = this.#parts;
    await gateLock.hold(async () => {
      const seen = await this.#look(slot);
      const isSeen = seen.shutter === 'closed' && seen.item === 'present';
      if (!isSeen || !this.#mayHoldDiscOf(orderId, slot)) {
        throw new AppError('SLOT_UNPROVEN', 'No sensor sees a disc locked in that slot.', {
          remedy: 'call-attendant',
          context: { slot },
        });
      }
      const { state } = desk.get(orderId);
      const discId = state.at === 'suspect' ? state.discId : null;
      this.#decide(orderId, { is: 'foundInSlot' }, () => {
        if (discId === null) return;
        const at = timestamp(clock);
        const moved = { reason: 'found', by: nameInBooks(actor) };
        changeDisc(records, discId, { is: 'seenInSlot', slot }, at, moved);
        changeSlot(records, slot, { is: 'cleared' }, at);
        changeSlot(records, slot, { is: 'reserved', orderId }, at);
        changeSlot(records, slot, { is: 'filled', orderId, discId }, at);
      });
    });
  }

  #restart(orderId: string): void {
    const { desk, watch } = this.#parts;
    const { state } = desk.get(orderId);
    const { freeBlanks, freeSheets } = watch.facts();
    const slot = this.#slotFor(orderId, 'slot' in state ? state.slot : null);
    if ((freeBlanks !== null && freeBlanks < 1) || (freeSheets !== null && freeSheets < 1)) {
      throw new AppError('ORDER_NO_STOCK', 'There is no free blank or no free sheet for it.', {
        remedy: 'call-attendant',
      });
    }
    if (slot === null) {
      throw new AppError('ORDER_NO_SLOT', 'No slot is free for it.', { remedy: 'call-attendant' });
    }
    this.#decide(orderId, { is: 'madeAnew', slot }, () => {
      this.#reserve(orderId, slot);
    });
  }

  /** Whoever hands it out has it in hand: its slot is empty, by the sensor where there is one. */
  async #handOut(orderId: string, reason: string, actor: Actor): Promise<void> {
    const { clock, desk, gateLock, records } = this.#parts;
    await gateLock.hold(async () => {
      const { state } = desk.get(orderId);
      const slot = 'slot' in state ? state.slot : null;
      const discId = 'discId' in state ? state.discId : null;
      const mayLieThere = slot !== null && this.#mayHoldDiscOf(orderId, slot);
      if (mayLieThere && (await this.#look(slot)).item === 'present') throw slotNotEmpty(slot);
      this.#decide(orderId, { is: 'handedOut' }, () => {
        if (discId === null || slot === null) return;
        const at = timestamp(clock);
        const by = nameInBooks(actor);
        changeDisc(records, discId, { is: 'handedOut' }, at, { reason: 'handed out', by });
        if (!changeSlot(records, slot, { is: 'freed', orderId }, at)) {
          changeSlot(records, slot, { is: 'cleared' }, at);
        }
        records.events.add('order.handedOutBy', orderId, { by, discId, slot, reason }, at);
      });
    });
  }

  /**
   * Whether what a sensor sees in that slot may be the disc of the order. Once staff have cleared the slot of a doubtful order
   * it serves others, and what lies in it then is theirs.
   */
  #mayHoldDiscOf(orderId: string, slot: number): boolean {
    const { desk, records } = this.#parts;
    const kept = records.slots.find(slot);
    if (kept !== null && 'orderId' in kept) return kept.orderId === orderId;
    const { state } = desk.get(orderId);
    if (kept?.is !== 'blocked' || state.at !== 'suspect') return false;
    const isListed = records.discs.listAt(`slot:${slot}`).length > 0;
    const isDoubtedSince = records.orders
      .listIn(['suspect'])
      .some(
        ({ orderId: other, state: its }) =>
          other !== orderId &&
          its.at === 'suspect' &&
          its.slot === slot &&
          its.since >= state.since,
      );
    return !isListed && !isDoubtedSince;
  }

  /** The one that is kept for it already, or a free one: the one in which its old disc may lie last. */
  #slotFor(orderId: string, old: number | null): number | null {
    const { records, watch } = this.#parts;
    const own = records.slots
      .list()
      .find(({ state }) => state.is === 'reserved' && state.orderId === orderId);
    if (own !== undefined) return own.slot;
    const free = watch.freeSlots();
    return free.find((slot) => slot !== old) ?? free[0] ?? null;
  }

  #reserve(orderId: string, slot: number): void {
    const { clock, records } = this.#parts;
    const { stock } = records;
    const kept = records.slots.find(slot);
    const isOwn = kept?.is === 'reserved' && kept.orderId === orderId;
    if (!isOwn && !changeSlot(records, slot, { is: 'reserved', orderId }, timestamp(clock))) {
      throw new AppError('ORDER_NO_SLOT', 'Its slot is not free yet.', {
        remedy: 'call-attendant',
        context: { slot },
      });
    }
    stock.reserve(orderId, 'blank');
    stock.reserve(orderId, 'sheet');
  }

  async #look(slot: number): Promise<GateSlot> {
    const { machine, signal } = this.#parts;
    const { slots } = await machine.gate.readState({ signal });
    return slots[slot - 1] ?? { shutter: 'unknown', item: 'unknown' };
  }

  #decide(orderId: string, event: OrderHappening, also: () => void = () => {}): void {
    const { refusal } = this.#parts.desk.happen(orderId, event, also);
    if (refusal !== null) throw refusalError(refusal);
  }
}

function slotNotEmpty(slot: number): AppError {
  return new AppError('SLOT_NOT_EMPTY', 'Something still lies in its slot: take it out.', {
    remedy: 'call-attendant',
    context: { slot },
  });
}
