import { useTranslation } from 'react-i18next';
import type { OrderView } from '../../../../contracts/kiosk-view.ts';
import { waitingReason } from '../../flow/waiting-reason.ts';
import { useLanguage, useNow, useView } from '../../state/kiosk-context.tsx';
import { formatTime, minutesUntil } from '../../text/format.ts';

/** When it should be ready, as well as can be told; or what it waits for. */
export function ReadyTime({ order }: { readonly order: OrderView }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const now = useNow(5000);
  const { ordersClosed } = useView().machine;
  const { readyAt } = order;
  const reason = waitingReason(order, ordersClosed);
  if (reason !== null) {
    const waits = t('making.waiting', { reason: t(`reason.${reason}`) });
    return <p>{reason === 'bank-unreachable' ? `${waits} ${t('making.waitingLine')}` : waits}</p>;
  }
  if (readyAt === null) return <p>{t('making.unknown')}</p>;
  const at = Date.parse(readyAt);
  if (at - now < 60_000) return <p className="figures">{t('making.soon')}</p>;
  const minutes = t('film.minutes', { count: minutesUntil(at, now) });
  return (
    <p className="figures">{t('making.ready', { time: formatTime(at, language), minutes })}</p>
  );
}
