import { ordersDiscsActs } from './0001-orders-discs-acts.ts';
import { payments } from './0002-payments.ts';

/** All migrations, in order: `migrations[n - 1]` leads from version n - 1 to n. Forward only, never edited once released. */
export const migrations: readonly string[] = [ordersDiscsActs, payments];
