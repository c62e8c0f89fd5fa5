import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { en } from '../text/en.ts';
import { Icon } from '../../../look/icon.tsx';
import styles from './notice.module.css';

/** Something the customer must know now, said at once, and brought into sight where the screen scrolls. */
export function Notice({ children }: { readonly children: ReactNode }) {
  const notice = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    // Nothing may be returned: newer browsers answer with a promise.
    notice.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  return (
    <p ref={notice} className={styles.notice} role="alert">
      <Icon name="attention" size={36} />
      <span>{children}</span>
    </p>
  );
}

type KnownCode = Exclude<keyof typeof en.error, 'other'>;

function isKnown(code: string): code is KnownCode {
  return code !== 'other' && Object.hasOwn(en.error, code);
}

/** A refusal of the controller as a sentence. A code that has no sentence of its own is told with one. */
export function Refusal({ code }: { readonly code: string | null }) {
  const { t } = useTranslation();
  if (code === null) return null;
  return <Notice>{isKnown(code) ? t(`error.${code}`) : t('error.other', { code })}</Notice>;
}
