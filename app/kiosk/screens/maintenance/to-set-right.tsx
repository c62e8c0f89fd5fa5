import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { MaintenanceAct, MaintenanceView } from '../../../contracts/maintenance-api.ts';
import { formatDayTime, formatMoney } from '../text/format.ts';
import styles from './maintenance.module.css';

interface ToSetRightProps {
  readonly view: MaintenanceView;
  readonly isTelling: boolean;
  readonly tell: (act: MaintenanceAct) => void;
}

/** What only a person can settle: each with the act that settles it beside it. */
export function ToSetRight({ view, isTelling, tell }: ToSetRightProps) {
  const { i18n, t } = useTranslation('maintenance');
  const { blockedSlots, doubtfulOrders, doubtfulPayments, drivesOutOfUse, robotFault } = view;
  const act = (label: string, what: MaintenanceAct) => (
    <button
      key={label}
      type="button"
      className={styles.button}
      disabled={isTelling}
      onClick={() => tell(what)}
    >
      {label}
    </button>
  );
  const hasToLook = robotFault !== null || drivesOutOfUse.length > 0;
  const waiting = [doubtfulOrders, doubtfulPayments, blockedSlots];
  const isNothing = !hasToLook && waiting.every(({ length }) => length === 0);
  // What is asked of a person stands above it then.
  if (isNothing && view.task !== null) return null;
  return (
    <section className={`${styles.card} ${isNothing ? '' : styles.trouble}`}>
      <h2>{t('rights.title')}</h2>
      {isNothing ? <p className={styles.quiet}>{t('rights.none')}</p> : null}
      {hasToLook ? (
        <Item acts={act(t('rights.lookedInside'), { act: 'return-to-work' })}>
          {robotFault === null ? null : <p>{t('rights.robot', { reason: robotFault })}</p>}
          {drivesOutOfUse.map(({ drive, reason }) => (
            <p key={drive}>{t('rights.drive', { number: drive, reason })}</p>
          ))}
        </Item>
      ) : null}
      {doubtfulOrders.map(({ orderId, code, playedAt }) => (
        <Item
          key={orderId}
          acts={(['withCustomer', 'inMachine'] as const).map((disc) =>
            act(t(`rights.${disc}`), { act: 'settle-order', orderId, disc }),
          )}
        >
          <p>{t('rights.order', { code })}</p>
          {playedAt === null ? null : (
            <p>
              {t('rights.played', {
                time: formatDayTime(Date.parse(playedAt), i18n.language === 'fr' ? 'fr' : 'en'),
              })}
            </p>
          )}
        </Item>
      ))}
      {doubtfulPayments.map(({ orderId, code, during, isRefused, money }) => (
        <Item
          key={orderId}
          acts={(['paid', 'notPaid'] as const).map((outcome) =>
            act(t(`rights.${outcome}`), { act: 'settle-payment', orderId, outcome }),
          )}
        >
          <p>
            {t(isRefused ? 'rights.paymentRefused' : 'rights.payment', {
              code,
              price: formatMoney(money, i18n.language === 'fr' ? 'fr' : 'en'),
              step: t(`rights.${during}`),
            })}
          </p>
        </Item>
      ))}
      {blockedSlots.map(({ slot, reason }) => (
        <Item
          key={slot}
          acts={act(t('rights.emptied', { number: slot }), { act: 'clear-slot', slot })}
        >
          <p>{t('rights.slot', { number: slot, reason })}</p>
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
