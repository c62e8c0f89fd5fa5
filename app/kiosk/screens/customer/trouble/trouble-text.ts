import { useTranslation } from 'react-i18next';
import {
  type OrderView,
  type PaymentView,
  type ReasonCode,
  reasonCodeSchema,
} from '../../../../contracts/kiosk-view.ts';
import { useLanguage } from '../../state/kiosk-context.tsx';
import { formatDayTime, formatMoney } from '../../text/format.ts';
import { unreachable } from '../../flow/unreachable.ts';

export type TroubleKind = 'failed' | 'cancelled' | 'expired' | 'notTaken' | 'suspect';

interface TroubleText {
  readonly title: string;
  readonly happened: string;
  readonly next: string;
}

function isReason(failure: NonNullable<OrderView['failure']>): failure is ReasonCode {
  return reasonCodeSchema.safeParse(failure).success;
}

/** The sentences of each trouble. */
export function useTroubleText(order: OrderView, kind: TroubleKind): TroubleText {
  const { t } = useTranslation();
  const language = useLanguage();
  const { failure, holdUntil } = order;
  const title = t(`trouble.${kind}`);
  switch (kind) {
    case 'failed': {
      const happened =
        failure === null
          ? t('failure.unknown')
          : isReason(failure)
            ? t(`reason.${failure}`)
            : t(`failure.${failure}`);
      return { title, happened, next: t('trouble.nextFailed') };
    }
    case 'cancelled':
      return {
        title,
        happened:
          failure === 'payment-declined'
            ? t('failure.payment-declined')
            : t('trouble.whyCancelled'),
        next: t('trouble.nextCancelled'),
      };
    case 'expired':
      return { title, happened: t('trouble.whyExpired'), next: t('trouble.nextExpired') };
    case 'suspect':
      return { title, happened: t('trouble.whySuspect'), next: t('trouble.nextSuspect') };
    case 'notTaken':
      return {
        title,
        happened: t('trouble.whyNotTaken'),
        next:
          holdUntil === null
            ? t('trouble.nextNotTakenPlain')
            : t('trouble.nextNotTaken', {
                until: formatDayTime(Date.parse(holdUntil), language),
              }),
      };
    default:
      return unreachable(kind);
  }
}

/** What became of the money. */
export function useMoneyText(payment: PaymentView | null, kind: TroubleKind): string {
  const { t } = useTranslation();
  const language = useLanguage();
  if (payment === null) return t('trouble.nothingCharged');
  const price = formatMoney(payment, language);
  switch (payment.state) {
    case 'asked':
    case 'released':
      return t('trouble.nothingCharged');
    case 'held':
      return t(kind === 'notTaken' || kind === 'suspect' ? 'money.held' : 'money.releasing', {
        price,
      });
    case 'captured':
      return t(kind === 'notTaken' || kind === 'suspect' ? 'money.captured' : 'money.refunding', {
        price,
      });
    case 'doubtful':
      return t('money.doubtful');
    default:
      return unreachable(payment.state);
  }
}
