import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { OrderView } from '../../../../contracts/kiosk-view.ts';
import { standingOf } from '../../flow/order-standing.ts';
import { Button } from '../../pieces/button.tsx';
import { Facts } from '../../pieces/facts.tsx';
import { OrderCode } from '../../pieces/order-code.tsx';
import { Screen } from '../../pieces/screen.tsx';
import { playTone } from '../../pieces/tones.ts';
import { useOrder, useSettings, useStore, useView } from '../../state/kiosk-context.tsx';
import { type TroubleKind, useMoneyText, useTroubleText } from './trouble-text.ts';

function kindOf(order: OrderView): TroubleKind {
  const standing = standingOf(order);
  if (standing === 'ready') return 'notTaken';
  if (standing === 'unsure') return 'suspect';
  if (standing === 'failed') return 'failed';
  return order.state === 'expired' ? 'expired' : 'cancelled';
}

/** What happened, the money, what we do, the reference, whom to ask. */
export function Trouble({ order }: { readonly order: OrderView }) {
  const { t } = useTranslation();
  const store = useStore();
  const { machine } = useView();
  const kind = kindOf(order);
  const { title, happened, next } = useTroubleText(order, kind);
  // What becomes of the money goes on, where the order itself has ended.
  const current = useOrder(order.orderId) ?? order;
  const money = useMoneyText(current.payment, kind);
  const { sound } = useSettings();
  useEffect(() => {
    if (sound) playTone('attention');
  }, [sound]);
  return (
    <Screen
      title={title}
      back={
        <Button kind="quiet" onPress={() => store.dispatch({ type: 'session-ended' })}>
          {t('common.finish')}
        </Button>
      }
      actions={
        kind === 'notTaken' ? (
          <Button
            kind="gilt"
            onPress={() => store.dispatch({ type: 'disc-wanted', orderId: order.orderId })}
          >
            {t('trouble.takeAgain')}
          </Button>
        ) : (
          <Button kind="gilt" onPress={() => store.dispatch({ type: 'film-door-chosen' })}>
            {t('trouble.again')}
          </Button>
        )
      }
    >
      <OrderCode code={order.code} label={t('trouble.reference')} />
      <Facts
        facts={[
          { name: t('trouble.happened'), value: happened },
          { name: t('trouble.money'), value: money },
          { name: t('trouble.next'), value: next },
          {
            name: t('trouble.call'),
            value: t('trouble.callText', {
              distributor: machine.distributorName,
              kiosk: machine.kioskName,
            }),
          },
        ]}
      />
    </Screen>
  );
}
