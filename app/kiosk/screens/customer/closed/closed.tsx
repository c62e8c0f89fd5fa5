import { useTranslation } from 'react-i18next';
import { Button } from '../../pieces/button.tsx';
import { Facts } from '../../pieces/facts.tsx';
import { Mark } from '../../../../look/mark.tsx';
import { Screen } from '../../pieces/screen.tsx';
import { StaffDoor } from '../../pieces/staff-door.tsx';
import { useLanguage, useStore, useView } from '../../state/kiosk-context.tsx';
import { formatDayTime } from '../../text/format.ts';

/** Why, since when, what still works, whom to ask. */
export function Closed() {
  const { t } = useTranslation();
  const store = useStore();
  const language = useLanguage();
  const { machine } = useView();
  const reasons = [...new Set([...machine.ordersClosed, ...machine.pickUpClosed])];
  const canPickUp = machine.pickUpClosed.length === 0;
  const since = formatDayTime(Date.parse(machine.since), language);
  return (
    <Screen
      title={machine.mode === 'maintenance' ? t('closed.titleMaintenance') : t('closed.title')}
      picture={<Mark size={220} />}
      back={<StaffDoor />}
      actions={
        canPickUp ? (
          <Button kind="gilt" onPress={() => store.dispatch({ type: 'order-door-chosen' })}>
            {t('doors.order')}
          </Button>
        ) : undefined
      }
    >
      <Facts
        facts={[
          {
            name: t('closed.why'),
            value: (
              <>
                {reasons.length === 0 ? <p>{t('closed.general')}</p> : null}
                {reasons.map((reason) => (
                  <p key={reason}>{t(`reason.${reason}`)}</p>
                ))}
                <p className="figures">{t('closed.since', { time: since })}</p>
              </>
            ),
          },
          { name: t('closed.works'), value: canPickUp ? t('closed.pickUp') : t('closed.nothing') },
          {
            name: t('closed.ask'),
            value: t('closed.askText', { distributor: machine.distributorName }),
          },
        ]}
      />
    </Screen>
  );
}
