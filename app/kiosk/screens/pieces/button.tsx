import { type ReactNode, useId } from 'react';
import styles from './button.module.css';
import { Icon, type IconName } from '../../../look/icon.tsx';

interface ButtonProps {
  readonly children: ReactNode;
  readonly onPress: () => void;
  /** `gilt` is the one primary action of a screen. */
  readonly kind?: 'gilt' | 'plain' | 'quiet';
  readonly icon?: IconName | undefined;
  /** Why it cannot work now; shown below it. `null` where it can. */
  readonly whyNot?: string | null | undefined;
  /** `hint` where it is only not yet time: nothing is wrong. */
  readonly tone?: 'trouble' | 'hint';
  readonly isBusy?: boolean;
}

/** A target of at least 72 px. One that cannot work stays where it is and says why. */
export function Button(props: ButtonProps) {
  const { children, onPress, kind = 'plain', icon, whyNot, tone = 'trouble', isBusy } = props;
  const reasonId = useId();
  const cannot = whyNot !== null && whyNot !== undefined;
  const isOff = cannot || isBusy === true;
  return (
    <span className={styles.place}>
      {cannot ? (
        <span id={reasonId} className={tone === 'hint' ? styles.hint : styles.reason}>
          {whyNot}
        </span>
      ) : null}
      <button
        type="button"
        className={`${styles.button} ${styles[kind]}`}
        aria-disabled={isOff}
        aria-describedby={cannot ? reasonId : undefined}
        onClick={() => {
          if (!isOff) onPress();
        }}
      >
        {icon === undefined ? null : <Icon name={icon} />}
        <span>{children}</span>
      </button>
    </span>
  );
}
