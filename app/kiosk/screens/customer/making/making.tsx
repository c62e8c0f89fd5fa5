import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { canCancel } from '../../flow/order-standing.ts';
import { discFill } from '../../flow/disc-fill.ts';
import { Button } from '../../pieces/button.tsx';
import { DiscPicture } from '../../pieces/disc-picture.tsx';
import { Refusal } from '../../pieces/notice.tsx';
import { OrderCodes } from '../../pieces/order-codes.tsx';
import { Screen } from '../../pieces/screen.tsx';
import { useLanguage, useOrder, useSnapshot, useStore } from '../../state/kiosk-context.tsx';
import { formatDayTime } from '../../text/format.ts';
import { MakingSteps } from './making-steps.tsx';
import styles from './making.module.css';
import { ReadyTime } from './ready-time.tsx';

/** The disc fills, five true steps, and leave to go. No timer runs here. */
export function Making({ orderId }: { readonly orderId: string }) {
  const { t } = useTranslation();
  const store = useStore();
  const language = useLanguage();
  const { flow } = useSnapshot();
  const order = useOrder(orderId);
  const [isAsking, setAsking] = useState(false);
  if (order === null) {
    return (
      <Screen title={t('making.title')}>
        <output>{t('making.recording')}</output>
      </Screen>
    );
  }
  const fill = discFill(order);
  const percent = (share: number) => Math.floor(share * 100);
  const label =
    fill.checked > 0
      ? t('making.discCheck', { percent: percent(fill.checked) })
      : fill.burned > 0
        ? t('making.disc', { percent: percent(fill.burned) })
        : t('making.discFetch', { percent: percent(fill.prepared) });
  const cancel = async () => {
    setAsking(false);
    const outcome = await store.request('cancelOrder', { orderId });
    if (!outcome.ok)
      store.dispatch({ type: 'request-refused', session: flow.session, code: outcome.error.code });
  };
  return (
    <Screen
      title={t('making.title')}
      picture={<DiscPicture fill={fill} label={label} />}
      back={
        isAsking ? (
          <>
            <Button onPress={() => void cancel()}>{t('making.cancelReally')}</Button>
            <Button onPress={() => setAsking(false)}>{t('making.keep')}</Button>
          </>
        ) : (
          <Button
            kind="quiet"
            tone="hint"
            whyNot={canCancel(order) ? null : t('making.tooLate')}
            onPress={() => setAsking(true)}
          >
            {t('making.cancel')}
          </Button>
        )
      }
      actions={
        <Button kind="gilt" onPress={() => store.dispatch({ type: 'session-ended' })}>
          {t('making.leaveNow')}
        </Button>
      }
    >
      <ReadyTime order={order} />
      {order.attempt > 1 ? <p>{t('making.again', { attempt: order.attempt })}</p> : null}
      <div className={styles.leave}>
        <OrderCodes order={order} />
        <p>
          <strong>{t('making.leaveTitle')}</strong>{' '}
          {order.holdUntil === null
            ? t('making.leave')
            : t('making.leaveUntil', {
                until: formatDayTime(Date.parse(order.holdUntil), language),
              })}
        </p>
      </div>
      <MakingSteps steps={order.steps} />
      <Refusal code={flow.refusal} />
    </Screen>
  );
}
