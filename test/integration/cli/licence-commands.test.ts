import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { benchOrderId, LicenceBench } from '../../support/bank/licence-bench.ts';
import { runDiptych } from '../../support/run-diptych.ts';

const code = 'K7F3-92QD';
let folder: string;
/** The bank's own connection: it runs on while its operators work. */
let bench: LicenceBench;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'diptych-licences-'));
  mkdirSync(join(folder, 'bank', 'vault'), { recursive: true });
  bench = await LicenceBench.open({}, join(folder, 'bank', 'bank.sqlite'));
  await bench.report('presented');
  await bench.open(1, 1);
});
afterEach(async () => {
  await bench.close();
  rmSync(folder, { recursive: true });
});

const licence = (...parameters: string[]) =>
  runDiptych(['licence', ...parameters], { DIPTYCH_DATA: folder });

test('licences are listed, told and changed while their bank runs', async () => {
  expect(await licence('list', '--member', '100001')).toEqual({
    code: 0,
    stdout: 'K7F3-92QD  100001  a-film  active  since 2026-01-01 12:00 UTC\n',
    stderr: '',
  });
  const changed = await licence(
    'terms',
    code,
    '--showings',
    'unlimited',
    '--not-after',
    '2099-12-24',
    '--players',
    '3',
    '--json',
  );
  expect(JSON.parse(changed.stdout)).toMatchObject({
    licence: {
      orderId: benchOrderId,
      terms: { showings: null, notAfter: '2099-12-24T00:00:00.000Z', players: { limit: 3 } },
    },
  });
  expect((await bench.licences.facts(benchOrderId))?.terms.players.limit).toBe(3);
  const revoked = await licence('revoke', code, '--reason', 'the disc was stolen');
  expect(revoked.stdout).toContain('by operator: the disc was stolen');
  expect((await bench.orders.find(benchOrderId))?.licence).toBe('revoked');
});

test('what cannot be done is said, with a code of its own', async () => {
  await licence('return', code, '--reason', 'not wanted');
  const restored = await licence('restore', code, '--json');
  expect([restored.code, JSON.parse(restored.stdout)]).toMatchObject([
    1,
    { error: { code: 'LICENCE_ENDED' } },
  ]);
  const unknown = await licence('show', '0000-0000');
  expect([unknown.code, unknown.stdout]).toEqual([1, '']);
  expect(unknown.stderr).toContain('ORDER_UNKNOWN');
  expect((await licence('terms', code, '--not-after', 'tomorrow')).code).toBe(1);
});
