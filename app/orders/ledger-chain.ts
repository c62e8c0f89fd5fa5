import { type BookEntry, countsOf, isUnit } from './ledger.ts';

export const findingCodes = [
  'LEDGER_ENTRY_MISSING',
  'LEDGER_ENTRY_CHANGED',
  'LEDGER_CHAIN_BROKEN',
  'LEDGER_CUT_OFF',
  'LEDGER_REWRITTEN',
  'LEDGER_UNIT_UNKNOWN',
  'LEDGER_UNIT_BELOW_ZERO',
  'LEDGER_BALANCE_WRONG',
  'COUNTER_WRONG',
  'DISC_IN_TWO_PLACES',
  'DISC_NOT_WHERE_LEDGER',
  'DISC_WITHOUT_RECORD',
  'DISC_WITHOUT_IDENTIFIERS',
  'ORDER_GIVEN_TWICE',
  'GIVEN_WITHOUT_FULFILMENT',
  'FULFILLED_WITHOUT_DISC',
  'CAPTURED_WITHOUT_DISC',
] as const;
export type FindingCode = (typeof findingCodes)[number];

/** Something in the books that cannot be: what it is, where it stands, and what a person does about it. */
export interface Finding {
  readonly code: FindingCode;
  readonly message: string;
  /** The entry of the ledger; null where it is not one. */
  readonly entry: number | null;
}

const askHelp =
  'Keep a copy of the records, write down this line, and call those who made the machine: somebody changed the file.';

/**
 * Goes through the entries of a ledger, one after the other, and adds up what they say. Pure: what a hash is comes from outside,
 * as the entries do.
 */
export class LedgerChain {
  readonly #hashOf: (entry: Omit<BookEntry, 'hash'>) => string;
  readonly #findings: Finding[] = [];
  readonly #balances = { disc: new Map<string, number>(), sheet: new Map<string, number>() };
  readonly #counts = new Map<string, number>();
  readonly #places = new Map<string, string>();
  readonly #counted = { disc: new Set<string>(), sheet: new Set<string>() };
  /** What movements that form 1 did not write down make wrong in a unit. */
  readonly #unwritten = new Map<string, number>();
  #last: Pick<BookEntry, 'entry' | 'hash'> = { entry: 0, hash: '' };

  constructor(hashOf: (entry: Omit<BookEntry, 'hash'>) => string) {
    this.#hashOf = hashOf;
  }

  get findings(): readonly Finding[] {
    return this.#findings;
  }

  /** The entry that was looked at last; number 0 and an empty hash before the first. */
  get last(): Pick<BookEntry, 'entry' | 'hash'> {
    return this.#last;
  }

  get counts(): ReadonlyMap<string, number> {
    return this.#counts;
  }

  /** Where every disc is by its last entry. */
  get places(): ReadonlyMap<string, string> {
    return this.#places;
  }

  balancesOf(item: BookEntry['item']): ReadonlyMap<string, number> {
    return this.#balances[item];
  }

  take(entry: BookEntry): void {
    this.#checkChain(entry);
    this.#last = { entry: entry.entry, hash: entry.hash };
    this.#follow(entry);
    const { from, item, quantity, to } = entry;
    add(this.#balances[item], from, -quantity);
    add(this.#balances[item], to, quantity);
    if (entry.kind === 'load' || entry.kind === 'recount') {
      this.#counted[item].add(from);
      this.#counted[item].add(to);
    }
    for (const [name, many] of countsOf(entry)) add(this.#counts, name, many);
    if (entry.form === 1) return;
    for (const unit of [from, to]) {
      if (!isUnit(item, unit)) {
        this.#find(
          'LEDGER_UNIT_UNKNOWN',
          entry.entry,
          `No unit of this machine is "${unit}". ${askHelp}`,
        );
      }
    }
    this.#checkSum(entry);
  }

  #checkChain(entry: BookEntry): void {
    const number = entry.entry;
    if (number !== this.#last.entry + 1) {
      const missing = `Entries ${this.#last.entry + 1} to ${number - 1} of the ledger are missing.`;
      this.#find('LEDGER_ENTRY_MISSING', number, `${missing} ${askHelp}`);
    }
    if (entry.previousHash !== this.#last.hash) {
      const broken = `Entry ${number} does not follow the one before it.`;
      this.#find('LEDGER_CHAIN_BROKEN', number, `${broken} ${askHelp}`);
    }
    const { hash, ...body } = entry;
    if (this.#hashOf(body) !== hash) {
      const changed = `Entry ${number} is not what was written down.`;
      this.#find('LEDGER_ENTRY_CHANGED', number, `${changed} ${askHelp}`);
    }
  }

  /** A disc leaves the place where it is, and no other. */
  #follow({ discId, entry, form, from, to }: BookEntry): void {
    if (discId === null) return;
    const place = this.#places.get(discId) ?? (form === 1 ? 'input' : from);
    if (place !== from && form === 1) {
      add(this.#unwritten, place, -1);
      add(this.#unwritten, from, 1);
    } else if (place !== from) {
      const twice = `Disc ${discId} leaves ${from}, but was at ${place}.`;
      this.#find('DISC_IN_TWO_PLACES', entry, `${twice} ${askHelp}`);
    }
    this.#places.set(discId, to);
  }

  /** More cannot leave a unit than came into it, where it was ever counted what is in it. */
  #checkSum({ entry, from, item }: BookEntry): void {
    const isPile = from === 'input' || from === 'paper';
    if (from === 'outside' || (isPile && !this.#counted[item].has(from))) return;
    const sum = this.#balances[item].get(from) ?? 0;
    const rest = sum + (item === 'disc' ? (this.#unwritten.get(from) ?? 0) : 0);
    if (rest >= 0) return;
    // Said once for each unit, where it begins.
    const known = this.#findings.some(
      ({ code, message }) => code === 'LEDGER_UNIT_BELOW_ZERO' && message.startsWith(`${from} `),
    );
    if (known) return;
    const advice = `Count what is in ${from} and enter the count: the difference is then a correction with your name.`;
    this.#find(
      'LEDGER_UNIT_BELOW_ZERO',
      entry,
      `${from} gave out more ${item}s than the books knew in it. ${advice}`,
    );
  }

  #find(code: FindingCode, entry: number, message: string): void {
    this.#findings.push({ code, entry, message });
  }
}

function add(sums: Map<string, number>, name: string, quantity: number): void {
  sums.set(name, (sums.get(name) ?? 0) + quantity);
}
