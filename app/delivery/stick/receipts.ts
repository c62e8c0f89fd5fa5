import { createHash, createHmac, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import { instantSchema } from '../../contracts/identifiers.ts';
import { stickIdSchema } from '../../contracts/viewer-api.ts';
import { signCompact, verifyCompact } from './compact-jws.ts';

/**
 * Receipts: a chain of signed lines, each naming the digest of the one before. A line is a compact JWS of the device; the
 * first names HMAC-SHA256(receipt secret, SHA-256 of `licence.jws`), so that a chain belongs to one stick and cannot be begun
 * by whoever never opened it.
 */
export const receiptSchema = z.strictObject({
  version: z.literal(1),
  stickId: stickIdSchema,
  /** From 1, without gaps. */
  number: z.int().positive(),
  /** Base64url. */
  previous: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
  at: instantSchema,
  what: z.discriminatedUnion('is', [
    /** A showing begins; it is counted with this line. `counter`: what the TPM's counter becomes by it. */
    z.strictObject({
      is: z.literal('showing'),
      showing: z.int().positive(),
      counter: z.int().positive().nullable(),
    }),
    /** The same showing goes on. */
    z.strictObject({ is: z.literal('resume'), showing: z.int().positive() }),
    /** What the TPM attests once its counter has moved: TPMS_ATTEST and its signature, base64url. */
    z.strictObject({
      is: z.literal('attestation'),
      showing: z.int().positive(),
      attest: z.base64url().max(2048),
      signature: z.base64url().max(512),
    }),
  ]),
});
export type Receipt = z.infer<typeof receiptSchema>;
export type ReceiptEvent = Receipt['what'];

const TYPE = 'diptych-receipt+jws';

/** What a chain of one stick must agree with. */
export interface ChainContext {
  readonly stickId: string;
  /** What stands in the first line as `previous`. */
  readonly genesis: string;
  /** Of the device. */
  readonly publicKey: KeyObject;
}

/** A chain that holds together: its lines as they stand in the file, and what they say. */
export interface ReceiptChain {
  readonly lines: readonly string[];
  readonly receipts: readonly Receipt[];
}

export const emptyChain: ReceiptChain = { lines: [], receipts: [] };

/** What a chain begins with. @param licence the text of `licence.jws`. */
export function genesisOf(receiptSecret: Uint8Array, licence: string): string {
  const digest = createHash('sha256').update(licence.trim()).digest();
  return createHmac('sha256', receiptSecret).update(digest).digest('base64url');
}

export function digestOfLine(line: string): string {
  return createHash('sha256').update(line).digest('base64url');
}

/** Signs the next line of a chain. */
export function nextReceipt(
  chain: ReceiptChain,
  context: ChainContext,
  event: { readonly at: string; readonly what: ReceiptEvent },
  key: KeyObject,
): ReceiptChain {
  const last = chain.lines.at(-1);
  const receipt: Receipt = {
    version: 1,
    stickId: context.stickId,
    number: chain.lines.length + 1,
    previous: last === undefined ? context.genesis : digestOfLine(last),
    at: event.at,
    what: event.what,
  };
  const line = signCompact(key, TYPE, receipt);
  return { lines: [...chain.lines, line], receipts: [...chain.receipts, receipt] };
}

/** A file of receipts, as far as its lines are those of a chain. */
export interface FoundChain {
  readonly chain: ReceiptChain;
  /** Whether lines follow that are not the next ones: wrong signature, number, digest, time or order of showings. */
  readonly isDamaged: boolean;
}

/** Reads a file of receipts. What follows the last line feed was cut off while it was written, and counts as not written. */
export function findChain(text: string, context: ChainContext): FoundChain {
  const lines = text.split('\n').slice(0, -1);
  const receipts: Receipt[] = [];
  let previous = context.genesis;
  let showings = 0;
  let latest = '';
  for (const line of lines) {
    const parsed = receiptSchema.safeParse(verifyCompact(line, context.publicKey, TYPE));
    const receipt = parsed.success ? parsed.data : null;
    if (receipt?.what.is === 'showing') showings += 1;
    const isNext =
      receipt !== null &&
      receipt.stickId === context.stickId &&
      receipt.number === receipts.length + 1 &&
      receipt.previous === previous &&
      receipt.at >= latest &&
      receipt.what.showing === showings;
    if (!isNext) {
      return { chain: { lines: lines.slice(0, receipts.length), receipts }, isDamaged: true };
    }
    receipts.push(receipt);
    previous = digestOfLine(line);
    latest = receipt.at;
  }
  return { chain: { lines, receipts }, isDamaged: false };
}

/** @returns null where a line is not the next one of this chain. */
export function readChain(text: string, context: ChainContext): ReceiptChain | null {
  const { chain, isDamaged } = findChain(text, context);
  return isDamaged ? null : chain;
}

/** How two chains of one stick stand to each other. */
export type ChainComparison = 'same' | 'first-is-longer' | 'second-is-longer' | 'forked';

/** Two chains that differ in a line they both have were written in two histories: one of them was restored from a copy. */
export function compareChains(first: ReceiptChain, second: ReceiptChain): ChainComparison {
  const shared = Math.min(first.lines.length, second.lines.length);
  for (let number = 0; number < shared; number++) {
    if (first.lines[number] !== second.lines[number]) return 'forked';
  }
  if (first.lines.length === second.lines.length) return 'same';
  return first.lines.length > second.lines.length ? 'first-is-longer' : 'second-is-longer';
}

/** A showing of a chain, and how often it was resumed. */
export interface CountedShowing {
  readonly number: number;
  readonly at: string;
  readonly resumes: number;
  readonly counter: number | null;
}

export function showingsOf(chain: ReceiptChain): readonly CountedShowing[] {
  const showings: CountedShowing[] = [];
  for (const { at, what } of chain.receipts) {
    const last = showings.at(-1);
    if (what.is === 'showing') {
      showings.push({ number: what.showing, at, resumes: 0, counter: what.counter });
    } else if (what.is === 'resume' && last !== undefined) {
      showings.splice(-1, 1, { ...last, resumes: last.resumes + 1 });
    }
  }
  return showings;
}

/** The file of a chain. */
export function chainText(chain: ReceiptChain): string {
  return chain.lines.map((line) => `${line}\n`).join('');
}
