import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Jacket } from '../../../../../app/contracts/jacket.ts';
import { silentLogger } from '../../../../../app/foundation/logger.ts';
import { JacketPrinting } from '../../../../../app/kiosk/controller/workflow/jacket-printing.ts';
import { Lock } from '../../../../../app/kiosk/controller/workflow/lock.ts';
import type { DocumentPrinter } from '../../../../../drivers/document-printer/contract.ts';
import { kioskParts, partsOrderId, type KioskParts } from '../../../../support/kiosk-parts.ts';

let parts: KioskParts;
let folder: string;
beforeEach(() => {
  parts = kioskParts();
  parts.placeProducing();
  folder = mkdtempSync(join(tmpdir(), 'jackets-'));
});
afterEach(() => {
  parts.records.db.close();
  rmSync(folder, { recursive: true, force: true });
});

async function printed(): Promise<Jacket[]> {
  const jackets: Jacket[] = [];
  const printing = new JacketPrinting({
    ...parts,
    printer: { print: () => Promise.resolve({ jobId: 1 }) } as unknown as DocumentPrinter,
    printerLock: new Lock(),
    folder,
    render: (jacket) => {
      jackets.push(jacket);
      return Promise.resolve(new Uint8Array());
    },
    readPoster: () => Promise.resolve(null),
    watchUrl: 'https://example.org/watch',
    distributorName: 'A distributor',
    logger: silentLogger,
  });
  await printing.print(partsOrderId);
  return jackets;
}

test('a jacket says nothing of copies while it is the only one', async () => {
  expect((await printed()).map(({ copy }) => copy)).toEqual([undefined]);
});

test('a jacket whose print was cut off is printed again as the second copy', async () => {
  const at = '2026-01-01T12:00:00.000Z';
  const { acts } = parts.records;
  const act = { kind: 'print.started', orderId: partsOrderId, discId: null } as const;
  const actId = acts.begin({ ...act, bootId: 'first boot', intent: {}, at });
  acts.end(actId, 'interrupted', {}, at);
  expect((await printed()).map(({ copy }) => copy)).toEqual([2]);
});
