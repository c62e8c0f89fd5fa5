import { ordersDiscsActs } from './0001-orders-discs-acts.ts';
import { payments } from './0002-payments.ts';
import { books } from './0003-books.ts';
import { boots } from './0004-boots.ts';
import { staff } from './0005-staff.ts';
import { storage } from './0006-storage.ts';
import { claims } from './0007-claims.ts';
import { keeping } from './0008-keeping.ts';

/** All migrations, in order: `migrations[n - 1]` leads from version n - 1 to n. Forward only, never edited once released. */
export const migrations: readonly string[] = [
  ordersDiscsActs,
  payments,
  books,
  boots,
  staff,
  storage,
  claims,
  keeping,
];
