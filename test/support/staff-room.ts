import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MaintenanceAct } from '../../app/contracts/panel-acts.ts';
import type { Actor } from '../../app/contracts/staff.ts';
import { isAppError } from '../../app/foundation/errors.ts';
import { ManualClock } from '../../app/foundation/manual-clock.ts';
import { seededRandomness } from '../../app/foundation/randomness.ts';
import {
  composeStaff,
  owner,
  type StaffRoom,
} from '../../app/kiosk/controller/maintenance/staff/compose.ts';
import { kioskRecords } from '../../app/kiosk/controller/records/kiosk-records.ts';
import { calmCabinet } from '../../app/orders/cabinet.ts';
import { openKioskDatabase } from '../../db/kiosk/open-kiosk-database.ts';

type PeopleAct = Extract<MaintenanceAct, { act: 'add-person' | 'change-person' | 'remove-person' }>;

/** Those who look after a machine, with real hashes and records in memory, on a clock that stands still. */
export class StaffBench {
  readonly clock = new ManualClock();
  readonly records = kioskRecords(openKioskDatabase(':memory:'));
  readonly folder = mkdtempSync(join(tmpdir(), 'diptych-staff-'));
  readonly #listeners = new Set<() => void>();
  #cabinet = calmCabinet;
  isCustomerThere = false;
  /** What could not be recorded. */
  readonly failures: unknown[] = [];
  room: StaffRoom = this.start();

  /** The program is started again on the same records; nobody is signed in then. */
  start(): StaffRoom {
    const facts = () => this.#cabinet;
    this.room = composeStaff({
      records: this.records,
      dataFolder: this.folder,
      isOwner: (token) => token === 'the owner’s',
      isCustomerThere: () => this.isCustomerThere,
      cabinet: {
        get facts() {
          return facts();
        },
        onChange: (listener) => {
          this.#listeners.add(listener);
          return () => this.#listeners.delete(listener);
        },
      },
      noteFailure: (error) => this.failures.push(error),
      clock: this.clock,
      randomness: seededRandomness('staff'),
    });
    return this.room;
  }

  raiseAlarm(): void {
    this.#cabinet = { ...calmCabinet, isTamperedWith: true };
    for (const listener of this.#listeners) listener();
  }

  /** @returns `done`, or the code by which it was refused. */
  async act(act: PeopleAct, actor: Actor = owner): Promise<string> {
    const { handlers } = this.room;
    return this.codeOf(async () => {
      if (act.act === 'add-person') await handlers['add-person'](act, actor);
      else if (act.act === 'change-person') await handlers['change-person'](act, actor);
      else await handlers['remove-person'](act, actor);
    });
  }

  async codeOf(work: () => Promise<unknown>): Promise<string> {
    try {
      await work();
      return 'done';
    } catch (error) {
      return isAppError(error) ? error.code : String(error);
    }
  }

  /** What happened, without when. */
  events(): { kind: string; detail: unknown }[] {
    return this.records.db
      .prepare('SELECT kind, detail FROM events ORDER BY rowid')
      .all()
      .map((row) => {
        const { detail, kind } = row as { kind: string; detail: string };
        return { kind, detail: JSON.parse(detail) as unknown };
      });
  }

  remove(): void {
    this.room.close();
    this.records.db.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
