import { createHmac } from 'node:crypto';

/** 32 secret bytes that lie beside the database, not in it: without them its hashes tell nothing. */
export type Pepper = Uint8Array;

/** HMAC-SHA256 of a card as it was scanned: finds its owner, and does not give the card away. */
export function cardHash(pepper: Pepper, card: string): Uint8Array {
  return createHmac('sha256', pepper).update('card\0').update(card).digest();
}

/** How somebody says who they are: at a kiosk, by a password at home, or by a disc that they hold. */
export type ClaimKind = 'member' | 'card' | 'password' | 'activation';

/** Names a claimed identity that nobody has, so that attempts at it are counted as at any other. */
export function claimKey(pepper: Pepper, by: ClaimKind, claim: string): string {
  return createHmac('sha256', pepper).update(`claim\0${by}\0`).update(claim).digest('base64url');
}
