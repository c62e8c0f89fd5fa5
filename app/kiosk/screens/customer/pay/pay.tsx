import { useTranslation } from 'react-i18next';
import { Button } from '../../pieces/button.tsx';
import { DiscPicture } from '../../pieces/disc-picture.tsx';
import { Notice, Refusal } from '../../pieces/notice.tsx';
import { OrderCode } from '../../pieces/order-code.tsx';
import { Screen } from '../../pieces/screen.tsx';
import {
  useLanguage,
  useNow,
  useOrder,
  useSnapshot,
  useStore,
  useView,
} from '../../state/kiosk-context.tsx';
import { formatMoney } from '../../text/format.ts';
import styles from './pay.module.css';

/** The terminal asks; this screen shows what, for how much, and for how long. How it ends is the terminal's word. */
export function Pay({ orderId }: { readonly orderId: string }) {
  const { t } = useTranslation();
  const store = useStore();
  const language = useLanguage();
  const { flow } = useSnapshot();
  const { machine } = useView();
  const order = useOrder(orderId);
  const now = useNow(500);
  const payment = order?.payment ?? null;
  if (order === null || payment === null) return <Screen title={t('pay.title')}>{null}</Screen>;
  const { isEnding, payBefore, prompt } = payment;
  const isDoubtful = payment.state === 'doubtful';
  const secondsLeft = payBefore === null ? 0 : Math.ceil((Date.parse(payBefore) - now) / 1000);
  const cancel = async () => {
    const outcome = await store.request('cancelOrder', { orderId });
    if (outcome.ok) return;
    const { code } = outcome.error;
    store.dispatch({ type: 'request-refused', session: flow.session, code });
  };
  return (
    <Screen
      title={t(isDoubtful ? 'pay.doubtTitle' : 'pay.title')}
      picture={<DiscPicture fill={{ prepared: 0, burned: 0, checked: 0 }} label="" />}
      back={
        <Button
          kind="quiet"
          whyNot={isEnding ? t('pay.ending') : null}
          onPress={() => void cancel()}
        >
          {t('making.cancel')}
        </Button>
      }
    >
      <p className={styles.price}>
        <span>{t('pay.price')}</span>{' '}
        <span className={`figures ${styles.amount}`}>{formatMoney(payment, language)}</span>
      </p>
      {isDoubtful ? (
        <Notice>{t('money.doubtful')}</Notice>
      ) : (
        <>
          <output className={styles.prompt}>
            {isEnding ? t('pay.ending') : prompt === '' ? t('pay.follow') : prompt}
          </output>
          {isEnding || secondsLeft <= 0 ? null : (
            <p className={`figures ${styles.quiet}`} role="timer">
              {t('pay.seconds', { count: secondsLeft })}
            </p>
          )}
          <p>{t(machine.price?.isHeld === false ? 'confirm.charged' : 'confirm.held')}</p>
        </>
      )}
      <OrderCode code={order.code} label={t('common.code')} />
      <Refusal code={flow.refusal} />
    </Screen>
  );
}
