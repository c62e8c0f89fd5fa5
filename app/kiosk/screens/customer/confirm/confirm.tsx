import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../pieces/button.tsx';
import { Refusal } from '../../pieces/notice.tsx';
import { Poster } from '../../pieces/poster.tsx';
import { Screen } from '../../pieces/screen.tsx';
import {
  useFilm,
  useLanguage,
  useNow,
  useSnapshot,
  useStore,
  useView,
} from '../../state/kiosk-context.tsx';
import { formatMoney, formatTime } from '../../text/format.ts';
import styles from './confirm.module.css';

interface ConfirmProps {
  readonly titleId: string;
  readonly requestKey: string;
}

/** The last question, with an honest time. */
export function Confirm({ titleId, requestKey }: ConfirmProps) {
  const { t } = useTranslation();
  const store = useStore();
  const language = useLanguage();
  const { flow } = useSnapshot();
  const { price } = useView().machine;
  const entry = useFilm(titleId);
  const now = useNow(5000);
  const [isPlacing, setPlacing] = useState(false);
  const back = (
    <Button kind="quiet" icon="back" onPress={() => store.dispatch({ type: 'went-back' })}>
      {t('common.back')}
    </Button>
  );
  if (entry === null) return <Screen title={t('film.unknown')} back={back} />;
  const { title, available, reasons, minutes } = entry;
  const why = reasons.map((reason) => t(`reason.${reason}`)).join(' ');
  const place = async () => {
    setPlacing(true);
    const outcome = await store.request('placeOrder', { titleId, requestKey, language });
    setPlacing(false);
    if (outcome.ok) {
      store.dispatch({ type: 'order-placed', orderId: outcome.reply.orderId, requestKey });
    } else {
      store.dispatch({
        type: 'order-refused',
        code: outcome.error.code,
        requestKey,
        nextKey: crypto.randomUUID(),
      });
    }
  };
  return (
    <Screen
      title={t('confirm.title')}
      picture={<Poster title={title} className={styles.poster} />}
      back={back}
      actions={
        <Button
          kind="gilt"
          isBusy={isPlacing}
          whyNot={available ? null : t('film.cannot', { reason: why })}
          onPress={() => void place()}
        >
          {isPlacing
            ? t('confirm.placing')
            : price === null
              ? t('confirm.make')
              : t('confirm.pay', { price: formatMoney(price, language) })}
        </Button>
      }
    >
      <div className={styles.film}>
        <h2>{title.name[language]}</h2>
        {price === null ? null : (
          <p className={`figures ${styles.price}`}>{formatMoney(price, language)}</p>
        )}
      </div>
      <p className={styles.ready}>
        <span>{t('confirm.readyTitle')}</span>{' '}
        <span className={`figures ${styles.time}`}>
          {formatTime(now + minutes * 60_000, language)}
        </span>
        <span>{t('confirm.inAbout', { minutes: t('film.minutes', { count: minutes }) })}</span>
      </p>
      <ul className={styles.facts}>
        <li>
          {t(price === null ? 'confirm.money' : price.isHeld ? 'confirm.held' : 'confirm.charged')}
        </li>
        <li>{t('confirm.cancel')}</li>
        <li>{t('confirm.stay')}</li>
        <li>{t('confirm.own')}</li>
      </ul>
      <Refusal code={flow.refusal} />
    </Screen>
  );
}
