import { useText } from '../text/use-text.ts';
import type { Aids } from '../state/aids.ts';
import { Button, IconButton } from './button.tsx';
import { Mark } from '../../../look/mark.tsx';
import styles from './top-strip.module.css';

interface TopStripProps {
  readonly aids: Aids;
  readonly onAids: (aids: Aids) => void;
}

/** The name, and what makes the page readable: it never moves. */
export function TopStrip({ aids, onAids }: TopStripProps) {
  const text = useText();
  const other = aids.language === 'en' ? 'fr' : 'en';
  return (
    <header className={styles.strip}>
      <Mark size={32} />
      <span className={styles.name}>Diptych</span>
      <nav aria-label={text.aids} className={styles.aids}>
        <span lang={other}>
          <Button kind="quiet" icon="language" onPress={() => onAids({ ...aids, language: other })}>
            {text.otherLanguage}
          </Button>
        </span>
        <IconButton
          name={text.largeText}
          icon="text"
          isOn={aids.largeText}
          onPress={() => onAids({ ...aids, largeText: !aids.largeText })}
        />
        <IconButton
          name={text.contrast}
          icon="contrast"
          isOn={aids.highContrast}
          onPress={() => onAids({ ...aids, highContrast: !aids.highContrast })}
        />
      </nav>
    </header>
  );
}
