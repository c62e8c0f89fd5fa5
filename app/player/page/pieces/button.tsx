import type { ReactNode } from 'react';
import styles from './button.module.css';
import { Icon, type IconName } from './icon.tsx';

interface ButtonProps {
  readonly children: ReactNode;
  readonly onPress?: () => void;
  /** `gilt` is the one primary action of a screen. */
  readonly kind?: 'gilt' | 'plain' | 'quiet';
  readonly icon?: IconName;
  readonly submits?: boolean;
  readonly isBusy?: boolean;
}

/** A target of at least 44 px. */
export function Button(props: ButtonProps) {
  const { children, onPress, kind = 'plain', icon, submits = false, isBusy = false } = props;
  return (
    <button
      type={submits ? 'submit' : 'button'}
      className={`${styles.button} ${styles[kind]}`}
      aria-disabled={isBusy}
      onClick={(event) => {
        if (isBusy) event.preventDefault();
        else onPress?.();
      }}
    >
      {icon === undefined ? null : <Icon name={icon} />}
      <span>{children}</span>
    </button>
  );
}

/** A picture with a name that is not shown; `isOn` where it stays pressed. */
export function IconButton({
  name,
  icon,
  onPress,
  isOn,
}: {
  readonly name: string;
  readonly icon: IconName;
  readonly onPress: () => void;
  readonly isOn?: boolean;
}) {
  return (
    <button
      type="button"
      className={`${styles.button} ${styles.quiet} ${styles.icon}`}
      aria-label={name}
      aria-pressed={isOn}
      title={name}
      onClick={onPress}
    >
      <Icon name={icon} />
    </button>
  );
}
