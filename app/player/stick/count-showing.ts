import type { KeyObject } from 'node:crypto';
import { digestOfLine, showingsOf, type ReceiptChain } from '../../delivery/stick/receipts.ts';
import { nextShowing } from '../../delivery/stick/showing-rules.ts';
import { stickError } from '../../delivery/stick/stick-error.ts';
import type { StickLicence } from '../../delivery/stick/stick-licence.ts';
import type { ReceiptBook } from './receipt-book.ts';
import type { ShowingCounter } from './showing-counter.ts';

export interface CountParts {
  readonly licence: StickLicence;
  readonly book: ReceiptBook;
  /** Null: the stick was written for none. */
  readonly counter: ShowingCounter | null;
  readonly key: KeyObject;
}

/**
 * Counts a showing before anything of it is seen, or writes down that one goes on. The receipt comes first, then the counter of
 * the TPM, then what the TPM says of it: whatever is cut off, the next call finds out how far it came and finishes it, and
 * never counts twice.
 *
 * @param at as `stickTime` gives it.
 * @throws AppError what the rules, the book and the counter throw; `STICK_ROLLED_BACK`.
 */
export async function countShowing(
  parts: CountParts,
  at: string,
  signal: AbortSignal,
): Promise<void> {
  await catchUp(parts, at, signal);
  const { book, counter, key, licence } = parts;
  const next = nextShowing(licence, book.chain, at);
  if (next.is === 'resume') {
    book.append({ at, what: { is: 'resume', showing: next.showing } }, key);
    return;
  }
  const value = counter === null ? null : counterAfter(licence, book.chain) + 1;
  book.append({ at, what: { is: 'showing', showing: next.showing, counter: value } }, key);
  await catchUp(parts, at, signal);
}

/** What the counter must say once all that the chain tells has been done. */
function counterAfter(licence: StickLicence, chain: ReceiptChain): number {
  return showingsOf(chain).at(-1)?.counter ?? licence.counter?.start ?? 0;
}

/** Brings the counter to where the receipts are, and has it attested. */
async function catchUp(parts: CountParts, at: string, signal: AbortSignal): Promise<void> {
  const { book, counter, key, licence } = parts;
  if (counter === null) return;
  const due = counterAfter(licence, book.chain);
  const says = await counter.read(signal);
  const last = showingsOf(book.chain).at(-1);
  if (says === due - 1 && last !== undefined) await counter.increment(signal);
  else if (says !== due) {
    throw stickError(
      'STICK_ROLLED_BACK',
      'The counter of this device and the receipts of the stick differ: older files were put back.',
    );
  }
  const line = unattestedLine(book.chain);
  if (line === null || last === undefined) return;
  const nonce = Buffer.from(digestOfLine(line), 'base64url');
  const { attest, signature } = await counter.attest(nonce, signal);
  const what = {
    is: 'attestation' as const,
    showing: last.number,
    attest: Buffer.from(attest).toString('base64url'),
    signature: Buffer.from(signature).toString('base64url'),
  };
  book.append({ at, what }, key);
}

/** The line of the last showing, if the TPM has not said anything of it yet. */
function unattestedLine(chain: ReceiptChain): string | null {
  const at = chain.receipts.findLastIndex(({ what }) => what.is === 'showing');
  const isAttested = chain.receipts.slice(at + 1).some(({ what }) => what.is === 'attestation');
  return at === -1 || isAttested ? null : (chain.lines[at] ?? null);
}
