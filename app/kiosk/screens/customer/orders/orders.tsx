import { useTranslation } from 'react-i18next';
import { Button } from '../../pieces/button.tsx';
import { Refusal } from '../../pieces/notice.tsx';
import { Screen } from '../../pieces/screen.tsx';
import { useSnapshot, useStore, useView } from '../../state/kiosk-context.tsx';
import { OrderCard } from './order-card.tsx';
import styles from './orders.module.css';

/** The customer's own orders at this machine, what can be done with each. */
export function Orders() {
  const { t } = useTranslation();
  const store = useStore();
  const { session } = useView();
  const { flow } = useSnapshot();
  return (
    <Screen
      title={session.orders.length === 0 ? t('orders.none') : t('orders.title')}
      back={
        <Button kind="quiet" onPress={() => store.dispatch({ type: 'session-ended' })}>
          {t('common.finish')}
        </Button>
      }
      actions={
        <Button
          kind={session.orders.length === 0 ? 'gilt' : 'plain'}
          onPress={() => store.dispatch({ type: 'film-door-chosen' })}
        >
          {t('orders.film')}
        </Button>
      }
    >
      <Refusal code={flow.refusal} />
      {session.orders.length === 0 ? <p>{t('orders.noneText')}</p> : null}
      <ul className={styles.orders}>
        {session.orders.map((order) => (
          <li key={order.orderId}>
            <OrderCard order={order} />
          </li>
        ))}
      </ul>
    </Screen>
  );
}
