import { reportDevice } from '../../../../drivers/contract/device-report.ts';
import type { Machine } from '../../../../drivers/contract/machine.ts';
import type { MaintenanceAct, MaintenanceView } from '../../../contracts/maintenance-api.ts';
import { repairJobs, rightOfAct } from '../../../contracts/panel-acts.ts';
import type { Actor } from '../../../contracts/staff.ts';
import { instantOf, timestamp, type Clock } from '../../../foundation/clock.ts';
import { AppError } from '../../../foundation/errors.ts';
import { paymentsOfStaff } from '../../../orders/payment-state.ts';
import type { PlaybackWatch } from '../bank/playback-watch.ts';
import type { MachineWatch } from '../machine/machine-watch.ts';
import type { KioskRecords } from '../records/kiosk-records.ts';
import type { DiscCarrier } from '../workflow/disc-carrier.ts';
import type { DrivePool } from '../workflow/drive-pool.ts';
import type { ActHandlers, PanelSources } from './panel-part.ts';

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
    const { clock, records, watch } = this.#parts;
    refuseWithoutRight(act, actor);
    await this.#handlerOf(act)(act, actor);
    const facts = { ...withoutSecrets(act), by: actor.staffId };
    records.events.add(`maintenance.${act.act}`, orderOf(act), facts, timestamp(clock));
    watch.look();
    return this.view(actor);
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

function refuseWithoutRight(act: MaintenanceAct, { rights }: Actor): void {
  const isRepair = act.act === 'begin-job' && repairJobs.includes(act.job);
  if (rights.includes(rightOfAct[act.act]) && (!isRepair || rights.includes('repair'))) return;
  throw new AppError('STAFF_RIGHT_MISSING', 'That is not for this person to do.', {
    remedy: 'reject-input',
    context: { act: act.act },
  });
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
