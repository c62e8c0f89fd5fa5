import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { AppError } from '../../../../../app/foundation/errors.ts';
import { silentLogger } from '../../../../../app/foundation/logger.ts';
import { seededRandomness } from '../../../../../app/foundation/randomness.ts';
import { DiscCarrier } from '../../../../../app/kiosk/controller/workflow/disc-carrier.ts';
import { DiscMaking } from '../../../../../app/kiosk/controller/workflow/disc-making.ts';
import { DrivePool } from '../../../../../app/kiosk/controller/workflow/drive-pool.ts';
import { LiveProgress } from '../../../../../app/kiosk/controller/workflow/live-progress.ts';
import {
  machineLocks,
  type MachineLocks,
} from '../../../../../app/kiosk/controller/workflow/lock.ts';
import {
  OpticalDriveError,
  type VerifyOptions,
} from '../../../../../drivers/optical-drive/contract.ts';
import { settle, whileTimePasses } from '../../../../support/drivers-time.ts';
import { seconds } from '../../../../../app/foundation/units.ts';
import type { Machine } from '../../../../../drivers/contract/machine.ts';
import {
  kioskParts,
  partsOrderId,
  partsStream,
  type KioskParts,
} from '../../../../support/kiosk-parts.ts';

let parts: KioskParts;
let making: DiscMaking;
let pool: DrivePool;
let carrier: DiscCarrier;
let done: string[];
let fails: Map<string, string>;
let medium: { state: string; capacity: number };
let onBurn: () => void;
let onMove: () => void;
let onStream: () => void;
let locks: MachineLocks;

function error(code: string): AppError {
  return new AppError(code, code, { remedy: 'call-attendant' });
}

beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), 'disc-making-'));
  const streamPath = join(folder, 'stream.iso');
  writeFileSync(streamPath, Buffer.alloc(partsStream.bytes));
  parts = kioskParts();
  done = [];
  fails = new Map();
  medium = { state: 'blank', capacity: 1000 };
  onBurn = () => {};
  onMove = () => {};
  onStream = () => {};
  const step = (name: string) => {
    done.push(name);
    const code = fails.get(name);
    return code === undefined ? Promise.resolve() : Promise.reject(error(code));
  };
  const drive = {
    status: { health: 'online' },
    openTray: () => step('open'),
    closeTray: () => step('close'),
    readMedium: () => Promise.resolve({ ...medium, type: 'DVD-R', mediaId: 'MID' }),
    burn: async () => {
      onBurn();
      await step('burn');
      return { sectors: partsStream.sectors, sha256: partsStream.sha256 };
    },
    verify: async (_request: unknown, _onProgress: unknown, options: VerifyOptions) => {
      await options.aroundReload?.(() => step('reload'));
      await step('verify');
    },
  };
  const robot = {
    move: (from: string, to: string) => {
      onMove();
      return step(`${from} > ${to}`);
    },
  };
  const machine = { drives: [drive, drive], robot } as unknown as Machine;
  pool = new DrivePool(machine);
  locks = machineLocks(2);
  carrier = new DiscCarrier(machine, locks);
  making = new DiscMaking({
    ...parts,
    carrier,
    pool,
    progress: new LiveProgress(),
    streamPathOf: () => {
      onStream();
      return streamPath;
    },
    burnSpeed: 8,
    randomness: seededRandomness('discs'),
    logger: silentLogger,
  });
  parts.placeProducing();
  return () => {
    parts.records.db.close();
    rmSync(folder, { recursive: true, force: true });
  };
});

function whatIsKnown() {
  const { state } = parts.desk.get(partsOrderId);
  return {
    order: state.at,
    attempt: 'attempt' in state ? state.attempt : null,
    discs: parts.records.discs.listOf(partsOrderId).map((disc) => disc.state.at),
    acts: parts.records.acts.listOf(partsOrderId).map((act) => `${act.kind} ${act.outcome}`),
  };
}

