import { useTranslation } from 'react-i18next';
import { isLineDown } from '../../flow/line.ts';
import { Button } from '../../pieces/button.tsx';
import { MachinePicture } from '../../pieces/machine-picture.tsx';
import { OrderCodes } from '../../pieces/order-codes.tsx';
import { Screen } from '../../pieces/screen.tsx';
import { useLanguage, useOrder, useStore, useView } from '../../state/kiosk-context.tsx';
import { formatDayTime } from '../../text/format.ts';

/** One act: take it now. */
export function Ready({ orderId }: { readonly orderId: string }) {
  const { t } = useTranslation();
  const store = useStore();
  const language = useLanguage();
  const { machine } = useView();
  const order = useOrder(orderId);
  if (order === null) return null;
  const [reason] = machine.pickUpClosed;
  const { slot, holdUntil } = order;
  return (
    <Screen
      title={t('ready.title')}
      picture={
        slot === null ? undefined : (
          <MachinePicture
            slots={machine.slots}
            slot={slot}
            isOpen={false}
            label={t('take.pictureReady', { slot, slots: machine.slots })}
          />
        )
      }
      back={
        <Button kind="quiet" onPress={() => store.dispatch({ type: 'session-ended' })}>
          {t('ready.later')}
        </Button>
      }
      actions={
        <Button
          kind="gilt"
          whyNot={
            reason === undefined ? null : t('doors.closedOrder', { reason: t(`reason.${reason}`) })
          }
          onPress={() => store.dispatch({ type: 'disc-wanted', orderId })}
        >
          {t('ready.take')}
        </Button>
      }
    >
      <p>{slot === null ? t('ready.inside') : t('ready.slot', { slot })}</p>
      <OrderCodes order={order} />
      {order.state === 'notTaken' ? <p>{t('ready.notTaken')}</p> : null}
      {holdUntil === null ? null : (
        <p>{t('ready.until', { until: formatDayTime(Date.parse(holdUntil), language) })}</p>
      )}
      <p>{isLineDown(machine) ? t('ready.whyLine') : t('ready.why')}</p>
    </Screen>
  );
}
