import { sharedIndex } from './shared-index.ts';
import { SharedReads } from './shared-reads.ts';
import type { MasterStore, OpenTitle } from './title-store.ts';

/** Titles that stay open though nobody uses them. Each holds its window of the master. */
const KEPT = 4;

interface Kept {
  readonly version: string;
  readonly title: OpenTitle;
  users: number;
}

/** A title that was borrowed. */
export interface BorrowedTitle extends OpenTitle {
  /** As {@link MasterStore.versionOf} gave it. */
  readonly version: string;
}

/**
 * Holds titles open, each once however many main streams of it are read: they share its window of the master, and what was read of
 * its index.
 */
export class TitleRack {
  readonly #store: MasterStore;
  /** The one used last stands last. */
  readonly #kept = new Map<string, Kept>();

  constructor(store: MasterStore) {
    this.#store = store;
  }

  /**
   * A title as the vault has it now. Who has borrowed it earlier keeps what they have.
   *
   * @throws AppError `VAULT_TITLE_UNKNOWN`, `VAULT_TITLE_DAMAGED`.
   */
  borrow(titleId: string): BorrowedTitle {
    const kept = this.#find(titleId) ?? this.#open(titleId);
    this.#kept.delete(titleId);
    this.#kept.set(titleId, kept);
    kept.users += 1;
    this.#letGo(KEPT);
    let isOpen = true;
    return {
      ...kept.title,
      version: kept.version,
      close: () => {
        if (!isOpen) return;
        isOpen = false;
        kept.users -= 1;
        if (kept.users === 0 && this.#kept.get(titleId) !== kept) kept.title.close();
        this.#letGo(KEPT);
      },
    };
  }

  /** Closes what nobody uses. */
  rest(): void {
    this.#letGo(0);
  }

  #find(titleId: string): Kept | null {
    const found = this.#kept.get(titleId);
    if (found === undefined) return null;
    if (this.#isCurrent(titleId, found)) return found;
    this.#kept.delete(titleId);
    if (found.users === 0) found.title.close();
    return null;
  }

  #isCurrent(titleId: string, { version }: Kept): boolean {
    try {
      return this.#store.versionOf(titleId) === version;
    } catch {
      // Opening it says what is wrong with it.
      return false;
    }
  }

  #open(titleId: string): Kept {
    const version = this.#store.versionOf(titleId);
    const title = this.#store.open(titleId);
    const shared = {
      ...title,
      master: new SharedReads(title.master),
      index: sharedIndex(title.index),
      close: () => title.close(),
    };
    return { version, title: shared, users: 0 };
  }

  #letGo(most: number): void {
    for (const [titleId, { title, users }] of this.#kept) {
      if (this.#kept.size <= most) return;
      if (users > 0) continue;
      title.close();
      this.#kept.delete(titleId);
    }
  }
}
