import styles from './order-code.module.css';

/** What a person carries, large and in groups. */
export function OrderCode({ code, label }: { readonly code: string; readonly label: string }) {
  return (
    <p className={styles.code}>
      <span className={styles.label}>{label}</span>
      <span className={`figures ${styles.value}`}>{code}</span>
    </p>
  );
}
