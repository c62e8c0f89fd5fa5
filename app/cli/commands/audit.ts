import { type Command, Option } from 'commander';
import { join } from 'node:path';
import { checkRecords } from '../../../db/kiosk/check-records.ts';
import { migrations } from '../../../db/kiosk/migrations/index.ts';
import { distributorIdSchema, sha256Schema } from '../../contracts/identifiers.ts';
import type { Audit } from '../../contracts/panel-reports.ts';
import { systemClock, timestamp } from '../../foundation/clock.ts';
import { AppError, isAppError } from '../../foundation/errors.ts';
import { auditRecords } from '../../kiosk/controller/reports/audit.ts';
import {
  exportAsCsv,
  exportAsJson,
  readDistributorExport,
} from '../../kiosk/controller/reports/distributor-export.ts';
import { auditLines } from '../audit/audit-words.ts';
import { dataFolders } from '../installation.ts';
import { parseInstant } from '../licences/parse-instant.ts';
import { interruption } from '../terminal/interruption.ts';
import { writeOutput } from '../terminal/output-file.ts';

interface Flags {
  readonly json?: boolean;
  readonly records?: string;
  readonly noted?: string;
  readonly export?: string;
  readonly format: 'csv' | 'json';
  readonly from?: string;
  readonly to?: string;
  readonly out?: string;
}

/** Ends with this code where the books are not sound; 1 is any other failure. */
const UNSOUND = 2;

/** Looks through a kiosk's books, or writes out of them what was burnt for a distributor. The kiosk may run meanwhile. */
export function addAuditCommand(program: Command): void {
  program
    .command('audit')
    .description('Checks the books of the kiosk, or exports what was burnt for a distributor.')
    .option('--records <file>', 'other records than those of this installation: a copy')
    .option('--noted <hash>', 'a hash of the ledger that was noted on paper: is it still there?')
    .option('--json', 'one JSON object')
    .option('--export <distributor>', 'instead: the discs of this distributor')
    .addOption(
      new Option('--format <format>', 'of the export').choices(['csv', 'json']).default('csv'),
    )
    .option('--from <instant>', 'with --export: begun since', parseInstant)
    .option('--to <instant>', 'with --export: begun until', parseInstant)
    .option('--out <file>', 'with --export: else it goes to standard output')
    .action(async (flags: Flags) => {
      const path = flags.records ?? join(dataFolders().kiosk, 'kiosk.sqlite');
      await (flags.export === undefined ? look(path, flags) : write(path, flags.export, flags));
    });
}

async function look(path: string, flags: Flags): Promise<void> {
  const notedHash = flags.noted?.trim().toLowerCase();
  if (notedHash !== undefined && !sha256Schema.safeParse(notedHash).success) {
    throw new AppError('AUDIT_HASH_MALFORMED', 'A hash of the ledger has 64 figures, 0 to f.', {
      remedy: 'reject-input',
    });
  }
  const at = timestamp(systemClock);
  const books = await auditRecords(path, { at, notedHash, signal: interruption() });
  const found = withDamage(books, path);
  process.stdout.write(flags.json ? `${JSON.stringify(found)}\n` : auditLines(found));
  if (!found.isSound) process.exitCode = UNSOUND;
}

/** Books that add up in a file that is damaged elsewhere are not sound: nobody knows what else is lost. */
function withDamage(books: Audit, path: string): Audit {
  try {
    checkRecords(path, migrations.length, null);
    return books;
  } catch (error) {
    if (!isAppError(error)) throw error;
    const { found } = error.context;
    const what = Array.isArray(found) ? ` (${found.map(String).join('; ')})` : '';
    const message = `${error.message}${what}: see "diptych records check", and go back to a copy.`;
    const damage = { code: error.code, message, entry: null };
    return { ...books, findings: [...books.findings, damage], isSound: false };
  }
}

async function write(path: string, distributor: string, flags: Flags): Promise<void> {
  const distributorId = distributorIdSchema.safeParse(distributor);
  if (!distributorId.success) {
    throw new AppError('AUDIT_DISTRIBUTOR_MALFORMED', 'No distributor is called that.', {
      remedy: 'reject-input',
      context: { distributor },
    });
  }
  const at = timestamp(systemClock);
  const from = flags.from ?? '1970-01-01T00:00:00.000Z';
  const of = { at, from, to: flags.to ?? at, distributorId: distributorId.data };
  const found = await readDistributorExport(path, of);
  const text = flags.format === 'json' ? exportAsJson(found) : exportAsCsv(found);
  if (flags.out === undefined) process.stdout.write(text);
  else {
    await writeOutput(flags.out, (file) => Promise.resolve(file.write(Buffer.from(text))));
  }
}
