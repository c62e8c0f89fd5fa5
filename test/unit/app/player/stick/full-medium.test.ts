import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { fileOperations } from '../../../../../app/delivery/stick/file-operations.ts';
import { writeStick } from '../../../../../app/delivery/stick/write-stick.ts';
import { isAppError } from '../../../../../app/foundation/errors.ts';
import { never, piecesOf, stickBench } from '../../../../support/stick/stick-bench.ts';

const bench = stickBench();
/** A file system of its own, of 3 MiB; only root may mount one. */
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', bench.root]);
const why = mounted.status === 0 ? '' : ' (skipped: no file system can be mounted here)';

afterAll(() => {
  if (mounted.status === 0) spawnSync('umount', ['--lazy', bench.root]);
  bench.close();
});

const filler = () => join(bench.root, 'holiday.mov');

/** Fills the medium but for so many bytes. */
function fillBut(bytes: number): void {
  rmSync(filler(), { force: true });
  writeFileSync(filler(), Buffer.alloc(fileOperations.freeBytes(bench.root) - bytes));
}

async function codeOf(act: () => Promise<unknown>): Promise<string | null> {
  try {
    await act();
    return null;
  } catch (error) {
    return isAppError(error) ? error.code : String(error);
  }
}

describe.skipIf(why !== '')(`a medium that is full${why}`, () => {
  it('gets no stick, keeps the one that it has, and gets the new one once there is room', async () => {
    const older = await bench.write({ stickId: 's_older000000', issue: 1 });
    const issued = await bench.issue({ stickId: 's_newer000000', issue: 2 });
    // Told room that is not there, as by a file system that grows its tables while it is written.
    const hopeful = { ...fileOperations, freeBytes: () => 1 << 30 };
    for (const [files, room] of [
      [fileOperations, 1 << 20],
      [hopeful, 100_000],
      [hopeful, 0],
    ] as const) {
      fillBut(room);
      const write = () =>
        writeStick(files, bench.root, issued, async () => piecesOf(issued.sealed));
      expect([room, await codeOf(write)]).toEqual([room, 'STICK_FULL']);
      expect(readdirSync(join(bench.root, 'DIPTYCH'))).toEqual([older.stickId]);
    }
    rmSync(filler());
    await writeStick(fileOperations, bench.root, issued, async () => piecesOf(issued.sealed));
    await (await bench.open()).close('stopped');
  });

  it('counts no showing that it cannot keep, and shows none', async () => {
    const { stickId } = await bench.write({ issue: 3 });
    fillBut(0);
    const supply = await bench.open();
    expect(await codeOf(() => supply.fetch(0, 1, never))).toBe('STICK_FULL');
    await supply.close('failed');
    rmSync(filler());
    await bench.show();
    const receipts = readFileSync(join(bench.root, 'DIPTYCH', stickId, 'receipts.log'), 'utf8');
    expect(receipts.split('\n').length - 1).toBe(1);
  });
});
