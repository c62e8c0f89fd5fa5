import { createHash } from 'node:crypto';
import { z } from 'zod';

export const ledgerItems = ['disc', 'sheet'] as const;
export type LedgerItem = (typeof ledgerItems)[number];

/**
 * `move`: by the machine, or found in another place. `load`: put in by a person. `recount`: the difference between the books and
 * what was counted. `removal`: taken out by a person. `carried-over`: where a disc lay that an older form of the ledger missed.
 */
export const ledgerKinds = ['move', 'load', 'recount', 'removal', 'carried-over'] as const;
export type LedgerKind = (typeof ledgerKinds)[number];

/** A disc handed to a customer, in the terms of EVA-DTS. */
export const vendKinds = ['paid', 'free', 'test'] as const;
export type VendKind = (typeof vendKinds)[number];

const rowSchema = z.strictObject({
  entry: z.int().positive(),
  form: z.union([z.literal(1), z.literal(2)]),
  at: z.string(),
  kind: z.enum(ledgerKinds),
  item: z.enum(ledgerItems),
  from_unit: z.string(),
  to_unit: z.string(),
  quantity: z.int().positive(),
  order_id: z.string().nullable(),
  disc_id: z.string().nullable(),
  reason: z.string(),
  vend: z.enum(vendKinds).nullable(),
  actor: z.string().nullable(),
  previous_hash: z.string(),
  hash: z.string(),
});

/** One line of the ledger: so many discs or sheets went from one unit to another. */
export interface LedgerEntry {
  /** Counted from 1, without gaps. */
  readonly entry: number;
  /** 1: written by an older edition, whose hash covers less. */
  readonly form: 1 | 2;
  readonly at: string;
  readonly kind: LedgerKind;
  readonly item: LedgerItem;
  readonly from: string;
  readonly to: string;
  readonly quantity: number;
  readonly orderId: string | null;
  readonly discId: string | null;
  readonly reason: string;
  /** Of a disc that went to a customer. */
  readonly vend: VendKind | null;
  /** The person who did it; null where no person did. */
  readonly by: string | null;
  /** Empty at the first entry. */
  readonly previousHash: string;
  readonly hash: string;
}

export const ledgerColumns =
  'entry, form, at, kind, item, from_unit, to_unit, quantity, order_id, disc_id, reason, vend, actor, previous_hash, hash';

export function parseLedgerEntry(row: unknown): LedgerEntry {
  const {
    actor: by,
    disc_id: discId,
    from_unit: from,
    order_id: orderId,
    previous_hash: previousHash,
    to_unit: to,
    ...rest
  } = rowSchema.parse(row);
  return { ...rest, from, to, orderId, discId, by, previousHash };
}

/**
 * SHA-256 of an entry and of the hash before it, lower-case hexadecimal. It covers every column; that of form 1 covers neither its
 * number nor what form 2 added (`kind`, `vend`, `by`).
 */
export function hashOfEntry(entry: Omit<LedgerEntry, 'hash'>): string {
  const { at, by, discId, from, item, kind, orderId, previousHash, quantity, reason, to, vend } =
    entry;
  const hash = createHash('sha256').update(previousHash);
  const first = [at, item, from, to, quantity, orderId, discId, reason];
  const all = [entry.form, entry.entry, ...first, kind, vend, by];
  return hash.update(JSON.stringify(entry.form === 1 ? first : all)).digest('hex');
}
