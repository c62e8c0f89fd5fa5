import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MadeDisc } from '../../app/cli/main-job/make-disc.ts';
import { runDiptych } from '../support/run-diptych.ts';
import { demoTitleIds } from '../../app/bank/ingest/demo.ts';

const data = mkdtempSync(join(tmpdir(), 'diptych-main-job-'));
const environment = { DIPTYCH_DATA: data };
const titleId = demoTitleIds.at(-1) ?? '';
let made: MadeDisc;

beforeAll(async () => {
  const run = await runDiptych(['disc', '--json', '--title', titleId], environment);
  if (run.code !== 0) throw new Error(`diptych disc failed: ${run.stdout}${run.stderr}`);
  made = JSON.parse(run.stdout) as MadeDisc;
});

afterAll(() => rmSync(data, { recursive: true, force: true }));

describe('an order, from choice to taken', () => {
  test('gives one object that says where everything is', () => {
    expect(Object.keys(made)).toEqual([
      'orderId',
      'titleId',
      'userId',
      'distributorId',
      'image',
      'imageSha256',
      'complement',
      'jacket',
      'database',
      'seconds',
    ]);
    expect(made).toMatchObject({ titleId, distributorId: 'DEMO' });
    expect(createHash('sha256').update(readFileSync(made.image)).digest('hex')).toBe(
      made.imageSha256,
    );
  });

  test('the disc joined with its complement is the master in the vault, bit for bit', async () => {
    const output = join(data, 'joined.iso');
    const run = await runDiptych(['join', made.image, made.complement, '-o', output]);
    expect(run.code).toBe(0);
    const master = readFileSync(join(data, 'bank', 'vault', titleId, 'master.iso'));
    expect(readFileSync(output).equals(master)).toBe(true);
  });

  test('the disc says who made it for which order, and lsdvd reads it', async () => {
    const run = await runDiptych(['inspect', made.image, '--json']);
    expect(JSON.parse(run.stdout)).toMatchObject({
      kind: 'main-stream',
      orderId: made.orderId,
      distributorId: 'DEMO',
      titleId,
    });
    expect(execFileSync('lsdvd', [made.image], { encoding: 'utf8' })).toMatch(/Title: 01, Length/);
  });

  test('the jacket carries the order’s code', () => {
    const text = execFileSync('pdftotext', [made.jacket, '-'], { encoding: 'utf8' });
    expect(text).toContain(`${made.orderId.slice(0, 4)}-${made.orderId.slice(4, 8)}`);
  });

  test('user and distributor are in the kiosk’s records, and nothing of PIN or card is', () => {
    const records = new Database(made.database, { readonly: true });
    const tables = records
      .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
      .pluck()
      .all() as string[];
    const dump = tables
      .map((table) => JSON.stringify(records.prepare(`SELECT * FROM "${table}"`).all()))
      .join('\n');
    records.close();
    expect(dump).toContain(made.orderId);
    expect(dump).toContain(made.userId);
    expect(dump).toContain(made.distributorId);
    expect(dump).not.toContain('DIPTYCH-100001');
    expect(dump).not.toContain('"2468"');
  });

  test('the vault lists the film', async () => {
    const run = await runDiptych(['vault', 'list', '--json'], environment);
    expect(JSON.parse(run.stdout)).toMatchObject([{ titleId }]);
  });
});

test('a title that is not in the vault is refused in a sentence', async () => {
  const run = await runDiptych(['disc', '--json', '--title', 'no-such-film'], environment);
  expect(run.code).toBe(1);
  expect(JSON.parse(run.stdout)).toMatchObject({ error: { remedy: 'reject-input' } });
});

test('a wrong PIN is refused, and no order is made', async () => {
  const run = await runDiptych(
    ['disc', '--json', '--title', titleId, '--pin', '0000'],
    environment,
  );
  expect(run.code).toBe(1);
  expect(JSON.parse(run.stdout)).toMatchObject({ error: { code: 'IDENTITY_REFUSED' } });
});
