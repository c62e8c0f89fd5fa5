import { useTranslation } from 'react-i18next';
import { useView } from '../state/kiosk-context.tsx';
import { Button } from './button.tsx';
import styles from './help.module.css';
import { Modal } from './modal.tsx';

export function Help({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  const { machine } = useView();
  return (
    <Modal title={t('help.title')} onClose={onClose}>
      <ul className={styles.list}>
        <li>{t('help.make')}</li>
        <li>{t('help.collect')}</li>
        <li>{t('help.see')}</li>
        <li>{t('help.hear')}</li>
        <li>{t('help.keys')}</li>
        <li className={styles.person}>
          {t('help.ask', { distributor: machine.distributorName, kiosk: machine.kioskName })}
        </li>
      </ul>
      <Button kind="gilt" onPress={onClose}>
        {t('common.close')}
      </Button>
    </Modal>
  );
}
