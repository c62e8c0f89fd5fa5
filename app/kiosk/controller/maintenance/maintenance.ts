import { reportDevice } from '../../../../drivers/contract/device-report.ts';
import type { Machine } from '../../../../drivers/contract/machine.ts';
import type { MaintenanceAct, MaintenanceView } from '../../../contracts/maintenance-api.ts';
import { repairJobs, rightOfAct } from '../../../contracts/panel-acts.ts';
import type { Actor } from '../../../contracts/staff.ts';
import { instantOf, timestamp, type Clock } from '../../../foundation/clock.ts';
import { AppError, isAppError } from '../../../foundation/errors.ts';
import { paymentsOfStaff } from '../../../orders/payment-state.ts';
import type { PlaybackWatch } from '../bank/playback-watch.ts';
import type { MachineWatch } from '../machine/machine-watch.ts';
import type { KioskRecords } from '../records/kiosk-records.ts';
import type { DiscCarrier } from '../workflow/disc-carrier.ts';
import type { DrivePool } from '../workflow/drive-pool.ts';
import type { ActHandlers, PanelSources } from './panel-part.ts';
import { requireRight } from './require-right.ts';

export interface MaintenanceParts {
  readonly machine: Machine;
  readonly records: KioskRecords;
  readonly carrier: DiscCarrier;
  readonly pool: DrivePool;
  readonly watch: MachineWatch;
  readonly playbacks: Pick<PlaybackWatch, 'playedAt'>;
  readonly clock: Clock;
  readonly kioskName: string;
  readonly sources: PanelSources;
  readonly handlers: Partial<ActHandlers>;
}

/**
 * What ends an order or its money without anything being asked of a device first: it is done at once, and who did it, and why,
 * is recorded in the same transaction.
 */
const decisions: ReadonlySet<MaintenanceAct['act']> = new Set<MaintenanceAct['act']>([
  'settle-order',
  'settle-payment',
  'restart-order',
  'give-up-order',
]);

/** What the people who look after a machine see of it, and what they tell it. Every act is an event of the records. */
export class Maintenance {
  readonly #parts: MaintenanceParts;

  constructor(parts: MaintenanceParts) {
    this.#parts = parts;
  }

  view(actor: Actor): MaintenanceView {
    const { carrier, clock, kioskName, machine, playbacks, pool, records, sources, watch } =
      this.#parts;
    const { mode, ordersClosed, pickUpClosed } = watch.services;
    const task = machine.attendant?.task ?? null;
    return {
      now: timestamp(clock),
      mode,
      ordersClosed: [...ordersClosed],
      pickUpClosed: [...pickUpClosed],
      devices: machine.devices.map(reportDevice),
      task: task === null ? null : { number: task.number, from: task.from, to: task.to },
      robotFault: carrier.fault,
      drivesOutOfUse: pool.outOfUse,
      doubtfulOrders: records.orders.listIn(['suspect']).flatMap(({ orderId, code, state }) =>
        state.at === 'suspect'
          ? [
              {
                orderId,
                code,
                was: state.was,
                slot: state.slot,
                since: instantOf(state.since),
                playedAt: playbacks.playedAt(orderId),
              },
            ]
          : [],
      ),
      doubtfulPayments: doubtfulPayments(records),
      blockedSlots: records.slots
        .list()
        .flatMap(({ slot, state }) =>
          state.is === 'blocked' ? [{ slot, reason: state.reason }] : [],
        ),
      faults: [...(machine.hands?.faults ?? [])],
      actor,
      kioskName,
      maintenance: sources.maintenance(),
      units: sources.units(),
      discs: sources.discs(),
      unfinished: sources.unfinished(),
      job: sources.job(),
      tests: sources.tests(),
      keeping: sources.keeping(),
    };
  }

  /** @throws AppError `STAFF_RIGHT_MISSING`, `MAINTENANCE_ACT_UNKNOWN`, or why it could not be done. */
  async act(act: MaintenanceAct, actor: Actor): Promise<MaintenanceView> {
    const { records, watch } = this.#parts;
    try {
      refuseWithoutRight(act, actor);
      const handler = this.#handlerOf(act);
      if (decisions.has(act.act)) {
        records.atOnce(() => {
          void handler(act, actor);
          this.#note(act, actor);
        });
      } else {
        await handler(act, actor);
        this.#note(act, actor);
      }
    } catch (error) {
      if (isAppError(error, 'STAFF_RIGHT_MISSING')) this.#noteRefusal(act, actor);
      throw error;
    }
    watch.look();
    return this.view(actor);
  }

  #note(act: MaintenanceAct, actor: Actor): void {
    const { clock, records } = this.#parts;
    const facts = { ...withoutSecrets(act), by: actor.staffId };
    records.events.add(`maintenance.${act.act}`, orderOf(act), facts, timestamp(clock));
  }

  /** Who tried what was not theirs to do. */
  #noteRefusal(act: MaintenanceAct, { staffId }: Actor): void {
    const { clock, records } = this.#parts;
    const facts = { act: act.act, by: staffId };
    records.events.add('staff.not-allowed', orderOf(act), facts, timestamp(clock));
  }

  #handlerOf(act: MaintenanceAct): (act: MaintenanceAct, actor: Actor) => Promise<void> | void {
    const handler = this.#parts.handlers[act.act];
    // Each handler takes the act of its own name.
    if (handler !== undefined) return handler as (act: MaintenanceAct, actor: Actor) => void;
    throw new AppError('MAINTENANCE_ACT_UNKNOWN', 'This machine does not know that act.', {
      remedy: 'reject-input',
    });
  }
}

function refuseWithoutRight(act: MaintenanceAct, actor: Actor): void {
  requireRight(actor, rightOfAct[act.act]);
  if (act.act === 'begin-job' && repairJobs.includes(act.job)) requireRight(actor, 'repair');
}

/** What is typed in secret stands in no record, nor by what number a person is called, nor how. */
function withoutSecrets(act: MaintenanceAct): Record<string, unknown> {
  const facts: Record<string, unknown> = { ...act };
  delete facts['act'];
  delete facts['pin'];
  if (act.act === 'add-person') {
    delete facts['number'];
    delete facts['name'];
  }
  return facts;
}

function doubtfulPayments({ orders, payments }: KioskRecords): MaintenanceView['doubtfulPayments'] {
  return payments.listIn(paymentsOfStaff).flatMap(({ orderId, payment }) => {
    const order = orders.find(orderId);
    if (order === null || (payment.is !== 'doubtful' && payment.is !== 'refused')) return [];
    const { during, is, money } = payment;
    return [{ orderId, code: order.code, money, during, isRefused: is === 'refused' }];
  });
}

function orderOf(act: MaintenanceAct): string | null {
  return 'orderId' in act ? act.orderId : null;
}
