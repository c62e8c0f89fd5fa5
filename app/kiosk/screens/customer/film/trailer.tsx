import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Title } from '../../../../contracts/title.ts';
import { Button } from '../../pieces/button.tsx';
import { mediaAddress, Poster } from '../../pieces/poster.tsx';
import { useLanguage, useSettings } from '../../state/kiosk-context.tsx';
import styles from './trailer.module.css';

/** The trailer, started by the customer. Silent until sound is on: a shop is not a cinema. */
export function Trailer({ title }: { readonly title: Title }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { sound } = useSettings();
  const video = useRef<HTMLVideoElement>(null);
  const [isPlaying, setPlaying] = useState(false);
  const [hasStarted, setStarted] = useState(false);
  const toggle = async () => {
    const element = video.current;
    if (element === null) return;
    element.muted = !sound;
    if (element.paused) await element.play().catch(() => setPlaying(false));
    else element.pause();
  };
  return (
    <div className={styles.trailer}>
      <div className={styles.frame}>
        <video
          ref={video}
          className={styles.video}
          src={mediaAddress(title.trailer)}
          aria-label={t('film.trailer', { name: title.name[language] })}
          preload="metadata"
          playsInline
          muted
          onPlay={() => {
            setPlaying(true);
            setStarted(true);
          }}
          onPause={() => setPlaying(false)}
          onEnded={() => {
            setPlaying(false);
            setStarted(false);
          }}
        />
        {hasStarted ? null : <Poster title={title} className={styles.poster} />}
      </div>
      <Button icon={isPlaying ? 'stop' : 'play'} onPress={() => void toggle()}>
        {isPlaying ? t('film.pause') : t('film.play')}
      </Button>
    </div>
  );
}
