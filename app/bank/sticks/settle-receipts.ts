import type { DeviceRecord } from '../../../db/bank/devices.ts';
import type { StickChange, StickRecord } from '../../../db/bank/sticks.ts';
import { keyOfJwk } from '../../delivery/stick/compact-jws.ts';
import {
  chainText,
  compareChains,
  emptyChain,
  genesisOf,
  readChain,
  type ReceiptChain,
  showingsOf,
} from '../../delivery/stick/receipts.ts';
import { stickKeysOf } from '../../delivery/stick/sealed-body.ts';
import { peekLicence } from '../../delivery/stick/stick-licence.ts';
import { isAttested } from '../../delivery/stick/tpm-attestation.ts';

/** What receipts are worth, before anything is changed. */
export type Settlement =
  /** They are not receipts of this stick and its device. */
  | { readonly is: 'unreadable' }
  /** They say what is known. */
  | { readonly is: 'known' }
  | { readonly is: 'change'; readonly change: StickChange };

/**
 * Compares receipts with what is known of their stick. The stick was rolled back, or its player altered, where the receipts
 * have another history than the known ones, more showings than were given, or what a TPM does not attest; where they go on
 * after the stick was returned, and where it is returned with fewer lines than are known. Fewer lines alone say nothing: what
 * is told without the stick is the player's copy, and somebody may have restored his folder.
 *
 * @param device that the stick was written for.
 * @param now when they came: a showing of later counts as one of now.
 */
export function settleReceipts(
  stick: StickRecord,
  device: DeviceRecord,
  posted: { readonly receipts: string; readonly isReturn: boolean },
  now: string,
): Settlement {
  const { receiptSecret } = stickKeysOf(stick.secret);
  const context = {
    stickId: stick.stickId,
    genesis: genesisOf(receiptSecret, stick.licence),
    publicKey: keyOfJwk(device.keys.stick),
  };
  const chain = readChain(posted.receipts, context);
  if (chain === null) return { is: 'unreadable' };
  const known = readChain(stick.receipts, context) ?? emptyChain;
  const comparison = compareChains(chain, known);
  if (stick.state === 'revoked') return { is: 'known' };
  const grows = comparison === 'first-is-longer';
  const isRolledBack =
    comparison === 'forked' ||
    (comparison === 'second-is-longer' && posted.isReturn) ||
    (grows && stick.state === 'returned') ||
    showingsOf(chain).length > stick.showings ||
    !isVouchedFor(stick, chain);
  if (isRolledBack) return change(stick, known, now, 'stick-rolled-back');
  if (posted.isReturn && stick.state !== 'returned') {
    return change(stick, chain, now, 'stick-returned');
  }
  return grows ? change(stick, chain, now, 'stick-receipts') : { is: 'known' };
}

/** Where the stick was written for a TPM, it must have moved with every showing. */
function isVouchedFor(stick: StickRecord, chain: ReceiptChain): boolean {
  const counter = peekLicence(stick.licence)?.counter ?? null;
  return counter === null || isAttested(chain, counter);
}

function change(
  stick: StickRecord,
  chain: ReceiptChain,
  now: string,
  event: StickChange['event'],
): Settlement {
  const showings = showingsOf(chain);
  const showingsUsed = showings.length;
  const begun = showings[0]?.at ?? null;
  const state = {
    'stick-receipts': stick.state,
    'stick-returned': 'returned' as const,
    'stick-rolled-back': 'revoked' as const,
  }[event];
  return {
    is: 'change',
    change: {
      event,
      state,
      receipts: chainText(chain),
      showingsUsed,
      // Nobody knows what is left on a stick that was rolled back: nothing of it comes back.
      showingsHeld: event === 'stick-returned' ? showingsUsed : stick.showingsHeld,
      firstShowingAt: begun !== null && begun > now ? now : begun,
    },
  };
}
