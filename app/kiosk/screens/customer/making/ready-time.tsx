import { useTranslation } from 'react-i18next';
import { useLanguage, useNow } from '../../state/kiosk-context.tsx';
import { formatTime, minutesUntil } from '../../text/format.ts';

/** When it should be ready, as well as can be told. */
export function ReadyTime({ readyAt }: { readonly readyAt: string | null }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const now = useNow(5000);
  if (readyAt === null) return <p>{t('making.unknown')}</p>;
  const at = Date.parse(readyAt);
  if (at - now < 60_000) return <p className="figures">{t('making.soon')}</p>;
  const minutes = t('film.minutes', { count: minutesUntil(at, now) });
  return (
    <p className="figures">{t('making.ready', { time: formatTime(at, language), minutes })}</p>
  );
}
