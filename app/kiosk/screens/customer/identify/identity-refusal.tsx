import { useTranslation } from 'react-i18next';
import type { WireError } from '../../../../contracts/errors.ts';
import { Notice, Refusal } from '../../pieces/notice.tsx';
import { useLanguage } from '../../state/kiosk-context.tsx';
import { formatTime } from '../../text/format.ts';

interface IdentityRefusalProps {
  readonly refusal: WireError | null;
  readonly hasCard: boolean;
}

/** Why an identification was refused: with the attempts that are left, or the time at which the lock ends. */
export function IdentityRefusal({ refusal, hasCard }: IdentityRefusalProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  if (refusal === null) return null;
  const { code, attemptsLeft, until } = refusal;
  if (code === 'IDENTITY_REFUSED') {
    return (
      <Notice>
        {hasCard ? t('identify.refusedCard') : t('identify.refused')}
        {attemptsLeft === undefined ? '' : ` ${t('identify.left', { count: attemptsLeft })}`}
      </Notice>
    );
  }
  if (code === 'IDENTITY_LOCKED' && until !== undefined && !Number.isNaN(Date.parse(until))) {
    return (
      <Notice>{t('identify.locked', { time: formatTime(Date.parse(until), language) })}</Notice>
    );
  }
  return <Refusal code={code} />;
}
