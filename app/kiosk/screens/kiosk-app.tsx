import { useEffect, useState } from 'react';
import styles from './kiosk-app.module.css';
import { ConnectionScreen } from './customer/connection-screen.tsx';
import { PlaceScreen } from './customer/place-screen.tsx';
import { type Browsing, freshBrowsing } from './flow/film-search.ts';
import { Help } from './pieces/help.tsx';
import { IdleWatch } from './pieces/idle-watch.tsx';
import { QuietRow } from './pieces/quiet-row.tsx';
import { speak, spokenName } from './pieces/speech.ts';
import { playTone } from './pieces/tones.ts';
import { TopStrip } from './pieces/top-strip.tsx';
import { BrowsingProvider, useLanguage, useSettings, useSnapshot } from './state/kiosk-context.tsx';

/** The whole page: whose machine it is, the screen of the moment, and the quiet row that never moves. */
export function KioskApp() {
  const { connection, view, flow } = useSnapshot();
  const language = useLanguage();
  const [helpIn, setHelpIn] = useState<number | null>(null);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  useSpokenControls();
  if (view === null || connection !== 'live') {
    return (
      <div className={styles.alone}>
        <ConnectionScreen state={connection === 'live' ? 'connecting' : connection} />
      </div>
    );
  }
  return (
    <div className={styles.page}>
      <TopStrip />
      <Session key={flow.session} />
      <QuietRow onHelp={() => setHelpIn(flow.session)} />
      {helpIn === flow.session ? <Help onClose={() => setHelpIn(null)} /> : null}
    </div>
  );
}

/** All that belongs to one customer: with the next session it is another component, and nothing of it is left. */
function Session() {
  const [browsing, replace] = useState<Browsing>(freshBrowsing);
  const setBrowsing = (part: Partial<Browsing>) => replace((before) => ({ ...before, ...part }));
  return (
    <BrowsingProvider value={{ browsing, setBrowsing }}>
      <PlaceScreen />
      <IdleWatch />
    </BrowsingProvider>
  );
}

/** With sound on, names every control that takes the focus, and answers every touch with a soft tone. */
function useSpokenControls(): void {
  const { sound } = useSettings();
  const language = useLanguage();
  useEffect(() => {
    if (!sound) return undefined;
    const named = (event: FocusEvent) => {
      const control = event.target;
      if (control instanceof Element && control.matches('button, input')) {
        speak(spokenName(control), language);
      }
    };
    const touched = () => playTone('touch');
    document.addEventListener('focusin', named);
    document.addEventListener('click', touched);
    return () => {
      document.removeEventListener('focusin', named);
      document.removeEventListener('click', touched);
    };
  }, [sound, language]);
}
