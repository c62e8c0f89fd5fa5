import type { TokenStore } from '../../connection/connection-token.ts';

const key = 'diptych.maintenance-token';

/** Finds what opens the maintenance API: the fragment `#token=…` first, else what this tab was opened with before. */
export function findMaintenanceToken(fragment: string, store: TokenStore): string | null {
  const given = new URLSearchParams(fragment.replace(/^#/, '')).get('token');
  if (given === null || given === '') return store.getItem(key);
  store.setItem(key, given);
  return given;
}
