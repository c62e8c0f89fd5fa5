import { z } from 'zod';
import type { PaymentNote } from './payment-memory.ts';
import type { ZvtCommand } from './zvt-commands.ts';
import type { ZvtEnd } from './zvt-conversation.ts';
import type { PaymentResult } from './zvt-replies.ts';
import { RESULT } from './zvt-texts.ts';
import { parseTransaction, transactionOf } from './zvt-transaction.ts';

/**
 * What a terminal can say of the past. `last`: the result of its last transaction (06 20), null where it has none;
 * `open`: receipts of its open reservations (06 23 with receipt FFFF). `unsupported` where it does not know the command.
 */
export interface Survey {
  readonly last: PaymentResult | null | 'unsupported';
  readonly open: readonly number[] | 'unsupported';
}

/** Terminals that refuse because something else still runs there. */
const BUSY: ReadonlySet<number> = new Set([RESULT.pleaseWait, RESULT.notReady]);

/**
 * Asks a terminal what it knows. Moves no money and prints nothing.
 *
 * @returns `busy` while the terminal does something else: what it knows may be about to change.
 * @throws what `unanswered` says.
 */
export async function surveyTerminal(
  ask: (command: ZvtCommand) => Promise<ZvtEnd>,
  password: string,
  holds: boolean,
): Promise<Survey | 'busy'> {
  const list = holds ? await ask({ kind: 'list-reservations' }) : null;
  if (list !== null && isBusy(list)) return 'busy';
  const repeated = await ask({ kind: 'repeat-receipt', password });
  if (isBusy(repeated)) return 'busy';
  return { open: openOf(list), last: lastOf(repeated) };
}

function isBusy(end: ZvtEnd): boolean {
  if (end.ended === 'unanswered') throw end.why;
  return (end.ended === 'refused' || end.ended === 'aborted') && BUSY.has(end.code);
}

function openOf(list: ZvtEnd | null): Survey['open'] {
  if (list?.ended !== 'aborted') return 'unsupported';
  return list.receipts ?? 'unsupported';
}

function lastOf(end: ZvtEnd): Survey['last'] {
  if (end.ended === 'completed' || end.ended === 'aborted') return end.said.result;
  return 'unsupported';
}

const beforeSchema = z.strictObject({
  last: z.union([
    z.literal('unsupported'),
    z.null(),
    z.strictObject({ receipt: z.int().nullable(), trace: z.int().nullable() }),
  ]),
  open: z.union([z.literal('unsupported'), z.array(z.int())]),
});
type Before = z.infer<typeof beforeSchema>;

/** What of a survey is kept until an unknown outcome is resolved. */
export function formatBefore({ last, open }: Survey): string {
  const kept =
    last === null || last === 'unsupported' ? last : { receipt: last.receipt, trace: last.trace };
  return JSON.stringify({ last: kept, open } satisfies Before | { open: Survey['open'] });
}

/**
 * What became of the command that a note leaves open, by how the terminal stood before it and how it stands now, when it
 * runs nothing any more. `null`: nobody can say.
 *
 * This relies on the kiosk being the only one who starts payments at the terminal, as its registration asks (config byte,
 * bit 10 hex).
 */
export function resolveNote(
  note: PaymentNote,
  now: Survey,
  sort: 'hold' | 'charge',
): Pick<PaymentNote, 'is' | 'transaction'> | null {
  const before = beforeSchema.parse(JSON.parse(note.before));
  if (note.doing === 'authorise') return resolveAuthorise(note, before, now, sort);
  return resolveSettlement(note, before, now);
}

function resolveAuthorise(
  note: PaymentNote,
  before: Before,
  now: Survey,
  sort: 'hold' | 'charge',
): Pick<PaymentNote, 'is' | 'transaction'> | null {
  const none = { is: 'none', transaction: null } as const;
  if (sort === 'hold' && before.open !== 'unsupported' && now.open !== 'unsupported') {
    const known = new Set(before.open);
    const [fresh, ...others] = now.open.filter((receipt) => !known.has(receipt));
    if (fresh === undefined) return none;
    if (others.length > 0) return null;
    const isLast = typeof now.last === 'object' && now.last?.receipt === fresh;
    const proof = isLast && now.last ? now.last.proof : new Uint8Array();
    const transaction = transactionOf({ receipt: fresh, proof }, 'hold', note.amount);
    return transaction === null ? null : { is: 'held', transaction };
  }
  const moved = movedOn(before, now);
  if (moved === 'unsupported') return null;
  if (moved === null || moved.code !== RESULT.good) return none;
  if (moved.amount !== note.amount) return null;
  const transaction = transactionOf(moved, sort, note.amount);
  return transaction === null ? null : { is: sort === 'hold' ? 'held' : 'captured', transaction };
}

function resolveSettlement(
  note: PaymentNote,
  before: Before,
  now: Survey,
): Pick<PaymentNote, 'is' | 'transaction'> | null {
  const { transaction, is } = note;
  const payment = transaction === null ? null : parseTransaction(transaction);
  if (payment === null) return null;
  const done = note.doing === 'capture' ? 'captured' : 'released';
  if (payment.sort === 'hold' && now.open !== 'unsupported') {
    return { is: now.open.includes(payment.receipt) ? 'held' : done, transaction };
  }
  const moved = movedOn(before, now);
  if (moved === 'unsupported') return null;
  return { is: moved !== null && moved.code === RESULT.good ? done : is, transaction };
}

/** Whether a hold is among the terminal's open reservations, as far as it lists them. */
export function isStillHeld(note: PaymentNote, { open }: Survey): boolean {
  const payment = note.transaction === null ? null : parseTransaction(note.transaction);
  return open === 'unsupported' || (payment !== null && open.includes(payment.receipt));
}

/** The last transaction if it is another than before; null if it is the same, or there is none. */
function movedOn(before: Before, now: Survey): PaymentResult | null | 'unsupported' {
  if (before.last === 'unsupported' || now.last === 'unsupported') return 'unsupported';
  if (now.last === null) return null;
  const same = before.last?.receipt === now.last.receipt && before.last.trace === now.last.trace;
  return before.last !== null && same ? null : now.last;
}
