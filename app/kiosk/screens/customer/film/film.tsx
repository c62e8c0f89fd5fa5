import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { CatalogueEntry } from '../../../../contracts/kiosk-view.ts';
import { Button } from '../../pieces/button.tsx';
import { Facts } from '../../pieces/facts.tsx';
import { Screen } from '../../pieces/screen.tsx';
import { useFilm, useLanguage, useStore } from '../../state/kiosk-context.tsx';
import { formatLength } from '../../text/format.ts';
import styles from './film.module.css';
import { Trailer } from './trailer.tsx';

export function Film({ titleId }: { readonly titleId: string }) {
  const { t } = useTranslation();
  const store = useStore();
  const entry = useFilm(titleId);
  const back = (
    <Button kind="quiet" icon="back" onPress={() => store.dispatch({ type: 'went-back' })}>
      {t('common.back')}
    </Button>
  );
  if (entry === null) return <Screen title={t('film.unknown')} back={back} />;
  return <KnownFilm entry={entry} back={back} />;
}

interface KnownFilmProps {
  readonly entry: CatalogueEntry;
  readonly back: ReactNode;
}

/** The trailer, the facts, and one gilt button with the minutes. */
function KnownFilm({ entry, back }: KnownFilmProps) {
  const { t } = useTranslation();
  const store = useStore();
  const language = useLanguage();
  const { title, available, reasons, minutes } = entry;
  const why = reasons.map((reason) => t(`reason.${reason}`)).join(' ');
  return (
    <Screen
      title={title.name[language]}
      picture={<Trailer title={title} />}
      back={back}
      actions={
        <Button
          kind="gilt"
          whyNot={available ? null : t('film.cannot', { reason: why })}
          onPress={() =>
            store.dispatch({
              type: 'film-wanted',
              titleId: title.titleId,
              requestKey: crypto.randomUUID(),
            })
          }
        >
          {t('film.make')} · {t('common.about', { minutes })}
        </Button>
      }
    >
      <p className={styles.synopsis}>{title.synopsis[language]}</p>
      <Facts
        facts={[
          { name: t('film.year'), value: <span className="figures">{title.year}</span> },
          {
            name: t('film.length'),
            value: <span className="figures">{formatLength(title.runningSeconds)}</span>,
          },
          {
            name: t('film.kind'),
            value: title.genres.map((genre) => t(`genre.${genre}`)).join(', '),
          },
          { name: t('film.picture'), value: `${title.aspect}, ${title.standard.toUpperCase()}` },
          {
            name: t('film.credits'),
            value: (
              <>
                <span>{title.credits}</span>
                {title.rights === '' ? null : <span className={styles.rights}>{title.rights}</span>}
              </>
            ),
          },
        ]}
      />
    </Screen>
  );
}
