import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { DiscOrder } from '../../../../../app/bank/generate/generation.ts';
import { openPressPool, PressPool } from '../../../../../app/bank/generate/press-pool.ts';
import { silentLogger } from '../../../../../app/foundation/logger.ts';
import { ManualClock } from '../../../../../app/foundation/manual-clock.ts';

let folder: string;
let pool: PressPool | null = null;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'diptych-threads-'));
});
afterEach(() => pool?.close());
afterAll(() => rmSync(folder, { recursive: true }));

function orderOf(titleId: string): DiscOrder {
  return {
    identity: { titleId, orderId: '0'.repeat(20), distributorId: 'ACME' },
    keys: { distributor: new Uint8Array(32).fill(1), order: new Uint8Array(32).fill(2) },
    manifest: new Uint8Array(0),
  };
}

it('a thread that a program starts from its sources looks into the vault that it is told', async () => {
  pool = openPressPool(folder, new ManualClock(), silentLogger);
  await expect(pool.open(orderOf('no-film'))).rejects.toMatchObject({
    code: 'VAULT_TITLE_UNKNOWN',
    remedy: 'reject-input',
    context: { titleId: 'no-film' },
  });
});

it('a thread that cannot start fails what it was asked', async () => {
  const start = () => new Worker('throw new RangeError("no")', { eval: true });
  pool = new PressPool({ start, threads: 1, clock: new ManualClock(), logger: silentLogger });
  await expect(pool.open(orderOf('one'))).rejects.toMatchObject({ code: 'GENERATOR_DIED' });
});
