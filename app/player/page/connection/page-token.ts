/** What the browser keeps for one tab: the part of `Storage` this page uses. */
export interface TokenStore {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

const key = 'diptych.next-token';

/** Finds the token for the next connection: the fragment `#token=…` first, else what the last welcome left. */
export function findToken(fragment: string, store: TokenStore): string {
  const given = new URLSearchParams(fragment.replace(/^#/, '')).get('token');
  if (given !== null && given !== '') store.setItem(key, given);
  return store.getItem(key) ?? '';
}

export function keepToken(token: string, store: TokenStore): void {
  store.setItem(key, token);
}
