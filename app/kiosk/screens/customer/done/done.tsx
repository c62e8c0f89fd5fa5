import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { OrderView } from '../../../../contracts/kiosk-view.ts';
import { idleLimits } from '../../flow/idle.ts';
import { Button } from '../../pieces/button.tsx';
import { DiscPicture } from '../../pieces/disc-picture.tsx';
import { OrderCode } from '../../pieces/order-code.tsx';
import { Screen } from '../../pieces/screen.tsx';
import { playTone } from '../../pieces/tones.ts';
import {
  useLanguage,
  useOrder,
  useSettings,
  useSnapshot,
  useStore,
} from '../../state/kiosk-context.tsx';
import { useQuietTime } from '../../state/quiet-time.ts';
import { hasAids } from '../../state/settings.ts';
import { formatMoney } from '../../text/format.ts';
import styles from './done.module.css';

/** It is theirs: how to watch it, and the end. */
export function Done({ order }: { readonly order: OrderView }) {
  const { t } = useTranslation();
  const store = useStore();
  const { place } = useSnapshot().flow;
  const settings = useSettings();
  const limits = idleLimits(place, false, hasAids(settings));
  const { quietMs } = useQuietTime(place, true, Number.POSITIVE_INFINITY);
  const secondsLeft = Math.max(1, Math.ceil(((limits?.quietMs ?? 0) - quietMs) / 1000));
  const { sound } = settings;
  const language = useLanguage();
  const { payment } = useOrder(order.orderId) ?? order;
  useEffect(() => {
    if (sound) playTone('done');
  }, [sound]);
  return (
    <Screen
      title={t('done.title')}
      picture={
        <div className={styles.disc}>
          <DiscPicture fill={{ prepared: 1, burned: 1, checked: 0 }} label="" />
        </div>
      }
      back={
        <Button onPress={() => store.dispatch({ type: 'film-door-chosen' })}>
          {t('done.another')}
        </Button>
      }
      actions={
        <>
          <p className={`figures ${styles.ends}`} role="timer">
            {t('done.ends', { count: secondsLeft })}
          </p>
          <Button kind="gilt" onPress={() => store.dispatch({ type: 'session-ended' })}>
            {t('common.finish')}
          </Button>
        </>
      }
    >
      <section className={styles.home} aria-labelledby="done-home">
        <h2 id="done-home">{t('done.home')}</h2>
        <ol>
          <li>{t('done.home1')}</li>
          <li>{t('done.home2')}</li>
          <li>{t('done.home3')}</li>
        </ol>
      </section>
      <OrderCode code={order.code} label={t('common.code')} />
      <p>{t('done.code')}</p>
      {payment === null ? null : (
        <p>
          {payment.state === 'doubtful'
            ? t('money.doubtful')
            : t(payment.state === 'captured' ? 'money.captured' : 'money.capturing', {
                price: formatMoney(payment, language),
              })}
        </p>
      )}
    </Screen>
  );
}
