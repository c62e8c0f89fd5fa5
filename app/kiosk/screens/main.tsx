import '../../look/without-eval.ts';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { browserSurroundings } from './connection/browser-surroundings.ts';
import { tokenKey } from './connection/connection-token.ts';
import { KioskApp } from './kiosk-app.tsx';
import '../../look/fonts.css';
import '../../look/palette.css';
import './look/tokens.css';
import './look/base.css';
import { StoreProvider } from './state/kiosk-context.tsx';
import { KioskStore } from './state/kiosk-store.ts';
import { settingsStore } from './state/settings-store.ts';
import { prepareLanguages } from './text/languages.ts';

await prepareLanguages();

const store = new KioskStore({
  ...browserSurroundings(),
  monotonic: () => performance.now(),
  wipe() {
    const token = window.sessionStorage.getItem(tokenKey);
    window.localStorage.clear();
    window.sessionStorage.clear();
    if (token !== null) window.sessionStorage.setItem(tokenKey, token);
    settingsStore.reset();
  },
});
const element = document.getElementById('screens');
if (element !== null) {
  createRoot(element).render(
    <StrictMode>
      <StoreProvider value={store}>
        <KioskApp />
      </StoreProvider>
    </StrictMode>,
  );
  store.start();
}
