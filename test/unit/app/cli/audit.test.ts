import { Command } from 'commander';
import { readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { addAuditCommand } from '../../../../app/cli/commands/audit.ts';
import {
  booksAt as at,
  booksOrder,
  booksUnderTest,
  type BooksUnderTest,
} from '../../../support/books.ts';

let books: BooksUnderTest;
let printed = '';
let exitCode: typeof process.exitCode;

beforeEach(() => {
  books = booksUnderTest();
  const by = { by: 's_staff', reason: 'loaded' };
  books.records.ledger.load({ at, item: 'disc', unit: 'input', quantity: 10, ...by });
  books.give(1, { isPaid: true });
  books.give(2, { at: '2026-03-05T10:00:00.000Z' });
  books.give(3, { distributorId: 'OTHER' });
  printed = '';
  exitCode = process.exitCode;
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = exitCode;
  books.remove();
});

async function run(...words: string[]): Promise<string> {
  const program = new Command().exitOverride();
  addAuditCommand(program);
  await program.parseAsync(['audit', '--records', books.path, ...words], { from: 'user' });
  return printed;
}

describe('diptych audit', () => {
  test('says that sound books are, with the sum of all discs, while the kiosk has them open', async () => {
    expect(await run()).toContain(
      'Discs loaded 10 = input 7 + in the machine 0 + customers 3 + rejected 0 + retained 0 + taken out 0 + unknown 0',
    );
    expect(printed).toMatch(/The books are sound\.\n$/);
    expect(process.exitCode).toBe(exitCode);
  });

  test('ends with 2 where they are not, and says what, where and what to do', async () => {
    books.records.db.exec(
      'DROP TRIGGER ledger_unchanged; UPDATE ledger SET quantity = 9 WHERE entry = 1',
    );
    const found = JSON.parse(await run('--json')) as { isSound: boolean; findings: unknown[] };
    expect([found.isSound, process.exitCode]).toEqual([false, 2]);
    expect(found.findings).toContainEqual({
      code: 'LEDGER_ENTRY_CHANGED',
      entry: 1,
      message:
        'Entry 1 is not what was written down. Keep a copy of the records, write down this line, and call those who made the machine: somebody changed the file.',
    });
  });

  test('finds out that a hash noted on paper is not in the ledger, and takes no other for one', async () => {
    await run('--noted', books.records.ledger.head().hash.toUpperCase());
    expect(process.exitCode).toBe(exitCode);
    expect(await run('--noted', '0'.repeat(64))).toContain('LEDGER_REWRITTEN');
    expect(process.exitCode).toBe(2);
    await expect(run('--noted', 'abc')).rejects.toMatchObject({ code: 'AUDIT_HASH_MALFORMED' });
  });

  test('says no file sound that is damaged outside of the ledger', async () => {
    books.records.db.exec('PRAGMA foreign_keys = OFF; DELETE FROM orders');
    expect(await run()).toContain(
      'KIOSK_DB_DAMAGED: The records of this machine are damaged. (a row',
    );
    expect(process.exitCode).toBe(2);
  });

  test('refuses records that are not there', async () => {
    const path = join(dirname(books.path), 'nothing.sqlite');
    const program = new Command().exitOverride();
    addAuditCommand(program);
    await expect(
      program.parseAsync(['audit', '--records', path], { from: 'user' }),
    ).rejects.toMatchObject({ code: 'KIOSK_DB_UNREADABLE' });
  });
});

describe('diptych audit --export', () => {
  test('lists the discs of one distributor by their identifiers, sealed, as RFC 4180', async () => {
    const text = await run('--export', 'DIST1', '--to', '2026-03-31');
    const lines = text.split('\r\n');
    const head = books.records.ledger.head();
    const now = lines.at(-2)?.split(',')[1] ?? '';
    const stretch = '1970-01-01T00:00:00.000Z/2026-03-31T00:00:00.000Z';
    const above = text.slice(0, text.indexOf('seal,'));
    expect(lines).toEqual([
      'record,at,orderId,discId,userId,distributorId,titleId,state,place,count,sha256',
      `disc,${at},${booksOrder(1)},d_disc-0001,u_0123456789,DIST1,a-film,taken,customer,,`,
      `disc,2026-03-05T10:00:00.000Z,${booksOrder(2)},d_disc-0002,u_0123456789,DIST1,a-film,taken,customer,,`,
      `total,${stretch},,,,DIST1,,taken,,2,`,
      `total,${stretch},,,,DIST1,,,,2,`,
      `ledger,${now},,,,,,,,${head.entry},${head.hash}`,
      `seal,${now},,,,,,,,,${createHash('sha256').update(above).digest('hex')}`,
      '',
    ]);
  });

  test('as JSON, of a stretch of time, into a file', async () => {
    const out = join(dirname(books.path), 'export.json');
    await run(
      '--export',
      'DIST1',
      '--format',
      'json',
      '--from',
      '2026-03-02',
      '--to',
      '2026-03-31',
      '--out',
      out,
    );
    const text = readFileSync(out, 'utf8');
    const { seal, ...rest } = JSON.parse(text) as { seal: string; discs: { discId: string }[] };
    const above = text.replace(`,"seal":"${seal}"}\n`, '}');
    expect({
      printed,
      seal,
      discs: rest.discs.map(({ discId }) => discId),
    }).toEqual({
      printed: '',
      seal: createHash('sha256').update(above).digest('hex'),
      discs: ['d_disc-0002'],
    });
  });

  test('refuses what cannot be a distributor', async () => {
    await expect(run('--export', '../etc')).rejects.toMatchObject({
      code: 'AUDIT_DISTRIBUTOR_MALFORMED',
    });
  });
});
