import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import Keyboard, { type KeyboardReactInterface } from 'react-simple-keyboard';
import 'react-simple-keyboard/build/css/index.css';
import { Icon } from '../../../../look/icon.tsx';
import { useLanguage } from '../../state/kiosk-context.tsx';
import { keyboardLayouts } from './keyboard-layouts.ts';
import './search-keyboard.css';
import styles from './search-keyboard.module.css';

interface SearchKeyboardProps {
  readonly query: string;
  readonly onChange: (query: string) => void;
  readonly onClose: () => void;
}

const lying = window.matchMedia('(orientation: landscape)');

/** The field and the keys for it. A real keyboard types into the field as well. */
export function SearchKeyboard({ query, onChange, onClose }: SearchKeyboardProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const field = useRef<HTMLInputElement>(null);
  const keyboard = useRef<KeyboardReactInterface | null>(null);
  const [isLying, setLying] = useState(lying.matches);
  useEffect(() => {
    field.current?.focus();
    const turned = () => setLying(lying.matches);
    lying.addEventListener('change', turned);
    return () => lying.removeEventListener('change', turned);
  }, []);
  useEffect(() => {
    keyboard.current?.setInput(query);
  }, [query]);
  const change = (text: string) => onChange(text.slice(0, 40));
  return (
    <search className={styles.search}>
      <div className={styles.line}>
        <Icon name="search" />
        <input
          ref={field}
          className={styles.field}
          type="text"
          aria-label={t('catalogue.searchField')}
          placeholder={t('catalogue.searchField')}
          autoComplete="off"
          spellCheck={false}
          value={query}
          onChange={(event) => change(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape' || event.key === 'Enter') onClose();
          }}
        />
        <button
          type="button"
          className={styles.clear}
          aria-label={t('catalogue.clear')}
          aria-disabled={query === ''}
          onClick={() => change('')}
        >
          <Icon name="cross" />
        </button>
      </div>
      <fieldset aria-label={t('catalogue.keyboard')}>
        <Keyboard
          keyboardRef={(instance: KeyboardReactInterface) => {
            keyboard.current = instance;
          }}
          layout={{ default: keyboardLayouts[language][isLying ? 'wide' : 'tall'] }}
          display={{ '{space}': t('catalogue.keySpace'), '{bksp}': t('catalogue.keyErase') }}
          mergeDisplay
          useButtonTag
          preventMouseDownDefault
          theme="hg-theme-default diptych-keyboard"
          onChange={change}
        />
      </fieldset>
    </search>
  );
}
