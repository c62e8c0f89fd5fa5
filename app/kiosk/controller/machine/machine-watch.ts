import type { Machine } from '../../../../drivers/contract/machine.ts';
import type { MachineFacts, MachineServices } from '../../../orders/machine-mode.ts';
import { machineServices } from '../../../orders/machine-mode.ts';
import { calmCabinet, cabinetClosesAll, cabinetClosesOrders } from '../../../orders/cabinet.ts';
import { timestamp, type Clock } from '../../../foundation/clock.ts';
import type { ModeKeeper } from '../maintenance/mode/mode-keeper.ts';
import type { KioskRecords } from '../records/kiosk-records.ts';
import type { DiscCarrier } from '../workflow/disc-carrier.ts';
import { isWorking, type DrivePool } from '../workflow/drive-pool.ts';
import { unitOf } from '../../../orders/guided-job.ts';
import { freeIn, hasRoomFor } from '../../../orders/storage-unit.ts';
import type { UnitName } from '../../../contracts/panel-view.ts';
import type { Standing } from '../bank/bank-standing.ts';
import type { CabinetWatch } from './cabinet-watch.ts';
import type { InputBin } from './input-bin.ts';
import type { RecordsHealth } from './records-health.ts';
import { readUnit } from './units.ts';

export interface MachineWatchParts {
  readonly machine: Machine;
  readonly records: KioskRecords;
  readonly recordsHealth: RecordsHealth;
  readonly pool: DrivePool;
  readonly carrier: DiscCarrier;
  readonly isBankReachable: () => boolean;
  /** What the bank thinks of this kiosk; good where nobody asks. */
  readonly standing?: (() => Standing) | undefined;
  /** Left out where the cabinet has no signals. */
  readonly cabinet?: Pick<CabinetWatch, 'facts' | 'onChange'> | undefined;
  /** Left out where nobody keeps the machine for its staff. */
  readonly keeper?: Pick<ModeKeeper, 'mode'> | undefined;
  /** Left out where nobody notes what the input bin gives. */
  readonly input?: Pick<InputBin, 'isInoperative'> | undefined;
  readonly clock: Clock;
}

/** Knows what the machine can do now: asks its devices' status, the stock and the bank, and tells when any of it changed. */
export class MachineWatch {
  readonly #parts: MachineWatchParts;
  readonly #listeners = new Set<() => void>();
  readonly #unsubscribe: (() => void)[];
  #isStarting = true;
  #services: MachineServices;
  #since: string;

