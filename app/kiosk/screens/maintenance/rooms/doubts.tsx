import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../state/kiosk-context.tsx';
import { formatDayTime, formatMoney } from '../../text/format.ts';
import { usePanel } from '../frame/panel-context.tsx';
import { ActButton } from '../pieces/act-button.tsx';
import styles from '../pieces/panel.module.css';

/** Orders and payments of which nobody knows the end: what a person found out settles them. */
export function Doubts() {
  const { t } = useTranslation('maintenance');
  const language = useLanguage();
  const { doubtfulOrders, doubtfulPayments } = usePanel().view;
  return (
    <>
      {doubtfulOrders.map(({ orderId, code, playedAt, slot, was }) => (
        <div key={orderId} className={styles.item}>
          <p>{t('rights.order', { code })}</p>
          <p className={styles.quiet}>{t(`rights.was.${was}`, { slot })}</p>
          {playedAt === null ? null : (
            <p>{t('rights.played', { time: formatDayTime(Date.parse(playedAt), language) })}</p>
          )}
          <div className={styles.acts}>
            {(['withCustomer', 'inMachine'] as const).map((disc) => (
              <ActButton
                key={disc}
                act={() => ({ act: 'settle-order', orderId, disc })}
                question={{
                  title: t('rights.sure', { code }),
                  what: t(`rights.means.${disc}`),
                  yes: t(`rights.${disc}`),
                }}
              >
                {t(`rights.${disc}`)}
              </ActButton>
            ))}
          </div>
        </div>
      ))}
      {doubtfulPayments.map(({ orderId, code, during, isRefused, money }) => (
        <div key={orderId} className={styles.item}>
          <p>
            {t(isRefused ? 'rights.paymentRefused' : 'rights.payment', {
              code,
              price: formatMoney(money, language),
              step: t(`rights.${during}`),
            })}
          </p>
          <div className={styles.acts}>
            {(['paid', 'notPaid'] as const).map((outcome) => (
              <ActButton
                key={outcome}
                act={() => ({ act: 'settle-payment', orderId, outcome })}
                question={{
                  title: t('rights.sure', { code }),
                  what: t(`rights.means.${outcome}`, { price: formatMoney(money, language) }),
                  yes: t(`rights.${outcome}`),
                }}
              >
                {t(`rights.${outcome}`)}
              </ActButton>
            ))}
          </div>
        </div>
      ))}
    </>
  );
}
