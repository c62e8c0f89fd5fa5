import styles from './facts.module.css';

export interface Fact {
  readonly name: string;
  readonly value: string;
  /** Codes, times and counters stand in figures of one width. */
  readonly isFigures?: boolean;
}

/** Names and values, side by side. */
export function Facts({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <dl className={styles.facts}>
      {facts.map(({ name, value, isFigures }) => (
        <div key={name} className={styles.fact}>
          <dt>{name}</dt>
          <dd className={isFigures === true ? 'figures' : undefined}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
