import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Title } from '../../../../contracts/title.ts';
import { Button } from '../../pieces/button.tsx';
import { mediaAddress } from '../../pieces/poster.tsx';
import { useLanguage, useSettings } from '../../state/kiosk-context.tsx';
import styles from './trailer.module.css';

/** The trailer, started by the customer. Silent until sound is on: a shop is not a cinema. */
export function Trailer({ title }: { readonly title: Title }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { sound } = useSettings();
  const video = useRef<HTMLVideoElement>(null);
  const [isPlaying, setPlaying] = useState(false);
  const toggle = async () => {
    const element = video.current;
    if (element === null) return;
    element.muted = !sound;
    if (element.paused) await element.play().catch(() => setPlaying(false));
    else element.pause();
  };
  return (
    <div className={styles.trailer}>
      <video
        ref={video}
        className={styles.video}
        src={mediaAddress(title.trailer)}
        poster={mediaAddress(title.poster)}
        aria-label={t('film.trailer', { name: title.name[language] })}
        preload="metadata"
        playsInline
        muted
        onPlay={() => setPlaying(true)}
        onPause={() => setPlaying(false)}
        onEnded={() => setPlaying(false)}
      />
      <Button icon={isPlaying ? 'stop' : 'play'} onPress={() => void toggle()}>
        {isPlaying ? t('film.pause') : t('film.play')}
      </Button>
    </div>
  );
}
