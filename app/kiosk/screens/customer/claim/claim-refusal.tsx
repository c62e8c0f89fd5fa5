import { useTranslation } from 'react-i18next';
import type { WireError } from '../../../../contracts/errors.ts';
import { Notice, Refusal } from '../../pieces/notice.tsx';
import { useLanguage, useView } from '../../state/kiosk-context.tsx';
import { formatTime } from '../../text/format.ts';

/** Why two codes were refused: with the attempts that are left, or the time at which the lock ends. */
export function ClaimRefusal({ refusal }: { readonly refusal: WireError | null }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { distributorName: distributor } = useView().machine;
  if (refusal === null) return null;
  const { code, attemptsLeft, until } = refusal;
  if (code === 'CLAIM_REFUSED') {
    const left =
      attemptsLeft === undefined ? '' : ` ${t('identify.left', { count: attemptsLeft })}`;
    return (
      // A key each: what is said anew is heard, and brought into sight, anew.
      <Notice key={`refused ${attemptsLeft}`}>
        {t('claim.refused')}
        {left}
      </Notice>
    );
  }
  if (code === 'CLAIM_LOCKED' && until !== undefined && !Number.isNaN(Date.parse(until))) {
    const time = formatTime(Date.parse(until), language);
    return <Notice key={`locked ${until}`}>{t('claim.locked', { time, distributor })}</Notice>;
  }
  return <Refusal code={code} />;
}
