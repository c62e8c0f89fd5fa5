import { z } from 'zod';
import type { ReadableDb } from './kiosk-database.ts';

const rowSchema = z.strictObject({
  started_at: z.string(),
  order_id: z.string(),
  disc_id: z.string(),
  user_id: z.string(),
  distributor_id: z.string(),
  title_id: z.string().nullable(),
  state: z.string(),
  place: z.string(),
  sha256: z.string().nullable(),
});

/** A disc whose writing was begun: identifiers, and nothing else of anybody. */
export interface BurntDisc {
  /** When its writing was begun. */
  readonly at: string;
  readonly orderId: string;
  readonly discId: string;
  readonly userId: string;
  readonly distributorId: string;
  readonly titleId: string;
  /** In the words of a disc's life: `taken`, `rejected`. */
  readonly state: string;
  readonly place: string;
  /** Of what was written; null where the writing did not end well. */
  readonly sha256: string | null;
}

/** What was burnt for a distributor, in the order in which it was begun; both ends included. */
export function listBurnt(
  db: ReadableDb,
  of: { readonly distributorId: string; readonly from: string; readonly to: string },
): BurntDisc[] {
  const rows = db
    .prepare(
      `SELECT acts.started_at, discs.order_id, discs.disc_id, discs.user_id, discs.distributor_id,
        json_extract(orders.title, '$.titleId') AS title_id, discs.at AS state, discs.place,
        discs.sha256
      FROM acts JOIN discs USING (disc_id) JOIN orders ON orders.order_id = discs.order_id
      WHERE acts.kind = 'write.started' AND acts.started_at BETWEEN @from AND @to
        AND discs.distributor_id = @distributorId
      ORDER BY acts.act_id`,
    )
    .all(of);
  // A disc is burnt once, though the act may have been begun again after a power cut.
  const burnt = new Map<string, BurntDisc>();
  for (const row of rows) {
    const { disc_id, distributor_id, order_id, started_at, title_id, user_id, ...rest } =
      rowSchema.parse(row);
    if (burnt.has(disc_id)) continue;
    burnt.set(disc_id, {
      at: started_at,
      orderId: order_id,
      discId: disc_id,
      userId: user_id,
      distributorId: distributor_id,
      titleId: title_id ?? '',
      ...rest,
    });
  }
  return [...burnt.values()];
}
