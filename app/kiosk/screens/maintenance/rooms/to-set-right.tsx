import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../state/kiosk-context.tsx';
import { usePanel } from '../frame/panel-context.tsx';
import { ActButton } from '../pieces/act-button.tsx';
import styles from '../pieces/panel.module.css';
import { reasonWords } from '../words/machine-words.ts';
import { Doubts } from './doubts.tsx';

/** What only a person can settle: each with the act that settles it beside it. */
export function ToSetRight() {
  const { t } = useTranslation('maintenance');
  const language = useLanguage();
  const { view } = usePanel();
  const { blockedSlots, doubtfulOrders, doubtfulPayments, drivesOutOfUse, robotFault } = view;
  const hasToLook = robotFault !== null || drivesOutOfUse.length > 0;
  const waiting = [doubtfulOrders, doubtfulPayments, blockedSlots];
  const isNothing = !hasToLook && waiting.every(({ length }) => length === 0);
  // What is asked of a person stands above it then.
  if (isNothing && view.task !== null) return null;
  const say = (code: string) => reasonWords(code, language);
  return (
    <section className={`${styles.card} ${isNothing ? '' : styles.trouble}`}>
      <h3>{t('rights.title')}</h3>
      {isNothing ? <p className={styles.quiet}>{t('rights.none')}</p> : null}
      {hasToLook ? (
        <Item
          acts={
            <ActButton act={() => ({ act: 'return-to-work' })}>
              {t('rights.lookedInside')}
            </ActButton>
          }
        >
          {robotFault === null ? null : <p>{t('rights.robot', { reason: say(robotFault) })}</p>}
          {drivesOutOfUse.map(({ drive, reason }) => (
            <p key={drive}>{t('rights.drive', { number: drive, reason: say(reason) })}</p>
          ))}
        </Item>
      ) : null}
      <Doubts />
      {blockedSlots.map(({ slot, reason }) => (
        <Item
          key={slot}
          acts={
            <ActButton act={() => ({ act: 'clear-slot', slot })}>
              {t('rights.emptied', { number: slot })}
            </ActButton>
          }
        >
          <p>{t('rights.slot', { number: slot, reason: say(reason) })}</p>
        </Item>
      ))}
    </section>
  );
}

function Item({ children, acts }: { readonly children: ReactNode; readonly acts: ReactNode }) {
  return (
    <div className={styles.item}>
      {children}
      <div className={styles.acts}>{acts}</div>
    </div>
  );
}
