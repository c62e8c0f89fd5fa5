import type { Clock } from '../../../../foundation/clock.ts';
import { timestamp } from '../../../../foundation/clock.ts';
import { AppError, isAppError } from '../../../../foundation/errors.ts';
import type { Randomness } from '../../../../foundation/randomness.ts';
import type { KioskRecords } from '../../records/kiosk-records.ts';
import type { ActRunner } from '../../workflow/act-runner.ts';
import { isProvenUnmoved, type DiscCarrier } from '../../workflow/disc-carrier.ts';
import { unfitMedium } from '../../workflow/disc-rejection.ts';
import type { DrivePool } from '../../workflow/drive-pool.ts';
import { burnPatiently } from '../../workflow/patient-burn.ts';
import { changeTestDisc } from './test-disc.ts';
import { TEST_SECTORS, testPattern, testPatternHash } from './test-pattern.ts';

export interface TestBurnParts {
  readonly records: KioskRecords;
  readonly acts: ActRunner;
  readonly carrier: DiscCarrier;
  readonly pool: DrivePool;
  readonly burnSpeed: number;
  readonly clock: Clock;
  readonly randomness: Randomness;
}

/** A test burn under way. */
interface Burn extends TestBurnParts {
  readonly test: number;
  readonly drive: number;
  readonly discId: string;
  readonly tell: (detail: string) => void;
}

/**
 * Picks a blank, writes the pattern, reads it back whole, and rejects the disc, whatever came of it: it never lies in a slot, and
 * no order knows it. The drive is the caller's.
 *
 * @param tell told what is done now.
 * @throws AppError why the disc or the drive is no good; the disc is in the reject bin then, or its place is unknown.
 */
export async function testBurn(
  parts: TestBurnParts,
  test: number,
  drive: number,
  tell: (detail: string) => void,
): Promise<void> {
  const discId = `d_${Buffer.from(parts.randomness.bytes(12)).toString('base64url')}`;
  const burn: Burn = { ...parts, test, drive, discId, tell };
  await pick(burn);
  try {
    const [written] = await Promise.allSettled([write(burn)]);
    parts.acts.signal.throwIfAborted();
    await reject(burn);
    if (written.status === 'rejected') throw written.reason;
  } catch (error) {
    parts.acts.signal.throwIfAborted();
    if (parts.records.tests.findDisc(discId)?.state.at !== 'rejected') lose(burn, error);
    throw error;
  }
}

async function pick(burn: Burn): Promise<void> {
  const { acts, carrier, discId, drive, records, test } = burn;
  burn.tell('picking');
  const to = `tray:${drive}` as const;
  const intent = { discId, from: 'input', to };
  try {
    await acts.run(
      { kind: 'pick.started', orderId: null, test, discId: null, intent },
      () => carrier.moveByTray(drive, 'input', to, acts.signal),
      (_, at) => {
        changeTestDisc(records, discId, { is: 'loaded', drive }, at);
        return { discId };
      },
      (at) => records.tests.insertDisc({ discId, test, state: { at: 'onTransport' } }, at),
    );
  } catch (error) {
    acts.signal.throwIfAborted();
    if (isProvenUnmoved(error)) records.tests.forgetDisc(discId);
    else lose(burn, error);
    throw error;
  }
}

async function write(burn: Burn): Promise<void> {
  const { acts, burnSpeed, carrier, clock, discId, drive, pool, records, test } = burn;
  const { signal } = acts;
  const device = carrier.driveAt(drive);
  const change = (event: Parameters<typeof changeTestDisc>[2], at: string) =>
    changeTestDisc(records, discId, event, at);
  const unfit = unfitMedium(await device.readMedium({ signal }), TEST_SECTORS);
  if (unfit !== null) throw unfitBlank(unfit);
  const sha256 = testPatternHash();
  const place = `tray:${drive}`;
  const act = { orderId: null, test, discId: null } as const;
  try {
    burn.tell('writing');
    await acts.run(
      {
        ...act,
        kind: 'write.started',
        intent: { discId, place, sectors: TEST_SECTORS, speed: burnSpeed },
      },
      () => {
        const request = { source: testPattern(), sectors: TEST_SECTORS, speed: burnSpeed };
        return burnPatiently(device, request, () => {}, clock, signal);
      },
      (result, at) => {
        change({ is: 'writeDone' }, at);
        return { sectors: result.sectors, sha256: result.sha256 };
      },
      (at) => {
        change({ is: 'foundBlank' }, at);
        change({ is: 'writeStarted' }, at);
      },
    );
    burn.tell('reading back');
    await acts.run(
      { ...act, kind: 'verify.started', intent: { discId, drive, sha256 } },
      () =>
        device.verify({ sectors: TEST_SECTORS, sha256 }, () => {}, {
          signal,
          aroundReload: (reload) => carrier.holdTray(drive, reload),
        }),
      (_, at) => {
        change({ is: 'verifyPassed' }, at);
        return { sectors: TEST_SECTORS };
      },
      (at) => change({ is: 'verifyStarted' }, at),
    );
  } catch (error) {
    signal.throwIfAborted();
    pool.noteBad(drive, isAppError(error) ? error.code : 'PROGRAM_FAILED');
    throw error;
  }
  pool.noteGood(drive);
}

async function reject(burn: Burn): Promise<void> {
  const { acts, carrier, discId, drive, pool, records, test } = burn;
  burn.tell('rejecting');
  const from = `tray:${drive}` as const;
  const intent = {
    discId,
    from,
    to: 'reject',
    reason: 'operator',
    inBin: carrier.countIn('reject'),
  };
  await acts.run(
    { kind: 'reject.started', orderId: null, test, discId: null, intent },
    async () => {
      try {
        await carrier.moveByTray(drive, from, 'reject', acts.signal);
      } catch (error) {
        // The disc is in the bin; the tray costs the drive.
        if (!isAppError(error, 'TRAY_NOT_CLOSED')) throw error;
        pool.takeOutOfUse(drive, error.code);
      }
    },
    (_, at) => {
      changeTestDisc(records, discId, { is: 'rejected', reason: 'operator' }, at);
      return { reason: 'operator' };
    },
  );
}

/** Nobody can prove where it is any more. */
function lose({ clock, discId, drive, pool, records }: Burn, error: unknown): void {
  pool.takeOutOfUse(drive, isAppError(error) ? error.code : 'PROGRAM_FAILED');
  const disc = records.tests.findDisc(discId);
  if (disc === null || disc.state.at === 'unknown') return;
  changeTestDisc(records, discId, { is: 'lost' }, timestamp(clock));
}

function unfitBlank(unfit: string): AppError {
  return new AppError('TEST_BLANK_UNFIT', 'The disc from the input bin cannot be written.', {
    remedy: 'call-attendant',
    context: { unfit },
  });
}
