import { useTranslation } from 'react-i18next';
import type { UnfinishedOrder } from '../../../../contracts/panel-view.ts';
import { useLanguage } from '../../state/kiosk-context.tsx';
import { formatDayTime } from '../../text/format.ts';
import { usePanel } from '../frame/panel-context.tsx';
import { ActButton } from '../pieces/act-button.tsx';
import { Lamp } from '../pieces/lamp.tsx';
import styles from '../pieces/panel.module.css';
import { stateWord } from '../words/state-word.ts';
import { Doubts } from './doubts.tsx';

/** Orders and payments that are at no end: those that wait for a person first. */
export function OrdersRoom() {
  const { t } = useTranslation('maintenance');
  const { doubtfulOrders, doubtfulPayments, unfinished } = usePanel().view;
  const hasDoubts = doubtfulOrders.length + doubtfulPayments.length > 0;
  const sorted = unfinished.toSorted((a, b) => Number(b.isStuck) - Number(a.isStuck));
  return (
    <>
      {hasDoubts ? (
        <section className={`${styles.card} ${styles.trouble}`}>
          <h3>{t('orders.doubts')}</h3>
          <Doubts />
        </section>
      ) : null}
      <section className={styles.card}>
        <h3>{t('orders.title')}</h3>
        {sorted.length === 0 ? <p className={styles.quiet}>{t('orders.none')}</p> : null}
        {sorted.map((order) => (
          <Order key={order.orderId} order={order} />
        ))}
      </section>
    </>
  );
}

function Order({ order }: { readonly order: UnfinishedOrder }) {
  const { t } = useTranslation('maintenance');
  const language = useLanguage();
  const { can, code, isStuck, orderId, slot } = order;
  const facts = [
    t('orders.since', { time: formatDayTime(Date.parse(order.since), language) }),
    ...(slot === null ? [] : [t('spot.slot', { number: slot })]),
  ];
  return (
    <article className={styles.item} aria-label={code}>
      <div className={styles.orderHead}>
        <Lamp colour={isStuck ? 'trouble' : 'well'} />
        <span className={styles.code}>{code}</span>
        <span className={styles.strong}>{order.title[language]}</span>
      </div>
      <p>
        {stateWord('order', order.state, language)}
        <span className={styles.quiet}> · {facts.join(' · ')}</span>
      </p>
      <p className={isStuck ? styles.attention : styles.quiet}>
        {t(isStuck ? 'orders.stuck' : 'orders.goesOn')}
      </p>
      <div className={styles.orderActs}>
        <div className={styles.acts}>
          {can.includes('resume') ? (
            <ActButton act={() => ({ act: 'resume-order', orderId })}>
              {t('orders.resume')}
            </ActButton>
          ) : null}
          {can.includes('restart') ? (
            <ActButton
              act={() => ({ act: 'restart-order', orderId })}
              question={{
                title: t('orders.restartSure', { code }),
                what: t('orders.restartMeans'),
                yes: t('orders.restart'),
              }}
            >
              {t('orders.restart')}
            </ActButton>
          ) : null}
          {can.includes('hand-out') ? (
            <ActButton
              act={(typed) => ({ act: 'hand-out-order', orderId, reason: typed })}
              question={{
                title: t('orders.handOutSure', { code }),
                what: t('orders.handOutMeans'),
                yes: t('orders.handOut'),
                typed: { is: 'reason', offers: handOutReasons.map((key) => t(key)) },
              }}
            >
              {t('orders.handOut')}
            </ActButton>
          ) : null}
        </div>
        {can.includes('give-up') ? (
          <ActButton
            kind="grave"
            act={(typed) => ({ act: 'give-up-order', orderId, reason: typed })}
            question={{
              title: t('orders.giveUpSure', { code }),
              what: t('orders.giveUpMeans'),
              yes: t('orders.giveUp'),
              typed: { is: 'reason', offers: giveUpReasons.map((key) => t(key)) },
            }}
          >
            {t('orders.giveUp')}
          </ActButton>
        ) : null}
      </div>
    </article>
  );
}

const handOutReasons = ['orders.why.slotStuck', 'orders.why.foundIt'] as const;
const giveUpReasons = ['orders.why.broken', 'orders.why.wish', 'orders.why.cannot'] as const;
