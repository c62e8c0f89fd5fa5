import { useTranslation } from 'react-i18next';
import { Mark } from '../../../../look/mark.tsx';
import { Screen } from '../../pieces/screen.tsx';
import { StaffDoor } from '../../pieces/staff-door.tsx';

export function Starting() {
  const { t } = useTranslation();
  return (
    <Screen title={t('starting.title')} picture={<Mark size={280} />} back={<StaffDoor />}>
      <output>{t('starting.text')}</output>
    </Screen>
  );
}
