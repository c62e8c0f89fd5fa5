import { useTranslation } from 'react-i18next';
import type { CatalogueEntry } from '../../../../contracts/kiosk-view.ts';
import { Poster } from '../../pieces/poster.tsx';
import { useLanguage, useStore } from '../../state/kiosk-context.tsx';
import styles from './film-card.module.css';

interface FilmCardProps {
  readonly entry: CatalogueEntry;
  readonly isSmall: boolean;
}

/** A film on the wall. One that cannot be made now stays, with its reason. */
export function FilmCard({ entry, isSmall }: FilmCardProps) {
  const { t } = useTranslation();
  const store = useStore();
  const language = useLanguage();
  const { title, available, reasons, minutes } = entry;
  const [reason] = reasons;
  return (
    <button
      type="button"
      className={isSmall ? styles.small : styles.card}
      onClick={() => store.dispatch({ type: 'title-chosen', titleId: title.titleId })}
    >
      <Poster title={title} className={styles.poster} />
      <span className={styles.words}>
        <span className={styles.name}>{title.name[language]}</span>
        <span className={`figures ${styles.facts}`}>
          {title.year} · {t('common.about', { minutes })}
        </span>
        {available ? null : (
          <span className={styles.reason}>
            {t('catalogue.notNow')}
            {reason === undefined || isSmall ? '' : ` · ${t(`reason.${reason}`)}`}
          </span>
        )}
      </span>
    </button>
  );
}
