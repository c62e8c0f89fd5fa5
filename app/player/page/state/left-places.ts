/** What the browser keeps for one tab: the part of `Storage` this page uses. */
export interface PlaceStore {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

const storageKey = 'diptych.left-at';

/** Where the film of an order was left, in seconds, over a reload of the page; null: at no place worth going back to. */
export class LeftPlaces {
  readonly #store: PlaceStore;

  constructor(store: PlaceStore) {
    this.#store = store;
  }

  find(orderCode: string): number | null {
    const [code, seconds] = (this.#store.getItem(storageKey) ?? '').split(' ');
    return code === orderCode && /^\d+$/.test(seconds ?? '') ? Number(seconds) : null;
  }

  keep(orderCode: string, seconds: number | null): void {
    const value = seconds === null ? '' : `${orderCode} ${Math.floor(seconds)}`;
    this.#store.setItem(storageKey, value);
  }
}
