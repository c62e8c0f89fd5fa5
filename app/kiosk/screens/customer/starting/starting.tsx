import { useTranslation } from 'react-i18next';
import { Mark } from '../../../../look/mark.tsx';
import { Screen } from '../../pieces/screen.tsx';

export function Starting() {
  const { t } = useTranslation();
  return (
    <Screen title={t('starting.title')} picture={<Mark size={280} />}>
      <output>{t('starting.text')}</output>
    </Screen>
  );
}
