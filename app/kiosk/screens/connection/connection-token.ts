/** What the browser keeps for one tab: the part of `Storage` this page uses. */
export interface TokenStore {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

/** The one entry that outlives a session: the right to connect again. It says nothing of any customer. */
export const tokenKey = 'diptych.next-token';

/** Finds the token for the next connection: the fragment `#token=…` first, else what the last welcome left. */
export function findToken(fragment: string, store: TokenStore): string | null {
  const given = new URLSearchParams(fragment.replace(/^#/, '')).get('token');
  if (given !== null && given !== '') {
    store.setItem(tokenKey, given);
    return given;
  }
  return store.getItem(tokenKey);
}
