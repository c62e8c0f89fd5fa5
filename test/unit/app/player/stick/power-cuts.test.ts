import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { fileOperations } from '../../../../../app/delivery/stick/file-operations.ts';
import { checkRoom, writeStick } from '../../../../../app/delivery/stick/write-stick.ts';
import { isAppError } from '../../../../../app/foundation/errors.ts';
import { hours } from '../../../../../app/foundation/units.ts';
import { mirrorPath } from '../../../../../app/player/stick/receipt-book.ts';
import { filesUntil, PowerCut, systemError } from '../../../../support/stick/power-cut.ts';
import {
  never,
  piecesOf,
  type StickBench,
  stickBench,
} from '../../../../support/stick/stick-bench.ts';

let bench: StickBench;
beforeEach(() => {
  bench = stickBench();
});
afterEach(() => bench.close());

/** Operations that a whole showing takes: counted on files whose power never goes. */
async function operationsOf(act: (cut: ReturnType<typeof filesUntil>) => Promise<void>) {
  const cut = filesUntil(Infinity);
  await act(cut);
  return cut.count();
}

/** Whether the first block was given away before the power went. */
async function showUntilCut(cutAt: number): Promise<boolean> {
  const { files } = filesUntil(cutAt);
  const supply = await bench.open({ files });
  try {
    await supply.fetch(0, 1, never);
    return true;
  } catch (error) {
    if (!(error instanceof PowerCut)) throw error;
    return false;
  } finally {
    await supply.close('failed').catch((error: unknown) => {
      if (!(error instanceof PowerCut)) throw error;
    });
  }
}

const countedOn = (path: string) => {
  try {
    const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
    return lines.filter((line) => {
      const [, payload = ''] = line.split('.');
      return Buffer.from(payload, 'base64url').toString().includes('"is":"showing"');
    }).length;
  } catch {
    return 0;
  }
};

it('a power cut between any two operations of counting never shows without a count, nor counts twice', async () => {
  const probe = stickBench();
  await probe.write();
  const operations = await operationsOf(async ({ files }) => {
    const supply = await probe.open({ files });
    await supply.fetch(0, 1, never);
    await supply.close('stopped');
  });
  probe.close();
  expect(operations).toBeGreaterThan(4);
  for (let cutAt = 0; cutAt <= operations; cutAt++) {
    bench.close();
    bench = stickBench();
    const stick = await bench.write({ showings: 3 });
    const log = join(bench.root, 'DIPTYCH', stick.stickId, 'receipts.log');
    const mirror = mirrorPath(bench.device.folder, stick.stickId);
    const wasShown = await showUntilCut(cutAt);
    const counted = Math.max(countedOn(log), countedOn(mirror));
    expect([cutAt, wasShown && counted !== 1]).toEqual([cutAt, false]);
    // The same evening, with power: the one showing goes on.
    await bench.show();
    expect([cutAt, countedOn(log), countedOn(mirror)]).toEqual([cutAt, 1, 1]);
    // The next day another one begins.
    bench.clock.advance(hours(30));
    await bench.show();
    expect([cutAt, countedOn(log), countedOn(mirror)]).toEqual([cutAt, 2, 2]);
  }
});

it('a power cut between any two operations of writing leaves the old stick, and the same call finishes the new one', async () => {
  const writeWith = (issued: Awaited<ReturnType<StickBench['issue']>>) =>
    operationsOf(({ files }) =>
      writeStick(files, bench.root, issued, async () => piecesOf(issued.sealed)),
    );
  await bench.write({ stickId: 's_older000000', issue: 1, showings: 9 });
  const operations = await writeWith(await bench.issue({ stickId: 's_probe000000', issue: 2 }));
  for (let cutAt = 0; cutAt < operations; cutAt++) {
    bench.close();
    bench = stickBench();
    await bench.write({ stickId: 's_older000000', issue: 1, showings: 9 });
    const issued = await bench.issue({ stickId: 's_newer000000', issue: 2, showings: 4 });
    const { files } = filesUntil(cutAt);
    await expect(
      writeStick(files, bench.root, issued, async () => piecesOf(issued.sealed)),
    ).rejects.toBeInstanceOf(PowerCut);
    // Either the old one plays, or the new one, and it is whole.
    const supply = await bench.open();
    expect([4, 9]).toContain(supply.licence().terms.showings);
    await supply.fetch(39, 1, never);
    await supply.close('stopped');
    await writeStick(fileOperations, bench.root, issued, async () => piecesOf(issued.sealed));
    const again = await bench.open();
    expect([cutAt, again.licence().terms.showings]).toEqual([cutAt, 4]);
    await again.close('stopped');
    expect(readdirSync(join(bench.root, 'DIPTYCH'))).toEqual(['s_newer000000', 's_older000000']);
  }
});

it.each([
  ['ENOSPC', 'STICK_FULL'],
  ['EIO', 'STICK_GONE'],
  ['EROFS', 'STICK_NOT_WRITABLE'],
])(
  '%s in any operation of writing is %s, and leaves the old stick readable',
  async (system, code) => {
    await bench.write({ stickId: 's_older000000', showings: 9 });
    const issued = await bench.issue({ stickId: 's_newer000000', issue: 2 });
    for (const cutAt of [0, 1, 2, 5, 8, 11, 12]) {
      const { files } = filesUntil(cutAt, systemError(system));
      const failure: unknown = await writeStick(files, bench.root, issued, async () =>
        piecesOf(issued.sealed),
      ).catch((error: unknown) => error);
      expect([cutAt, isAppError(failure, code)]).toEqual([cutAt, true]);
      expect(readdirSync(join(bench.root, 'DIPTYCH'))).toEqual(['s_older000000']);
      const supply = await bench.open();
      expect(supply.licence().terms.showings).toBe(9);
      await supply.close('stopped');
    }
  },
);

it('a body that did not arrive as the bank made it does not become a stick', async () => {
  const issued = await bench.issue();
  const altered = Uint8Array.from(issued.sealed);
  altered[5000]! ^= 1;
  for (const bytes of [altered, issued.sealed.subarray(0, -1), Buffer.concat([altered, altered])]) {
    const failure: unknown = await writeStick(fileOperations, bench.root, issued, async () =>
      piecesOf(bytes),
    ).catch((error: unknown) => error);
    expect(isAppError(failure, 'STICK_DAMAGED')).toBe(true);
    expect(readdirSync(join(bench.root, 'DIPTYCH'))).toEqual([]);
  }
});

it('a medium without room is refused before anything is written, with what is needed and what is there', () => {
  const files = { ...fileOperations, freeBytes: () => 5_000_000 };
  const refusal = (() => {
    try {
      checkRoom(files, bench.root, 20_000_000);
      return null;
    } catch (error) {
      return isAppError(error) ? [error.code, error.context, error.message] : error;
    }
  })();
  expect(refusal).toEqual([
    'STICK_FULL',
    { needed: 20_000_000 + (1 << 20), free: 5_000_000 },
    'The stick has 5 MB left; this film needs 22 MB.',
  ]);
});
