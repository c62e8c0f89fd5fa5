import { useTranslation } from 'react-i18next';
import type { Title } from '../../../../contracts/title.ts';
import { BrokenPoster } from '../../pieces/broken-poster.tsx';
import { Poster } from '../../pieces/poster.tsx';
import { StaffDoor } from '../../pieces/staff-door.tsx';
import { useSnapshot, useStore } from '../../state/kiosk-context.tsx';
import styles from './attract.module.css';

const POSTER_SHAPE = 2 / 3;

/** Posters drift across the hinge: broken as the disc alone has them, whole once they have crossed. */
export function Attract() {
  const { t } = useTranslation();
  const store = useStore();
  const { catalogue } = useSnapshot();
  const titles = Array.isArray(catalogue) ? catalogue.map(({ title }) => title).slice(0, 8) : [];
  return (
    <main className={styles.attract} aria-labelledby="attract-line">
      <div className={styles.stage} aria-hidden="true">
        {titles.length === 0 ? null : (
          <>
            <Leaf titles={titles} isBroken />
            <Leaf titles={titles} isBroken={false} />
          </>
        )}
        <div className={styles.hinge} />
        <span className={styles.broken}>{t('attract.broken')}</span>
        <span className={styles.whole}>{t('attract.whole')}</span>
      </div>
      <div className={styles.words}>
        <h1 id="attract-line">{t('attract.line')}</h1>
        <button
          type="button"
          className={styles.begin}
          onClick={() => store.dispatch({ type: 'touched' })}
        >
          <span>{t('attract.begin')}</span>
        </button>
        <StaffDoor />
      </div>
    </main>
  );
}

interface LeafProps {
  readonly titles: readonly Title[];
  readonly isBroken: boolean;
}

/** One side of the hinge. Both carry the same drifting row; each shows only its own half. */
function Leaf({ titles, isBroken }: LeafProps) {
  // Twice, so that the row's end is its beginning; long enough for the widest screen.
  const round = Array.from({ length: Math.max(1, Math.ceil(6 / titles.length)) }, () => titles);
  const row = [...round, ...round].flat();
  return (
    <div className={isBroken ? styles.leftLeaf : styles.rightLeaf}>
      <div className={styles.row}>
        {row.map((title, index) => (
          <div
            // Posters repeat and never change places: their position names them.
            key={`${title.titleId} ${index}`}
            className={styles.poster}
          >
            {isBroken ? (
              <BrokenPoster title={title} shape={POSTER_SHAPE} />
            ) : (
              <Poster title={title} />
            )}
          </div>
        ))}
      </div>
    </div>
  );
}
