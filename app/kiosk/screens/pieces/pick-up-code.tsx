import { useTranslation } from 'react-i18next';
import { inGroups } from '../../../contracts/pick-up-code.ts';
import type { OrderView } from '../../../contracts/kiosk-view.ts';
import { OrderCode } from './order-code.tsx';
import styles from './pick-up-code.module.css';

/** The code that collects this order while the line is down, with why it is worth noting; nothing where there is none. */
export function PickUpCode({ order }: { readonly order: OrderView }) {
  const { t } = useTranslation();
  if (order.pickUpCode === null) return null;
  return (
    <div className={styles.both}>
      <OrderCode code={inGroups(order.pickUpCode)} label={t('claim.pickUp')} />
      <p>{t('claim.why')}</p>
    </div>
  );
}
