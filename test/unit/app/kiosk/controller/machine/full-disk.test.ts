import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { silentLogger } from '../../../../../../app/foundation/logger.ts';
import { keepingFolders } from '../../../../../../app/kiosk/controller/keeping/folders.ts';
import { openKeptRecords } from '../../../../../../app/kiosk/controller/keeping/open-records.ts';
import { DiskReserve } from '../../../../../../app/kiosk/controller/machine/disk-reserve.ts';
import { RecordsHealth } from '../../../../../../app/kiosk/controller/machine/records-health.ts';
import { kioskRecords } from '../../../../../../app/kiosk/controller/records/kiosk-records.ts';
import { freeBytesOf } from '../../../../../../app/kiosk/controller/spool/free-bytes.ts';
import { kioskParts, partsOrderId, type KioskParts } from '../../../../../support/kiosk-parts.ts';

const MEGABYTE = 1024 * 1024;

/** A small disk of its own, in memory; null where this user may not mount one. */
function mountSmallDisk(): string | null {
  const folder = mkdtempSync(join(tmpdir(), 'kiosk-full-disk-'));
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=12m', 'tmpfs', folder]);
  if (status === 0) return folder;
  rmSync(folder, { recursive: true });
  return null;
}

const first = mountSmallDisk();
if (first !== null) unmount(first);

function unmount(folder: string): void {
  spawnSync('umount', ['-l', folder]);
  rmSync(folder, { recursive: true, force: true });
}

describe.skipIf(first === null)(
  'a disk that is full (skipped where no tmpfs may be mounted)',
  () => {
    let folder: string;
    let parts: KioskParts;
    let health: RecordsHealth;
    let reserve: string;
    const ballast = () => join(folder, 'ballast');
    beforeEach(() => {
      folder = mountSmallDisk() ?? '';
      mkdirSync(join(folder, 'data'));
      parts = kioskParts(join(folder, 'data', 'kiosk.sqlite'));
      parts.records.db.pragma('wal_autocheckpoint = 4');
      reserve = join(folder, 'data', 'reserve');
      health = new RecordsHealth(
        parts.records.events,
        parts.clock,
        silentLogger,
        new DiskReserve(reserve, () => freeBytesOf(folder), MEGABYTE),
      );
      health.prepare();
      parts.records.rescue.makeRoom = (error) => health.makeRoom(error);
      parts.desk.reportFailuresTo((error) => health.noteFailure(error));
    });
    afterEach(() => {
      parts.records.db.close();
      unmount(folder);
    });

    /** Takes all that is free. */
    function fillUp(): void {
      for (let n = 0; ; n += 1) {
        const bytes = Math.min(MEGABYTE, freeBytesOf(folder));
        if (bytes === 0) return;
        mkdirSync(ballast(), { recursive: true });
        writeFileSync(join(ballast(), `${n}`), Buffer.alloc(bytes, 1));
      }
    }

    /** Writes until a transaction needs more of the disk than there is. */
    function writeUntilFull(): void {
      for (let n = 0; n < 4000 && health.isSound; n += 1) {
        parts.records.atOnce(() =>
          parts.records.events.add(
            'noise',
            null,
            { text: 'x'.repeat(2000) },
            '2026-01-01T12:00:00.000Z',
          ),
        );
      }
    }

    test('gives up its reserve, so that what is under way is recorded, and takes nothing new', async () => {
      parts.placeProducing();
      expect([health.isSound, existsSync(reserve)]).toEqual([true, true]);
      await parts.acts.run(
        { kind: 'pick.started', orderId: partsOrderId, discId: null, intent: {} },
        () => {
          fillUp();
          writeUntilFull();
          return Promise.resolve();
        },
        () => ({ seen: 'in the tray' }),
      );
      expect([health.isSound, existsSync(reserve)]).toEqual([false, false]);
      const [act] = parts.records.acts.listOf(partsOrderId);
      expect({ outcome: act?.outcome, seen: act?.evidence?.['seen'] }).toEqual({
        outcome: 'done',
        seen: 'in the tray',
      });
      expect(parts.at()).toBe('producing');
      expect(parts.records.db.pragma('integrity_check', { simple: true })).toBe('ok');
    });

    test('is found to have room again by itself, once it has', () => {
      fillUp();
      writeUntilFull();
      health.tryAgain();
      expect([health.isSound, existsSync(reserve)]).toEqual([false, false]);
      rmSync(ballast(), { recursive: true });
      health.tryAgain();
      expect([health.isSound, existsSync(reserve)]).toEqual([true, true]);
      parts.place();
      expect(parts.at()).toBe('placed');
    });

    test('keeps no kiosk from its start: the reserve makes room for opening its records', () => {
      parts.records.db.close();
      fillUp();
      const at = '2026-01-01T12:00:00.000Z';
      const db = openKeptRecords(keepingFolders(join(folder, 'data')), at);
      const records = kioskRecords(db);
      records.events.add('boot.started', null, {}, at);
      expect([records.events.lastAt(), existsSync(reserve)]).toEqual([at, false]);
      db.close();
    });

    test('without any room left lets nothing begin that cannot be recorded', async () => {
      parts.placeProducing();
      rmSync(reserve);
      fillUp();
      let moved = 0;
      let unrecorded = 0;
      let lastMoves = 0;
      for (let n = 0; n < 400 && health.isSound; n += 1) {
        const before = moved;
        await parts.acts
          .run(
            {
              kind: 'pick.started',
              orderId: partsOrderId,
              discId: null,
              intent: { n: 'x'.repeat(900) },
            },
            () => {
              moved += 1;
              return Promise.resolve();
            },
            () => ({}),
          )
          .catch((error: unknown) => health.noteFailure(error));
        unrecorded += Math.max(0, moved - parts.records.acts.listOf(partsOrderId).length);
        lastMoves = moved - before;
      }
      // Every movement has its intent on the disk, and the first one that could not be recorded was the last.
      expect([unrecorded, lastMoves <= 1]).toEqual([0, true]);
      expect(health.isSound).toBe(false);
      rmSync(ballast(), { recursive: true });
      health.tryAgain();
      expect(health.isSound).toBe(true);
      expect(parts.records.db.pragma('integrity_check', { simple: true })).toBe('ok');
    });

    test('at a start, with no room for the reserve, leaves the machine closed until there is', () => {
      rmSync(reserve);
      fillUp();
      health.prepare();
      expect(health.isSound).toBe(false);
      rmSync(ballast(), { recursive: true });
      health.tryAgain();
      expect(health.isSound).toBe(true);
    });
  },
);
