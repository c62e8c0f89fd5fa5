import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage, useSettings } from '../state/kiosk-context.tsx';
import { settingsStore } from '../state/settings-store.ts';
import { Icon, type IconName } from '../../../look/icon.tsx';
import styles from './quiet-row.module.css';
import { playTone } from './tones.ts';

interface RowButtonProps {
  readonly icon: IconName;
  readonly children: ReactNode;
  readonly onPress: () => void;
  readonly isOn?: boolean;
  readonly lang?: string;
}

function RowButton({ icon, children, onPress, isOn, lang }: RowButtonProps) {
  return (
    <button type="button" className={styles.item} aria-pressed={isOn} onClick={onPress} lang={lang}>
      <Icon name={icon} size={34} />
      <span>{children}</span>
    </button>
  );
}

/** Language, large text, contrast, sound, help: on every screen, in the same place. */
export function QuietRow({ onHelp }: { readonly onHelp: () => void }) {
  const { t, i18n } = useTranslation();
  const language = useLanguage();
  const { largeText, highContrast, sound } = useSettings();
  const other = language === 'en' ? 'fr' : 'en';
  return (
    <nav className={styles.row} aria-label={t('row.label')}>
      <RowButton icon="language" lang={other} onPress={() => void i18n.changeLanguage(other)}>
        {t('row.otherLanguage')}
      </RowButton>
      <RowButton
        icon="text"
        isOn={largeText}
        onPress={() => settingsStore.set({ largeText: !largeText })}
      >
        {t('row.largeText')}
      </RowButton>
      <RowButton
        icon="contrast"
        isOn={highContrast}
        onPress={() => settingsStore.set({ highContrast: !highContrast })}
      >
        {t('row.contrast')}
      </RowButton>
      <RowButton
        icon="sound"
        isOn={sound}
        onPress={() => {
          settingsStore.set({ sound: !sound });
          if (!sound) playTone('touch');
        }}
      >
        {t('row.sound')}
      </RowButton>
      <RowButton icon="help" onPress={onHelp}>
        {t('row.help')}
      </RowButton>
    </nav>
  );
}