describe('making a disc', () => {
  test('picks, writes, reads back and stages, with a record before and after each', async () => {
    expect(await making.make(partsOrderId)).toBe(true);
    expect(done).toEqual([
      'open',
      'input > tray:1',
      'close',
      'burn',
      'reload',
      'verify',
      'open',
      'tray:1 > slot:1',
      'close',
    ]);
    expect(whatIsKnown()).toEqual({
      order: 'producing',
      attempt: 1,
      discs: ['staged'],
      acts: [
        'pick.started done',
        'write.started done',
        'verify.started done',
        'stage.started done',
      ],
    });
  });

  test('the identifiers of user and distributor are committed before the first byte is written', async () => {
    let seen: unknown;
    onBurn = () => {
      seen = parts.records.db
        .prepare(
          `SELECT user_id, distributor_id, at FROM discs JOIN acts USING (disc_id)
          WHERE kind = 'write.started'`,
        )
        .all();
    };
    await making.make(partsOrderId);
    expect(seen).toEqual([{ user_id: 'u_0123456789', distributor_id: 'DIST1', at: 'writing' }]);
  });

  test.each([
    ['is not blank', () => (medium.state = 'complete'), 'notBlank'],
    ['is too small', () => (medium.capacity = 1), 'insufficientSpace'],
    ['is unsuitable', () => (medium.state = 'unsuitable'), 'invalidMedia'],
    ['cannot be written', () => fails.set('burn', 'DRIVE_WRITE_ERROR'), 'writeError'],
    ['cannot be closed', () => fails.set('burn', 'DRIVE_CLOSE_FAILED'), 'closeError'],
    ['reads back wrong', () => fails.set('verify', 'DRIVE_VERIFY_MISMATCH'), 'verifyMismatch'],
    ['cannot be read', () => fails.set('verify', 'DRIVE_READ_ERROR'), 'verifyUnreadable'],
  ])(
    'a disc that %s goes to the reject bin, and the order waits for another',
    async (_, spoil, reason) => {
      spoil();
      await making.make(partsOrderId);
      expect(done).toContain('tray:1 > reject');
      expect(whatIsKnown()).toMatchObject({ order: 'queued', attempt: 2, discs: ['rejected'] });
      const [disc] = parts.records.discs.listOf(partsOrderId);
      expect(disc?.state).toEqual({ at: 'rejected', reason });
      expect(parts.records.stock.countReserved('blank')).toBe(1);
    },
  );

  test('after three spoiled discs the order fails, and holds nothing any more', async () => {
    fails.set('burn', 'DRIVE_WRITE_ERROR');
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      await making.make(partsOrderId);
      parts.desk.happen(partsOrderId, { is: 'driveLeased', drive: 1 });
    }
    const { state } = parts.desk.get(partsOrderId);
    expect(state).toEqual({ at: 'failed', reason: 'burn-failed', slot: null });
    expect(parts.records.slots.find(1)).toEqual({ is: 'empty' });
    expect(parts.records.stock.countReserved('blank')).toBe(0);
  });

  test('two spoiled discs in a row take a drive out of use where another can take over', async () => {
    fails.set('burn', 'DRIVE_WRITE_ERROR');
    await making.make(partsOrderId);
    expect(pool.usable).toEqual([1, 2]);
    parts.desk.happen(partsOrderId, { is: 'driveLeased', drive: 1 });
    await making.make(partsOrderId);
    expect(pool.usable).toEqual([2]);
  });

  test('where the input bin is empty the order waits again, and no disc was begun', async () => {
    fails.set('input > tray:1', 'ROBOT_SOURCE_EMPTY');
    expect(await making.make(partsOrderId)).toBe(false);
    expect(whatIsKnown()).toMatchObject({ order: 'queued', attempt: 1, discs: [] });
    expect(carrier.fault).toBeNull();
  });

  test('a tray on which something lies already costs the drive, so that the next order gets the other', async () => {
    fails.set('input > tray:1', 'ROBOT_DESTINATION_FULL');
    expect(await making.make(partsOrderId)).toBe(false);
    expect(whatIsKnown()).toMatchObject({ order: 'queued', attempt: 1, discs: [] });
    expect(pool.usable).toEqual([2]);
  });

  test('a tray that does not open costs the drive; no disc was begun', async () => {
    fails.set('open', 'DRIVE_TRAY_FAULT');
    expect(await making.make(partsOrderId)).toBe(false);
    expect(whatIsKnown()).toMatchObject({ order: 'queued', attempt: 1, discs: [] });
    expect(pool.usable).toEqual([2]);
  });

  test('a blank on a tray that does not close has been picked: it is known where it lies', async () => {
    fails.set('close', 'DRIVE_TRAY_FAULT');
    expect(await making.make(partsOrderId)).toBe(true);
    expect(whatIsKnown()).toMatchObject({ order: 'suspect', discs: ['unknown'] });
    expect(parts.records.discs.listOf(partsOrderId)[0]?.place).toBe('tray:1');
    expect(parts.records.stock.countReserved('blank')).toBe(0);
    expect(pool.usable).toEqual([2]);
  });

  test('a tray that does not close behind a finished disc costs the drive, not the disc in its slot', async () => {
    onMove = () => {
      if (done.includes('verify')) fails.set('close', 'DRIVE_TRAY_FAULT');
    };
    await making.make(partsOrderId);
    expect(whatIsKnown()).toMatchObject({ order: 'producing', discs: ['staged'] });
    expect(pool.usable).toEqual([2]);
  });

  test('a blank dropped on the way stays dropped, though the tray does not close either', async () => {
    fails.set('input > tray:1', 'ROBOT_DISC_DROPPED');
    fails.set('close', 'DRIVE_TRAY_FAULT');
    await making.make(partsOrderId);
    expect(whatIsKnown()).toMatchObject({ order: 'suspect', discs: ['unknown'] });
    expect(parts.records.discs.listOf(partsOrderId)[0]?.place).toBe('unknown');
    const [pick] = parts.records.acts.listOf(partsOrderId);
    expect(pick?.evidence).toEqual({ code: 'ROBOT_DISC_DROPPED' });
  });

  test('a stop in the middle of a move leaves no tray open', async () => {
    onMove = () => parts.stop.abort(error('CONTROLLER_STOPPING'));
    await expect(making.make(partsOrderId)).rejects.toMatchObject({ code: 'CONTROLLER_STOPPING' });
    expect(done).toEqual(['open', 'input > tray:1', 'close']);
    expect(whatIsKnown()).toMatchObject({ discs: ['blankConfirmed'], acts: ['pick.started done'] });
  });

  test('a stuck disc is tried three times, then the robot is left to a person', async () => {
    fails.set('input > tray:1', 'ROBOT_DISC_STUCK');
    await making.make(partsOrderId);
    expect(done.filter((step) => step === 'input > tray:1')).toHaveLength(3);
    expect(carrier.fault).toBe('ROBOT_DISC_STUCK');
  });

  test('a dropped disc is unknown, its order suspect, its slot blocked', async () => {
    fails.set('tray:1 > slot:1', 'ROBOT_DISC_DROPPED');
    await making.make(partsOrderId);
    expect(whatIsKnown()).toMatchObject({ order: 'suspect', discs: ['unknown'] });
    expect(parts.records.slots.find(1)?.is).toBe('blocked');
    expect(carrier.fault).toBe('ROBOT_DISC_DROPPED');
  });

  test('a disc whose drive is busy for a moment is written a little later, in the same act', async () => {
    let tries = 0;
    onBurn = () => {
      tries += 1;
      if (tries > 1) return;
      throw new OpticalDriveError('DRIVE_BUSY', 'Busy.', {
        remedy: 'retry',
        disc: 'untouched',
        retry: 'sameDisc',
      });
    };
    const begin = parts.clock.monotonic();
    expect(await whileTimePasses(parts.clock, making.make(partsOrderId), seconds(30))).toBe(true);
    expect(tries).toBe(2);
    expect(parts.clock.monotonic() - begin).toBeGreaterThanOrEqual(seconds(3));
    expect(whatIsKnown()).toMatchObject({
      discs: ['staged'],
      acts: [
        'pick.started done',
        'write.started done',
        'verify.started done',
        'stage.started done',
      ],
    });
  });

  test('a drive that stays busy is asked twice, not for ever', async () => {
    let tries = 0;
    onBurn = () => {
      tries += 1;
      throw new OpticalDriveError('DRIVE_BUSY', 'Busy.', {
        remedy: 'retry',
        disc: 'untouched',
        retry: 'sameDisc',
      });
    };
    await whileTimePasses(parts.clock, making.make(partsOrderId), seconds(30));
    expect(tries).toBe(2);
    expect(whatIsKnown()).toMatchObject({ order: 'queued', discs: ['rejected'] });
  });

  test('a disc is reloaded for reading back only when the arm and the tray are free', async () => {
    let letGo = () => {};
    onBurn = () => {
      void locks.robot.hold(
        () =>
          new Promise<void>((resolve) => {
            letGo = resolve;
          }),
      );
    };
    const made = making.make(partsOrderId);
    await expect.poll(() => done.at(-1)).toBe('burn');
    for (let turn = 0; turn < 5; turn += 1) await settle();
    expect(done.at(-1)).toBe('burn');
    letGo();
    await made;
    expect(done).toContain('reload');
    expect(parts.records.discs.listOf(partsOrderId)[0]?.state.at).toBe('staged');
  });

  test('a disc that by its record is being written already is not written again', async () => {
    onStream = () => {
      const [disc] = parts.records.discs.listOf(partsOrderId);
      parts.records.db
        .prepare('UPDATE discs SET state = ?, user_id = ?, distributor_id = ? WHERE disc_id = ?')
        .run(JSON.stringify({ at: 'writing', drive: 1 }), 'u_0123456789', 'DIST1', disc?.discId);
    };
    await making.make(partsOrderId);
    expect(done).not.toContain('burn');
    expect(done).toContain('tray:1 > reject');
    expect(whatIsKnown()).toMatchObject({ discs: ['rejected'] });
  });

  test('a stop that cuts a write off leaves its act open, for the next start to find', async () => {
    onBurn = () => parts.stop.abort(error('CONTROLLER_STOPPING'));
    fails.set('burn', 'DRIVE_CANCELED');
    await expect(making.make(partsOrderId)).rejects.toMatchObject({ code: 'CONTROLLER_STOPPING' });
    expect(parts.records.acts.listOpen().map((act) => act.kind)).toEqual(['write.started']);
    expect(parts.at()).toBe('producing');
  });

  test('a write that ends well while the program stops is recorded, and nothing is begun after it', async () => {
    onBurn = () => parts.stop.abort(error('CONTROLLER_STOPPING'));
    await expect(making.make(partsOrderId)).rejects.toMatchObject({ code: 'CONTROLLER_STOPPING' });
    expect(whatIsKnown()).toMatchObject({
      discs: ['written'],
      acts: ['pick.started done', 'write.started done'],
    });
    expect(done.at(-1)).toBe('burn');
  });
});
