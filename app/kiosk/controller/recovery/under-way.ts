import type { ActRecord } from '../../../../db/kiosk/act-journal.ts';
import { timestamp } from '../../../foundation/clock.ts';
import {
  decideAtBoot,
  nothingKnown,
  type ActAtBoot,
  type BootDecision,
  type BootEvidence,
} from '../../../orders/boot-table.ts';
import type { OrderIn } from '../../../orders/order-state.ts';
import type { KioskRecords } from '../records/kiosk-records.ts';
import type { RecoveryParts } from './recovery-parts.ts';

/** Acts of an order that were begun and have no end, oldest first. */
export type OpenActs = ReadonlyMap<string, readonly ActRecord[]>;

export function openActsOf(records: KioskRecords): OpenActs {
  const open = new Map<string, ActRecord[]>();
  for (const act of records.acts.listOpen()) {
    open.set(act.orderId, [...(open.get(act.orderId) ?? []), act]);
  }
  return open;
}

/**
 * The act of a disc in production that the decision is about: the last one begun, or, where the power went between two, what
 * its record says was to come. What a start before this one began to carry to the bin is carried on; what it only loaded is
 * looked at again.
 *
 * Null where nothing was begun at all.
 */
export function actInProduction(
  records: KioskRecords,
  state: OrderIn<'producing'>,
  open: readonly ActRecord[],
): { readonly is: ActAtBoot; readonly record: ActRecord | null } | null {
  const last = open.findLast(({ kind }) => wordOf(kind) !== null);
  const word = last === undefined ? null : wordOf(last.kind);
  if (last !== undefined && word !== null) return { is: { act: word }, record: last };
  if (state.disc.is === 'picking') return null;
  return { is: { act: betweenActs(records, state.disc.discId) }, record: null };
}

/** The drives in which the disc of an order may lie: its own, and those that its acts name. */
export function drivesOf(
  records: KioskRecords,
  state: OrderIn<'producing'>,
  open: readonly ActRecord[],
): number[] {
  const listed = state.disc.is === 'picking' ? null : records.discs.get(state.disc.discId).place;
  const named = open.flatMap(({ intent }) => [intent['from'], intent['to']]);
  const numbers = [listed, ...named].flatMap((place) => {
    const number = typeof place === 'string' ? /^tray:(\d+)$/.exec(place)?.[1] : undefined;
    return number === undefined ? [] : [Number(number)];
  });
  return [...new Set([state.drive, ...numbers])];
}

type DiscAct = 'pick' | 'write' | 'verify' | 'label' | 'stage' | 'reject';

function wordOf(kind: ActRecord['kind']): DiscAct | null {
  switch (kind) {
    case 'pick.started':
      return 'pick';
    case 'write.started':
      return 'write';
    case 'verify.started':
    // It was on its way to another drive, to be read there.
    case 'carry.started':
      return 'verify';
    case 'label.started':
      return 'label';
    case 'stage.started':
      return 'stage';
    case 'reject.started':
    case 'reconcile.reject':
      return 'reject';
    default:
      return null;
  }
}

function betweenActs(records: KioskRecords, discId: string): DiscAct | 'staged' {
  const { place, state } = records.discs.get(discId);
  if (place === 'printer') return 'label';
  switch (state.at) {
    case 'written':
    case 'verifying':
      return 'verify';
    case 'verified':
      return 'stage';
    case 'staged':
      return 'staged';
    default:
      return 'write';
  }
}

/** Writes down what the table said of an act, in the transaction that does it. */
export function noteDecision(
  { clock, decided, records }: Pick<RecoveryParts, 'clock' | 'decided' | 'records'>,
  orderId: string,
  act: ActAtBoot,
  { remedy, row }: BootDecision,
  evidence: Partial<BootEvidence>,
): void {
  const known = Object.entries(evidence).filter(([, value]) => value !== 'unknown');
  const detail = { act: act.act, row, remedy, evidence: Object.fromEntries(known) };
  records.events.add('reconcile.decided', orderId, detail, timestamp(clock));
  records.afterCommit(() => void decided.push({ orderId, row, remedy }));
}

/** Ends every open act of an order: history keeps the word `interrupted`. */
export function endOpenActs(
  { acts, clock, records }: Pick<RecoveryParts, 'acts' | 'clock' | 'records'>,
  orderId: string,
  row: string,
): void {
  const at = timestamp(clock);
  for (const { actId, bootId, kind } of records.acts.listOpenOf(orderId)) {
    // What this start has begun ends by itself.
    if (bootId === acts.bootId) continue;
    const other = besideTheDisc(kind);
    const rowOfAct = other === null ? row : decideAtBoot(other, nothingKnown).row;
    records.acts.end(actId, 'interrupted', { foundAtBoot: acts.bootId, row: rowOfAct }, at);
    records.events.add('order.interrupted', orderId, { act: kind, row: rowOfAct }, at);
  }
}

/** Acts of sheets and money have rows of their own. */
function besideTheDisc(kind: ActRecord['kind']): ActAtBoot | null {
  switch (kind) {
    case 'print.started':
      return { act: 'print' };
    case 'authorise.started':
      return { act: 'hold' };
    case 'capture.started':
      return { act: 'capture' };
    case 'release.started':
      return { act: 'release' };
    default:
      return null;
  }
}
