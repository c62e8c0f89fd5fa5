import { createContext, use, useSyncExternalStore } from 'react';
import type { PageState, PlayerStore } from './player-store.ts';

const Context = createContext<PlayerStore | null>(null);
export const PlayerProvider = Context.Provider;

export function usePlayer(): PlayerStore {
  const store = use(Context);
  if (store === null) throw new TypeError('No player is provided.');
  return store;
}

export function usePageState(): PageState {
  const store = usePlayer();
  return useSyncExternalStore(store.subscribe, store.snapshot);
}
