import { createContext, useContext, useEffect, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import type { CatalogueEntry, KioskView, OrderView } from '../../../contracts/kiosk-view.ts';
import { type Language, languageSchema } from '../../../contracts/title.ts';
import type { Browsing } from '../flow/film-search.ts';
import { findOrder } from '../flow/order-standing.ts';
import type { KioskSnapshot, KioskStore } from './kiosk-store.ts';
import type { Settings } from './settings.ts';
import { settingsStore } from './settings-store.ts';

const StoreContext = createContext<KioskStore | null>(null);
export const StoreProvider = StoreContext.Provider;

export function useStore(): KioskStore {
  const store = useContext(StoreContext);
  if (store === null) throw new Error('A screen stands outside the store.');
  return store;
}

export function useSnapshot(): KioskSnapshot {
  const store = useStore();
  return useSyncExternalStore(store.subscribe, store.snapshot);
}

/** The last view. Screens are drawn only once there is one. */
export function useView(): KioskView {
  const { view } = useSnapshot();
  if (view === null) throw new Error('A screen was drawn before the first view.');
  return view;
}

export function useOrder(orderId: string): OrderView | null {
  return findOrder(useView().session.orders, orderId);
}

export function useFilm(titleId: string): CatalogueEntry | null {
  const { catalogue } = useSnapshot();
  if (catalogue === null || catalogue === 'failed') return null;
  return catalogue.find(({ title }) => title.titleId === titleId) ?? null;
}

export function useLanguage(): Language {
  const { i18n } = useTranslation();
  return languageSchema.catch('en').parse(i18n.language);
}

export function useSettings(): Settings {
  return useSyncExternalStore(settingsStore.subscribe, settingsStore.snapshot);
}

/** The machine's time, drawn again every `everyMs`. */
export function useNow(everyMs: number): number {
  const store = useStore();
  const [now, setNow] = useState(store.now);
  useEffect(() => {
    const timer = window.setInterval(() => setNow(store.now()), everyMs);
    return () => window.clearInterval(timer);
  }, [store, everyMs]);
  return now;
}

interface BrowsingState {
  readonly browsing: Browsing;
  readonly setBrowsing: (part: Partial<Browsing>) => void;
}

const BrowsingContext = createContext<BrowsingState | null>(null);
export const BrowsingProvider = BrowsingContext.Provider;

/** What the customer looked for: kept between catalogue and film, forgotten with the session. */
export function useBrowsing(): BrowsingState {
  const state = useContext(BrowsingContext);
  if (state === null) throw new Error('A screen stands outside the session.');
  return state;
}
