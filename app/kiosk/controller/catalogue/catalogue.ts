import { z } from 'zod';
import type { SettingsStore } from '../../../../db/kiosk/settings-store.ts';
import { bankRoutes } from '../../../contracts/bank-api.ts';
import { titleSchema, type Title } from '../../../contracts/title.ts';
import type { Clock } from '../../../foundation/clock.ts';
import { isAppError } from '../../../foundation/errors.ts';
import type { Logger } from '../../../foundation/logger.ts';
import { minutes } from '../../../foundation/units.ts';
import type { PublicBank } from '../bank/bank-client.ts';

const SETTING = 'catalogue';
const REFRESH_EVERY = minutes(5);

/** The titles that the bank offers, as last heard: kept in the records, so that a start without a line has them. */
export class Catalogue {
  readonly #bank: PublicBank;
  readonly #settings: SettingsStore;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #closing = new AbortController();
  readonly #listeners = new Set<() => void>();
  #titles: readonly Title[];
  #cancelNext: () => void = () => {};

  constructor(bank: PublicBank, settings: SettingsStore, clock: Clock, logger: Logger) {
    this.#bank = bank;
    this.#settings = settings;
    this.#clock = clock;
    this.#logger = logger;
    this.#titles = settings.find(SETTING, z.array(titleSchema)) ?? [];
  }

  get titles(): readonly Title[] {
    return this.#titles;
  }

  find(titleId: string): Title | null {
    return this.#titles.find((title) => title.titleId === titleId) ?? null;
  }

  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }

  /** Asks the bank now, and from then on now and then. Keeps what it has where the bank cannot be reached. */
  async refresh(): Promise<void> {
    this.#cancelNext();
    try {
      const heard = await this.#bank.listTitles(this.#closing.signal);
      this.#keep(
        heard.map((title) => ({
          ...title,
          poster: withoutRoute(title.poster),
          trailer: withoutRoute(title.trailer),
        })),
      );
    } catch (error) {
      if (this.#closing.signal.aborted) return;
      const code = isAppError(error) ? error.code : 'PROGRAM_FAILED';
      this.#logger.warn({ code }, 'The catalogue could not be refreshed.');
    }
    this.#planNext();
  }

  close(): void {
    this.#closing.abort();
    this.#cancelNext();
  }

  /** Two refreshes may be on their way at once: the later to end plans the next, and after a close none is planned. */
  #planNext(): void {
    this.#cancelNext();
    if (this.#closing.signal.aborted) return;
    this.#cancelNext = this.#clock.after(REFRESH_EVERY, () => void this.refresh());
  }

  #keep(titles: readonly Title[]): void {
    if (this.#closing.signal.aborted) return;
    if (JSON.stringify(titles) === JSON.stringify(this.#titles)) return;
    this.#titles = titles;
    this.#settings.put(SETTING, titles);
    for (const listener of this.#listeners) listener();
  }
}

/** Media paths are kept below the media route, however the bank writes them. */
function withoutRoute(path: string): string {
  return path.startsWith(bankRoutes.media) ? path.slice(bankRoutes.media.length) : path;
}
