import { useEffect, useState } from 'react';
import { Notice } from './pieces/notice.tsx';
import { TopStrip } from './pieces/top-strip.tsx';
import styles from './player-page.module.css';
import { IdentifyScreen } from './screens/identify.tsx';
import { LineScreen } from './screens/line.tsx';
import { OverScreen } from './screens/over.tsx';
import { ReadyScreen } from './screens/ready.tsx';
import { RefusedScreen } from './screens/refused.tsx';
import { WatchingScreen } from './screens/watching.tsx';
import { type Aids, showAids } from './state/aids.ts';
import { usePageState } from './state/player-context.tsx';
import { firstLanguage, LanguageContext, tables } from './text/use-text.ts';

export function PlayerPage() {
  const [aids, setAids] = useState<Aids>(() => ({
    language: firstLanguage(navigator.languages),
    largeText: false,
    highContrast: window.matchMedia('(prefers-contrast: more)').matches,
  }));
  useEffect(() => showAids(aids), [aids]);
  const { line, place } = usePageState();
  return (
    <LanguageContext value={aids.language}>
      <div className={styles.page}>
        <TopStrip aids={aids} onAids={setAids} />
        {line === 'lost' && place !== 'line' ? (
          <div className={styles.line}>
            <Notice>{tables[aids.language].line.lost}</Notice>
          </div>
        ) : null}
        <Screen />
      </div>
    </LanguageContext>
  );
}

function Screen() {
  const { place, view, refusal } = usePageState();
  if (view === null || place === 'line') return <LineScreen />;
  switch (place) {
    case 'identify':
      return <IdentifyScreen view={view} />;
    case 'ready':
      return <ReadyScreen view={view} />;
    case 'watching':
      return <WatchingScreen view={view} />;
    case 'over':
      return <OverScreen view={view} />;
    case 'refused':
      break;
  }
  const why = view.showing.is === 'ended' ? view.showing.refusal : refusal;
  return why === null ? <LineScreen /> : <RefusedScreen view={view} refusal={why} />;
}
