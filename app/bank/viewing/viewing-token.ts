import { orderIdSchema } from '../../contracts/identifiers.ts';
import { viewingIdSchema } from '../../contracts/viewer-api.ts';
import type { Seal } from './viewing-keys.ts';

/** What the token of a viewing says. */
export interface ViewingClaims {
  readonly viewingId: string;
  readonly orderId: string;
  /** Milliseconds since 1970-01-01T00:00:00Z: when the lease ends, unless it is renewed. */
  readonly expires: number;
}

/** `viewing~order~expiry`, sealed: neither an identifier nor a number has a tilde or a full stop. */
const TOKEN = /^([^~.]{1,40})~([^~.]{1,40})~(\d{1,15})$/;

export function sealViewingToken(seal: Seal, claims: ViewingClaims): string {
  return seal.seal(`${claims.viewingId}~${claims.orderId}~${claims.expires}`);
}

/** @returns null for whatever this bank did not seal. */
export function openViewingToken(seal: Seal, token: string): ViewingClaims | null {
  const [, viewingId, orderId, expires] = TOKEN.exec(seal.open(token) ?? '') ?? [];
  const viewing = viewingIdSchema.safeParse(viewingId);
  const order = orderIdSchema.safeParse(orderId);
  if (!viewing.success || !order.success || expires === undefined) return null;
  return { viewingId: viewing.data, orderId: order.data, expires: Number(expires) };
}
