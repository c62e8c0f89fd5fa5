import { useTranslation } from 'react-i18next';
import { inGroups } from '../../../contracts/pick-up-code.ts';
import type { OrderView } from '../../../contracts/kiosk-view.ts';
import { OrderCode } from './order-code.tsx';
import styles from './order-codes.module.css';

/** What a customer carries away: the order's code, and the one that collects it while the line is down, with why to note it. */
export function OrderCodes({ order }: { readonly order: OrderView }) {
  const { t } = useTranslation();
  const { code, pickUpCode } = order;
  return (
    <>
      <div className={styles.codes}>
        <OrderCode code={code} label={t('common.code')} />
        {pickUpCode === null ? null : (
          <OrderCode code={inGroups(pickUpCode)} label={t('claim.pickUp')} />
        )}
      </div>
      {pickUpCode === null ? null : <p>{t('claim.why')}</p>}
    </>
  );
}
