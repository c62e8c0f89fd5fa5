import type { ReactNode } from 'react';
import { Icon } from './icon.tsx';
import styles from './notice.module.css';

/** A sentence that must be read, said at once to whoever listens. */
export function Notice({ children }: { readonly children: ReactNode }) {
  return (
    <p className={styles.notice} role="alert">
      <Icon name="attention" size={24} />
      <span>{children}</span>
    </p>
  );
}
