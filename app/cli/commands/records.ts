import type { Command } from 'commander';
import { findCopies } from '../../../db/kiosk/copies.ts';
import type { MaintenanceAct } from '../../contracts/maintenance-api.ts';
import { type KeepingFolders, keepingFolders } from '../../kiosk/controller/keeping/folders.ts';
import { findRunningKiosk, tellRunningKiosk } from '../devices/running-kiosk.ts';
import { dataFolders } from '../installation.ts';
import {
  backUpKept,
  beginAnewKept,
  checkKept,
  nameOfKept,
  restoreKept,
  retireKept,
} from '../records/stopped-kiosk.ts';
import { tellBankRetired } from '../records/tell-bank-retired.ts';
import { findBankAddress } from '../supervision/bank-address.ts';
import { alignColumns } from '../terminal/columns.ts';

/** What the owner of a kiosk does with its records, whether it runs or not. */
export function addRecordsCommands(program: Command): void {
  const records = program
    .command('records')
    .description('The records of the kiosk: copies, and its end.');

  records
    .command('check')
    .description('Looks the records through as a start does, and changes nothing.')
    .action(() => {
      checkKept(folders());
      say('The records are sound.');
    });

  records
    .command('copies')
    .description('Lists the copies, newest first.')
    .option('--json', 'as one JSON array')
    .action(({ json }: { json?: boolean }) => {
      const copies = findCopies(folders().copies).map(({ at, bytes, name }) => ({
        name,
        at,
        bytes,
      }));
      if (json === true) {
        say(JSON.stringify(copies));
        return;
      }
      if (copies.length === 0) say('There is no copy.');
      const rows = copies.map(({ at, bytes, name }) => [name, at, `${bytes} bytes`]);
      for (const line of alignColumns(rows)) say(line);
    });

  records
    .command('back-up')
    .description('Copies the records; a running kiosk goes on.')
    .action(async () => {
      const view = await tellIfRunning({ act: 'back-up' });
      const name = view?.keeping.copies[0]?.name ?? (await backUpKept(folders())).name;
      say(`Copied: ${name}`);
    });

  records
    .command('restore')
    .description(
      'Puts a copy in the place of the records, which are set aside; a running kiosk starts again.',
    )
    .argument('<name>', 'as `records copies` lists it')
    .action(async (name: string) => {
      const view = await tellIfRunning({ act: 'restore', name });
      if (view === null) restoreKept(folders(), name);
      say('Done: what was there lies in set-aside. Orders that were under way wait for a person.');
    });

  records
    .command('begin-anew')
    .description(
      'Sets damaged records aside; the next start is a first one and needs an enrolment code.',
    )
    .requiredOption('--name <name>', 'of this kiosk, typed in full')
    .action(async ({ name }: { name: string }) => {
      const view = await tellIfRunning({ act: 'begin-anew', code: name });
      if (view === null) beginAnewKept(folders(), name);
      say('Done: what was there lies in set-aside.');
    });

  records
    .command('retire')
    .description(
      'Wipes keys, records, copies and films for good; the kiosk never sells again with this folder.',
    )
    .requiredOption('--name <name>', 'of this kiosk, typed in full')
    .option('--bank <url>', 'of the bank that is to know; by default the one on this machine')
    .action(async ({ bank, name }: { bank?: string; name: string }) => {
      const view = await tellIfRunning({ act: 'retire', code: name });
      if (view !== null) {
        say('It is wiped now, and the kiosk says so when it has started again.');
        return;
      }
      const kept = folders();
      const url = bank ?? findBankAddress(dataFolders());
      const isRightName = name.trim().toLowerCase() === nameOfKept(kept).trim().toLowerCase();
      const isTold =
        isRightName && url !== null && (await tellBankRetired(kept.records.database, url));
      retireKept(kept, name);
      say('Wiped. What a solid-state disk keeps in cells of its own only encryption protects.');
      if (!isTold) say('The bank does not know yet: its operators have to revoke this kiosk.');
    });
}

function folders(): KeepingFolders {
  return keepingFolders(dataFolders().kiosk, process.env['DIPTYCH_BACKUP'] ?? null);
}

/** Null where no kiosk runs: then its files are free. */
async function tellIfRunning(act: MaintenanceAct) {
  const running = await findRunningKiosk(dataFolders().kiosk);
  return running === null ? null : tellRunningKiosk(running.door, act);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
