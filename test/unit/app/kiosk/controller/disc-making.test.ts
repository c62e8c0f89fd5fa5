import { beforeEach, describe, expect, test } from 'vitest';
import { discMakingBench, type DiscMakingBench } from '../../../../support/disc-making-bench.ts';
import { partsOrderId } from '../../../../support/kiosk-parts.ts';
import { OpticalDriveError } from '../../../../../drivers/optical-drive/contract.ts';

let bench: DiscMakingBench;
beforeEach(() => {
  bench = discMakingBench();
  return () => bench.remove();
});

describe('making a disc', () => {
  test('picks, writes, reads back and stages, with a record before and after each', async () => {
    expect(await bench.making.make(partsOrderId)).toBe(true);
    expect(bench.done).toEqual([
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
    expect(bench.whatIsKnown()).toEqual({
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
    bench.onBurn = () => {
      seen = bench.parts.records.db
        .prepare(
          `SELECT user_id, distributor_id, at FROM discs JOIN acts USING (disc_id)
          WHERE kind = 'write.started'`,
        )
        .all();
    };
    await bench.making.make(partsOrderId);
    expect(seen).toEqual([{ user_id: 'u_0123456789', distributor_id: 'DIST1', at: 'writing' }]);
  });

  test.each([
    ['is not blank', () => (bench.medium.state = 'complete'), 'notBlank'],
    ['is too small', () => (bench.medium.capacity = 1), 'insufficientSpace'],
    ['is unsuitable', () => (bench.medium.state = 'unsuitable'), 'invalidMedia'],
    ['cannot be written', () => bench.fails.set('burn', 'DRIVE_WRITE_ERROR'), 'writeError'],
    ['cannot be closed', () => bench.fails.set('burn', 'DRIVE_CLOSE_FAILED'), 'closeError'],
    [
      'reads back wrong',
      () => bench.fails.set('verify', 'DRIVE_VERIFY_MISMATCH'),
      'verifyMismatch',
    ],
    ['cannot be read', () => bench.fails.set('verify', 'DRIVE_READ_ERROR'), 'verifyUnreadable'],
  ])(
    'a disc that %s goes to the reject bin, and the order waits for another',
    async (_, spoil, reason) => {
      spoil();
      await bench.making.make(partsOrderId);
      expect(bench.done).toContain('tray:1 > reject');
      expect(bench.whatIsKnown()).toMatchObject({
        order: 'queued',
        attempt: 2,
        discs: ['rejected'],
      });
      const [disc] = bench.parts.records.discs.listOf(partsOrderId);
      expect(disc?.state).toEqual({ at: 'rejected', reason });
      expect(bench.parts.records.stock.countReserved('blank')).toBe(1);
    },
  );

  test('after three spoiled discs the order fails, and holds nothing any more', async () => {
    bench.fails.set('burn', 'DRIVE_WRITE_ERROR');
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      await bench.making.make(partsOrderId);
      bench.parts.desk.happen(partsOrderId, { is: 'driveLeased', drive: 1 });
    }
    const { state } = bench.parts.desk.get(partsOrderId);
    expect(state).toEqual({ at: 'failed', reason: 'burn-failed', slot: null });
    expect(bench.parts.records.slots.find(1)).toEqual({ is: 'empty' });
    expect(bench.parts.records.stock.countReserved('blank')).toBe(0);
  });

  test('the log names the sector that could not be read back', async () => {
    const unread = { remedy: 'retry', disc: 'coaster', retry: 'newDisc' } as const;
    const context = { lba: 20_000, errno: 'EIO' };
    bench.fails.set(
      'verify',
      new OpticalDriveError('DRIVE_READ_ERROR', 'Unreadable.', { ...unread, context }),
    );
    await bench.making.make(partsOrderId);
    expect(bench.warnings).toMatchObject([{ drive: 1, code: 'DRIVE_READ_ERROR', context }]);
  });

  test('two spoiled discs in a row take a drive out of use where another can take over', async () => {
    bench.fails.set('burn', 'DRIVE_WRITE_ERROR');
    await bench.making.make(partsOrderId);
    expect(bench.pool.usable).toEqual([1, 2]);
    bench.parts.desk.happen(partsOrderId, { is: 'driveLeased', drive: 1 });
    await bench.making.make(partsOrderId);
    expect(bench.pool.usable).toEqual([2]);
  });

  test('so do two discs in a row that the drive does not see', async () => {
    const next = async (state: string) => {
      bench.medium.state = state;
      await bench.making.make(partsOrderId);
      return bench.pool.usable;
    };
    expect(await next('none')).toEqual([1, 2]);
    bench.parts.desk.happen(partsOrderId, { is: 'driveLeased', drive: 1 });
    expect(await next('unknown')).toEqual([2]);
  });

  test('discs that are not blank cost no drive', async () => {
    bench.medium.state = 'complete';
    await bench.making.make(partsOrderId);
    bench.parts.desk.happen(partsOrderId, { is: 'driveLeased', drive: 1 });
    await bench.making.make(partsOrderId);
    expect(bench.pool.usable).toEqual([1, 2]);
  });

  test('a disc that by its record is being written already is not written again', async () => {
    bench.onStream = () => {
      const [disc] = bench.parts.records.discs.listOf(partsOrderId);
      bench.parts.records.db
        .prepare('UPDATE discs SET state = ?, user_id = ?, distributor_id = ? WHERE disc_id = ?')
        .run(JSON.stringify({ at: 'writing', drive: 1 }), 'u_0123456789', 'DIST1', disc?.discId);
    };
    await bench.making.make(partsOrderId);
    expect(bench.done).not.toContain('burn');
    expect(bench.done).toContain('tray:1 > reject');
    expect(bench.whatIsKnown()).toMatchObject({ discs: ['rejected'] });
  });
});
