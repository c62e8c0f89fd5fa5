import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { timestamp } from '../../../foundation/clock.ts';
import type { DisposalStack } from '../../../foundation/disposal.ts';
import type { ControllerSettings } from '../controller.ts';
import { keepingFolders } from '../keeping/folders.ts';
import { openKeptRecords } from '../keeping/open-records.ts';
import { DiskReserve } from '../machine/disk-reserve.ts';
import { RecordsHealth } from '../machine/records-health.ts';
import { freeBytesOf } from '../spool/free-bytes.ts';
import { SteadyClock } from '../time/steady-clock.ts';
import { kioskRecords, lastMoment } from './kiosk-records.ts';

/**
 * Opens a kiosk's records, the clock that never runs behind them, and what looks after whether they can be written.
 *
 * @param disposal closes the records last of all; before that `onEnd` is called.
 * @throws AppError of the records that cannot be used.
 */
export function composeRecords(
  settings: Pick<
    ControllerSettings,
    'atBoundary' | 'clock' | 'copiesFolder' | 'dataFolder' | 'logger' | 'machine'
  >,
  disposal: DisposalStack,
) {
  const { dataFolder, logger, machine } = settings;
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  const folders = keepingFolders(dataFolder, settings.copiesFolder ?? null);
  const records = kioskRecords(
    openKeptRecords(folders, timestamp(settings.clock)),
    settings.atBoundary,
  );
  disposal.defer(() => {
    records.db.close();
  });
  const marks = { onEnd: () => {} };
  disposal.defer(() => marks.onEnd());
  const clock = new SteadyClock(settings.clock, lastMoment(records));
  records.slots.ensure(machine.gate.capabilities.slots, { is: 'empty' }, timestamp(clock));
  const reserve = new DiskReserve(join(dataFolder, 'reserve'), () => freeBytesOf(dataFolder));
  const recordsHealth = new RecordsHealth(records.events, clock, logger, reserve);
  recordsHealth.prepare();
  records.rescue.makeRoom = (error) => recordsHealth.makeRoom(error);
  return { clock, folders, marks, records, recordsHealth };
}