  constructor(parts: MachineWatchParts) {
    this.#parts = parts;
    this.#services = machineServices(this.facts());
    this.#since = timestamp(parts.clock);
    const { drives, robot, gate, reader, printer, payment } = parts.machine;
    const look = () => this.look();
    parts.recordsHealth.onChange(look);
    this.#unsubscribe = [
      ...drives.map((drive) => drive.onStatus(look)),
      robot.onStatus(look),
      gate.onStatus(look),
      reader.onStatus(look),
      printer.onStatus(look),
      payment.onStatus(look),
      parts.cabinet?.onChange(look) ?? (() => {}),
    ];
  }

  get services(): MachineServices {
    return this.#services;
  }

  /** Since when it is in its mode. */
  get since(): string {
    return this.#since;
  }

  /** Told whenever anything was looked at anew, changed or not. */
  onLook(listener: () => void): void {
    this.#listeners.add(listener);
  }

  started(): void {
    this.#isStarting = false;
    this.look();
  }

  look(): void {
    if (!this.#parts.records.db.open) return;
    const before = this.#services.mode;
    this.#services = machineServices(this.facts());
    if (this.#services.mode !== before) {
      this.#since = timestamp(this.#parts.clock);
      this.#recordMode();
    }
    for (const listener of this.#listeners) listener();
  }

  /** It is looked at in the middle of a device's word: records that cannot be written must not break that off. */
  #recordMode(): void {
    const { mode, ordersClosed } = this.#services;
    try {
      this.#parts.records.events.add('machine.mode', null, { mode, ordersClosed }, this.#since);
    } catch (error) {
      this.#parts.recordsHealth.noteFailure(error);
    }
  }

  /** Slots that the robot reaches, that are kept for nobody and hold nothing, by the records and by the sensors. */
  freeSlots(): number[] {
    const { machine, records } = this.#parts;
    return records.slots.list().flatMap(({ slot, state }) => {
      const isOccupied = machine.gate.status.slots[slot - 1]?.item === 'present';
      return state.is === 'empty' && !isOccupied && this.#isReached(slot) ? [slot] : [];
    });
  }

  /** Of a robot that was never found nobody knows where it reaches. */
  #isReached(slot: number): boolean {
    const { carrier, machine } = this.#parts;
    if (machine.robot.capabilities.moves.length === 0) return true;
    return machine.drives.some((_, index) => carrier.canMove(`tray:${index + 1}`, `slot:${slot}`));
  }

  /** Whether a waiting order can be begun as soon as a drive is free, or a person has to help first. */
  canBegin(): boolean {
    if (this.isKept) return false;
    const { cabinet, databaseSound, isStarting, robotWorks, standing, usableDrives } = this.facts();
    if (standing !== 'good') return false;
    const isCalm = [...cabinetClosesAll(cabinet), ...cabinetClosesOrders(cabinet)].length === 0;
    return (
      isCalm && databaseSound && !isStarting && robotWorks && usableDrives > 0 && this.#hasBlank()
    );
  }

  /** Whether the input bin may have a blank, reserved or not. */
  #hasBlank(): boolean {
    return !this.#isInExchange('input') && freeIn(this.#unit('input'), 0) !== 0;
  }

  #unit(unit: UnitName) {
    return readUnit(this.#parts.machine, this.#parts.records, unit);
  }

  /** A person changes what is in it, and has not counted yet: it is out of use, over a restart too. */
  #isInExchange(unit: UnitName): boolean {
    const { jobs, units } = this.#parts.records;
    const open = jobs.findOpen();
    return open !== null && unitOf(open.state.job) === unit && units.find(unit)?.isKnown === false;
  }

  /**
   * Whether one more disc may be begun: the reject bin has room for it and for those that are being made, and the retain bin, or
   * what serves as one, for all that could be left in the slots.
   */
  #haveBinsRoom(): boolean {
    const { carrier, records } = this.#parts;
    const making = records.orders
      .listIn(['producing'])
      .filter(({ state }) => state.at === 'producing' && state.disc.is !== 'staged').length;
    const burning = records.tests.listOpen().filter(({ test }) => test === 'burn').length;
    if (this.#isInExchange('reject')) return false;
    if (!hasRoomFor(this.#unit('reject'), making + burning)) return false;
    if (!carrier.canMove('slot:1', 'retain')) return true;
    if (this.#isInExchange('retain')) return false;
    const kept = records.slots.list().filter(({ state }) => state.is === 'occupied').length;
    return hasRoomFor(this.#unit('retain'), making + kept);
  }

  /** Whether those who look after the machine have it, or asked for it: nothing is begun by itself then. */
  get isKept(): boolean {
    const { keeper } = this.#parts;
    return keeper !== undefined && keeper.mode.is !== 'off';
  }

  close(): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
  }

  facts(): MachineFacts {
    const { machine, pool, carrier, isBankReachable } = this.#parts;
    const { robot, gate, payment, price, printer, reader } = machine;
    return {
      isStarting: this.#isStarting,
      inMaintenance: this.#parts.keeper?.mode.is === 'entered',
      isMaintenanceAsked: this.#parts.keeper?.mode.is === 'asked',
      databaseSound: this.#parts.recordsHealth.isSound,
      standing: this.#parts.standing?.() ?? 'good',
      bankReachable: isBankReachable(),
      freeBlanks: this.#freeBlanks(),
      freeSheets: this.#freeSheets(),
      freeSlots: this.freeSlots().length,
      drives: machine.drives.length,
      usableDrives: pool.usable.length,
      // A full bin stops the next job before it needs the bin.
      robotWorks: isWorking(robot.status.health) && carrier.fault === null && this.#haveBinsRoom(),
      gateWorks: isWorking(gate.status.health),
      printerWorks: isWorking(printer.status.health) || printer.status.paper === 'out',
      readerWorks: isWorking(reader.status.health),
      paymentWorks: price === null || isWorking(payment.status.health),
      cabinet: this.#parts.cabinet?.facts ?? calmCabinet,
    };
  }

  #freeBlanks(): number | null {
    const { input, records } = this.#parts;
    if (this.#isInExchange('input') || input?.isInoperative === true) return 0;
    return freeIn(this.#unit('input'), records.stock.countReserved('blank'));
  }

  /** A printer counts no sheets: where it says that few are left and nobody counted them, one order at a time is sure. */
  #freeSheets(): number | null {
    const { machine, records } = this.#parts;
    const { paper } = machine.printer.status;
    if (paper === 'out' || paper === 'jammed' || this.#isInExchange('paper')) return 0;
    const reserved = records.stock.countReserved('sheet');
    const free = freeIn(this.#unit('paper'), reserved);
    return free === null && paper === 'low' ? 1 - reserved : free;
  }
}
