import type { PlayerPageView } from '../../../contracts/player-page.ts';
import { Facts } from '../pieces/facts.tsx';
import { useText } from '../text/use-text.ts';

/** What the disc says of itself, and whether that is to be believed. */
export function DiscFacts({ disc }: { readonly disc: PlayerPageView['disc'] }) {
  const { disc: text } = useText();
  return (
    <Facts
      facts={[
        { name: text.order, value: disc.code, isFigures: true },
        { name: text.distributor, value: disc.distributorId },
        { name: text.made, value: text.madeOn(disc.issuedAt) },
        { name: text.signature, value: disc.isVerified ? text.verified : text.unverified },
      ]}
    />
  );
}
