import { useTranslation } from 'react-i18next';
import { titleSchema } from '../../../../contracts/title.ts';
import { findFilms, type Genre, genresOf } from '../../flow/film-search.ts';
import { Button } from '../../pieces/button.tsx';
import { Notice } from '../../pieces/notice.tsx';
import { Screen } from '../../pieces/screen.tsx';
import { useBrowsing, useLanguage, useSnapshot, useStore } from '../../state/kiosk-context.tsx';
import styles from './catalogue.module.css';
import { FilmCard } from './film-card.tsx';
import { SearchKeyboard } from './search-keyboard.tsx';

const allGenres = titleSchema.shape.genres.element.options;

/** The poster wall, with kinds of film to choose from and a search. */
export function Catalogue() {
  const { t } = useTranslation();
  const store = useStore();
  const language = useLanguage();
  const { catalogue } = useSnapshot();
  const { browsing, setBrowsing } = useBrowsing();
  const { genre, query, isTyping } = browsing;
  const entries = Array.isArray(catalogue) ? catalogue : [];
  const films = findFilms(entries, browsing, language);
  const genres = genresOf(entries, allGenres);
  return (
    <Screen
      title={
        <span className={isTyping ? styles.titleTyping : undefined}>{t('catalogue.title')}</span>
      }
      layout="flowing"
      back={
        <Button kind="quiet" icon="back" onPress={() => store.dispatch({ type: 'went-back' })}>
          {t('common.back')}
        </Button>
      }
      actions={
        isTyping ? (
          <Button onPress={() => setBrowsing({ isTyping: false })}>
            {t('catalogue.closeSearch')}
          </Button>
        ) : (
          <Button icon="search" onPress={() => setBrowsing({ isTyping: true })}>
            {t('catalogue.search')}
          </Button>
        )
      }
      below={
        isTyping ? (
          <SearchKeyboard
            query={query}
            onChange={(next) => setBrowsing({ query: next })}
            onClose={() => setBrowsing({ isTyping: false })}
          />
        ) : null
      }
    >
      {isTyping ? null : (
        <fieldset className={styles.chips} aria-label={t('catalogue.genres')}>
          <Chip
            isOn={genre === null && query === ''}
            onPress={() => setBrowsing({ genre: null, query: '' })}
          >
            {t('catalogue.all')}
          </Chip>
          {genres.map((kind: Genre) => (
            <Chip
              key={kind}
              isOn={genre === kind}
              onPress={() => setBrowsing({ genre: genre === kind ? null : kind })}
            >
              {t(`genre.${kind}`)}
            </Chip>
          ))}
        </fieldset>
      )}
      <CatalogueState />
      <output
        className={
          entries.length === 0 ? 'visually-hidden' : isTyping ? styles.countTyping : styles.count
        }
      >
        {Array.isArray(catalogue) ? t('catalogue.found', { count: films.length }) : null}
        {query === '' ? null : ` · “${query}”`}
      </output>
      <ul className={isTyping ? styles.list : styles.wall}>
        {films.map((entry) => (
          <li key={entry.title.titleId}>
            <FilmCard entry={entry} isSmall={isTyping} />
          </li>
        ))}
      </ul>
      {entries.length > 0 && films.length === 0 ? (
        <div className={styles.nothing}>
          <p>{query === '' ? t('catalogue.nothingHere') : t('catalogue.nothing', { query })}</p>
          <Button onPress={() => setBrowsing({ genre: null, query: '' })}>
            {t('catalogue.showAll')}
          </Button>
        </div>
      ) : null}
    </Screen>
  );
}

interface ChipProps {
  readonly isOn: boolean;
  readonly onPress: () => void;
  readonly children: string;
}

function Chip({ isOn, onPress, children }: ChipProps) {
  return (
    <button type="button" className={styles.chip} aria-pressed={isOn} onClick={onPress}>
      {children}
    </button>
  );
}

/** What stands instead of the wall while there is none. */
function CatalogueState() {
  const { t } = useTranslation();
  const store = useStore();
  const { catalogue } = useSnapshot();
  if (catalogue === null) return <output>{t('common.loading')}</output>;
  if (catalogue === 'failed') {
    return (
      <div className={styles.nothing}>
        <Notice>{t('catalogue.failed')}</Notice>
        <Button onPress={() => void store.readCatalogue()}>{t('catalogue.again')}</Button>
      </div>
    );
  }
  return catalogue.length === 0 ? <p>{t('catalogue.empty')}</p> : null;
}
