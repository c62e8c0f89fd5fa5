import type { ActFacts } from '../../../../db/kiosk/act-journal.ts';
import type { Place } from '../../../../drivers/disc-robot/contract.ts';
import { timestamp } from '../../../foundation/clock.ts';
import { isAppError } from '../../../foundation/errors.ts';
import type { BootEvidence } from '../../../orders/boot-table.ts';
import type { DiscRejection } from '../../../orders/disc-machine.ts';
import { changeDisc } from '../records/kiosk-records.ts';
import { testDiscAt } from '../records/test-discs.ts';
import type { RecoveryParts } from './recovery-parts.ts';

export type Bin = 'reject' | 'retain';

/** Whether a bin has one disc more than when the act began that was to bring it there. */
export function binEvidence(
  { carrier }: Pick<RecoveryParts, 'carrier'>,
  bin: Bin,
  intent: ActFacts,
): BootEvidence['bin'] {
  const before = intent['inBin'];
  const now = carrier.countIn(bin);
  if (typeof before !== 'number' || now === null) return 'unknown';
  return now > before ? 'oneMore' : 'noMore';
}

/**
 * Whether the pile of blanks has fewer discs than when the pick began. One that another order took meanwhile counts as well: then
 * a person looks for a disc that never left, which costs nobody a disc.
 */
export function pileEvidence(
  { carrier }: Pick<RecoveryParts, 'carrier'>,
  intent: ActFacts,
): BootEvidence['pile'] {
  const before = intent['inPile'];
  const now = carrier.countIn('input');
  if (typeof before !== 'number' || now === null) return 'unknown';
  return now < before ? 'fewer' : 'asMany';
}

/** What became of a disc that was to be carried. */
export type Carried = 'done' | 'nothingThere' | 'failed';

/** Puts what the gripper holds into an empty drive, as an act of the order that it was held for. */
export async function loadFromGripper(
  parts: RecoveryParts,
  drive: number,
  orderId: string,
): Promise<Carried> {
  const { acts, carrier } = parts;
  const to = `tray:${drive}` as const;
  if (!carrier.canMove('gripper', to)) return 'failed';
  return attempt(parts, () =>
    acts.run(
      { kind: 'reconcile.load', orderId, discId: null, intent: { from: 'gripper', to } },
      () => carrier.moveByTray(drive, 'gripper', to, acts.signal),
      () => ({ to }),
    ),
  );
}

export interface ToBin {
  readonly orderId: string;
  readonly discId: string;
  readonly from: Place;
  readonly bin: Bin;
  readonly reason: DiscRejection;
}

/**
 * Carries a disc to a bin, as an act of its order.
 *
 * @param after what else is recorded with its end.
 */
export async function carryToBin(
  parts: RecoveryParts,
  { bin, discId, from, orderId, reason }: ToBin,
  after: (at: string) => void = () => {},
): Promise<Carried> {
  const { acts, carrier, records } = parts;
  const intent = { from, to: bin, reason, inBin: carrier.countIn(bin) };
  return attempt(parts, () =>
    acts.run(
      { kind: 'reconcile.reject', orderId, discId, intent },
      () => move(parts, from, bin),
      (_, at) => {
        const event =
          bin === 'retain' ? ({ is: 'retained' } as const) : ({ is: 'rejected', reason } as const);
        changeDisc(records, discId, event, at, { reason });
        after(at);
        return { reason };
      },
    ),
  );
}

/** The same for a disc that no record knows: between two events, for an act belongs to an order. */
export async function carryStranger(parts: RecoveryParts, from: Place): Promise<Carried> {
  const { clock, records } = parts;
  const way = { from, to: 'reject' };
  const test = testDiscAt(records, from);
  return attempt(parts, async () => {
    records.events.add('reconcile.rejecting', null, way, timestamp(clock));
    await move(parts, from, 'reject');
    const at = timestamp(clock);
    records.atOnce(() => {
      records.events.add('reconcile.rejected', null, way, at);
      if (test !== null) {
        const rejected = { at: 'rejected', reason: 'powerLoss' } as const;
        records.tests.updateDisc(test.discId, rejected, 'reject', at);
        return;
      }
      // No record told of it: it is in the machine, so it came from outside.
      const entry = { at, item: 'disc', kind: 'recount', from: 'outside', to: 'reject' } as const;
      records.ledger.record({ ...entry, reason: 'unlisted' });
    });
  });
}

async function move({ acts, carrier, machine }: RecoveryParts, from: Place, to: Place) {
  const drive = /^tray:(\d+)$/.exec(from)?.[1];
  if (drive !== undefined) {
    await carrier.moveByTray(Number(drive), from, to, acts.signal);
    return;
  }
  // What is let go falls past the trays.
  if (from === 'gripper') {
    for (const index of machine.drives.keys()) await carrier.closeTray(index + 1, acts.signal);
  }
  await carrier.move(from, to, acts.signal);
}

/** A tray that does not close behind a disc costs the drive, not the disc. */
async function attempt(
  { acts, logger, pool }: RecoveryParts,
  work: () => Promise<void>,
): Promise<Carried> {
  try {
    await work();
    return 'done';
  } catch (error) {
    acts.signal.throwIfAborted();
    if (isAppError(error, 'ROBOT_SOURCE_EMPTY')) return 'nothingThere';
    const code = isAppError(error) ? error.code : 'PROGRAM_FAILED';
    const context = isAppError(error) ? error.context : {};
    logger.error({ code, context }, 'A disc could not be carried at the start.');
    if (typeof context['drive'] === 'number') pool.takeOutOfUse(context['drive'], code);
    return 'failed';
  }
}
