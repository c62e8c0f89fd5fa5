import { useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import Keyboard, { type KeyboardReactInterface } from 'react-simple-keyboard';
import 'react-simple-keyboard/build/css/index.css';
import './panel-keyboard.css';
import { useLanguage } from '../../state/kiosk-context.tsx';
import { keyLayout } from './key-layout.ts';
import styles from './panel.module.css';

interface TypedTextProps {
  readonly label: string;
  readonly value: string;
  /** Characters at most. */
  readonly most: number;
  readonly onChange: (text: string) => void;
}

/** A field with keys below it: a machine has no keyboard, but one that is plugged in types as well. */
export function TypedText({ label, value, most, onChange }: TypedTextProps) {
  const { t } = useTranslation('maintenance');
  const language = useLanguage();
  const id = useId();
  const keyboard = useRef<KeyboardReactInterface | null>(null);
  const [isUpper, setUpper] = useState(false);
  useEffect(() => {
    keyboard.current?.setInput(value);
  }, [value]);
  const change = (text: string) => onChange(text.slice(0, most));
  return (
    <div className={styles.typed}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className={styles.input}
        type="text"
        autoComplete="off"
        spellCheck={false}
        value={value}
        onChange={({ target }) => change(target.value)}
      />
      <fieldset aria-label={t('frame.keyboard')}>
        <Keyboard
          keyboardRef={(instance: KeyboardReactInterface) => {
            keyboard.current = instance;
          }}
          layout={{ default: keyLayout(language, isUpper) }}
          display={{
            '{space}': t('frame.keySpace'),
            '{bksp}': t('frame.keyErase'),
            '{shift}': t(isUpper ? 'frame.keySmall' : 'frame.keyCapital'),
          }}
          mergeDisplay
          useButtonTag
          preventMouseDownDefault
          theme="hg-theme-default panel-keyboard"
          onChange={change}
          onKeyPress={(key: string) => {
            if (key === '{shift}') setUpper((was) => !was);
          }}
        />
      </fieldset>
    </div>
  );
}
