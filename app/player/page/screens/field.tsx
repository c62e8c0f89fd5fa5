import { useId } from 'react';
import styles from './field.module.css';

interface FieldProps {
  readonly name: string;
  /** Null: nothing needs saying. */
  readonly hint: string | null;
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly kind: 'figures' | 'secret' | 'text';
  readonly autoComplete: string;
  /** What is wrong with it; null: nothing that is known here. */
  readonly wrong: string | null;
}

/** A named line to write in, with its hint, and what is wrong with it. */
export function Field({ name, hint, value, onValue, kind, autoComplete, wrong }: FieldProps) {
  const id = useId();
  const note = wrong ?? hint;
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{name}</label>
      <input
        id={id}
        className={`${styles.input} ${kind === 'figures' ? 'figures' : ''}`}
        type={kind === 'secret' ? 'password' : 'text'}
        inputMode={kind === 'figures' ? 'numeric' : undefined}
        autoComplete={autoComplete}
        aria-describedby={note === null ? undefined : `${id}hint`}
        aria-invalid={wrong !== null}
        maxLength={128}
        value={value}
        onChange={(event) => onValue(event.target.value)}
      />
      {note === null ? null : (
        <p id={`${id}hint`} className={wrong === null ? styles.hint : styles.wrong}>
          {note}
        </p>
      )}
    </div>
  );
}
