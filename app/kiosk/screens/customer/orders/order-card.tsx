import { useTranslation } from 'react-i18next';
import type { OrderView } from '../../../../contracts/kiosk-view.ts';
import { standingOf } from '../../flow/order-standing.ts';
import { Button } from '../../pieces/button.tsx';
import { Poster } from '../../pieces/poster.tsx';
import { useFilm, useLanguage, useStore, useView } from '../../state/kiosk-context.tsx';
import { formatDayTime, formatTime } from '../../text/format.ts';
import styles from './orders.module.css';

const acts = {
  ready: 'orders.take',
  paying: 'orders.pay',
  making: 'orders.watch',
  open: 'orders.open',
  unsure: 'orders.what',
  failed: 'orders.what',
} as const;

export function OrderCard({ order }: { readonly order: OrderView }) {
  const { t } = useTranslation();
  const store = useStore();
  const language = useLanguage();
  const { machine } = useView();
  const film = useFilm(order.titleId);
  const standing = standingOf(order);
  const [reason] = machine.pickUpClosed;
  const whyNot =
    standing === 'ready' && reason !== undefined
      ? t('doors.closedOrder', { reason: t(`reason.${reason}`) })
      : null;
  const { slot, holdUntil, readyAt } = order;
  const facts = [
    t(`orderState.${standing}`),
    standing === 'ready' && slot !== null ? t('orders.slot', { slot }) : null,
    standing === 'ready' && holdUntil !== null
      ? t('orders.until', { until: formatDayTime(Date.parse(holdUntil), language) })
      : null,
    standing === 'making' && readyAt !== null
      ? t('orders.readyAt', { time: formatTime(Date.parse(readyAt), language) })
      : null,
  ];
  return (
    <article className={styles.card}>
      {film === null ? null : <Poster title={film.title} className={styles.poster} />}
      <div className={styles.words}>
        <h2>{film === null ? order.titleId : film.title.name[language]}</h2>
        <p className={`figures ${styles.code}`}>{order.code}</p>
        <p className={styles.facts}>{facts.filter((fact) => fact !== null).join(' · ')}</p>
        {standing === 'taken' || standing === 'over' ? null : (
          <Button
            kind={standing === 'ready' ? 'gilt' : 'plain'}
            whyNot={whyNot}
            onPress={() => store.dispatch({ type: 'order-chosen', orderId: order.orderId })}
          >
            {t(acts[standing])}
          </Button>
        )}
      </div>
    </article>
  );
}
