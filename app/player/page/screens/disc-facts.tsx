import type { PlayerPageView } from '../../../contracts/player-page.ts';
import { useText } from '../text/use-text.ts';
import styles from './disc-facts.module.css';

/** What the disc says of itself, and whether that is to be believed: small, for what follows is what matters. */
export function DiscFacts({ disc }: { readonly disc: PlayerPageView['disc'] }) {
  const { disc: text } = useText();
  const facts = [
    { name: text.order, value: disc.code },
    { name: text.distributor, value: disc.distributorId },
    { name: text.made, value: text.madeOn(disc.issuedAt) },
    { name: text.signature, value: disc.isVerified ? text.verified : text.unverified },
  ];
  return (
    <dl className={`${styles.facts} figures`}>
      {facts.map(({ name, value }) => (
        <div key={name} className={styles.fact}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
