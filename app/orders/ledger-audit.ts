import type { Finding, FindingCode, LedgerChain } from './ledger-chain.ts';

/** What the records say of one disc. */
export interface DiscOnRecord {
  readonly discId: string;
  /** Null for a disc that was made to try the machine. */
  readonly orderId: string | null;
  /** In the words of a disc's life: `writing`, `taken`. */
  readonly state: string;
  readonly place: string;
  readonly hasIdentifiers: boolean;
}

/** An order that ended with its disc handed over. */
export interface FulfilledOrder {
  readonly orderId: string;
  readonly discId: string;
}

/** Money that was taken, or is being taken, for an order. */
export interface CapturedOrder {
  readonly orderId: string;
  readonly orderState: string;
  /** A person settled it: their word stands. */
  readonly isSettledByHand: boolean;
}

/** A head of the ledger that was noted when a shift was closed, or outside the machine. */
export interface NotedHead {
  readonly where: string;
  readonly entry: number | null;
  readonly hash: string;
  /** Whether the ledger still has it. */
  readonly isFound: boolean;
}

/** All that the ledger is compared with. */
export interface BooksAround {
  readonly head: { readonly entry: number; readonly hash: string };
  readonly notedHeads: readonly NotedHead[];
  readonly balances: readonly {
    readonly item: 'disc' | 'sheet';
    readonly unit: string;
    readonly quantity: number;
  }[];
  readonly counters: readonly { readonly name: string; readonly sinceInitialisation: number }[];
  /** The counters that follow from acts and starts and not from the ledger, counted again. */
  readonly countedFromJournals: ReadonlyMap<string, number>;
  readonly discs: Iterable<DiscOnRecord>;
  readonly fulfilled: Iterable<FulfilledOrder>;
  readonly captured: Iterable<CapturedOrder>;
}

const blankStates: ReadonlySet<string> = new Set([
  'onTransport',
  'inDrive',
  'blankConfirmed',
  'rejected',
  'retained',
  'unknown',
]);
const askHelp =
  'Keep a copy of the records and call those who made the machine: somebody changed the file, or a part of the program is wrong.';
const settle = 'Look for its disc, and settle the order in the maintenance panel.';

/** Compares a ledger, of which every entry was taken, with all that the records say besides. */
export function auditBooks(chain: LedgerChain, around: BooksAround): readonly Finding[] {
  const findings: Finding[] = [...chain.findings];
  const find = (code: FindingCode, message: string, entry: number | null = null) => {
    findings.push({ code, message, entry });
  };
  checkHeads(chain, around, find);
  checkSums(chain, around, find);
  const given = checkDiscs(chain, around, find);
  for (const { discId, orderId } of around.fulfilled) {
    if (given.get(orderId) === discId) given.delete(orderId);
    else {
      const place = chain.places.get(discId) ?? 'nowhere';
      find(
        'FULFILLED_WITHOUT_DISC',
        `Order ${orderId} was fulfilled, but its disc ${discId} is at ${place}. ${askHelp}`,
      );
    }
  }
  for (const [orderId, discId] of given) {
    find(
      'GIVEN_WITHOUT_FULFILMENT',
      `Disc ${discId} was given to a customer, but order ${orderId} does not say so. ${settle}`,
    );
  }
  for (const { isSettledByHand, orderId, orderState } of around.captured) {
    if (orderState === 'fulfilled' || isSettledByHand) continue;
    find(
      'CAPTURED_WITHOUT_DISC',
      `Money was taken for order ${orderId}, which is "${orderState}": its customer has no disc by the books. ${settle} Give the money back where they have none.`,
    );
  }
  return findings;
}

type Find = (code: FindingCode, message: string, entry?: number | null) => void;

function checkHeads({ last }: LedgerChain, { head, notedHeads }: BooksAround, find: Find): void {
  if (head.entry !== last.entry || head.hash !== last.hash) {
    find(
      'LEDGER_CUT_OFF',
      `The ledger ends at entry ${last.entry}, and its head says ${head.entry}: its end was cut off or written anew. ${askHelp}`,
      last.entry || null,
    );
  }
  for (const { entry, hash, isFound, where } of notedHeads) {
    if (isFound) continue;
    find(
      'LEDGER_REWRITTEN',
      `The ledger has no entry with the hash ${hash} that ${where} noted: what came before it was written anew, or lost. ${askHelp}`,
      entry,
    );
  }
}

function checkSums(
  chain: LedgerChain,
  { balances, countedFromJournals, counters }: BooksAround,
  find: Find,
): void {
  for (const item of ['disc', 'sheet'] as const) {
    const sums = chain.balancesOf(item);
    const kept = new Map(
      balances.filter((one) => one.item === item).map(({ quantity, unit }) => [unit, quantity]),
    );
    for (const unit of new Set([...sums.keys(), ...kept.keys()])) {
      const [sum, stands] = [sums.get(unit) ?? 0, kept.get(unit) ?? 0];
      if (sum === stands) continue;
      find(
        'LEDGER_BALANCE_WRONG',
        `${unit} is kept as ${stands} ${item}s, but its entries add up to ${sum}. ${askHelp}`,
      );
    }
  }
  const expected = new Map([...chain.counts, ...countedFromJournals]);
  const kept = new Map(
    counters.map(({ name, sinceInitialisation }) => [name, sinceInitialisation]),
  );
  for (const name of new Set([...expected.keys(), ...kept.keys()])) {
    // It follows from nothing that is kept.
    if (name === 'vends.test') continue;
    const [sum, stands] = [expected.get(name) ?? 0, kept.get(name) ?? 0];
    if (sum === stands) continue;
    find(
      'COUNTER_WRONG',
      `The counter ${name} stands at ${stands}, but the books say ${sum}. ${askHelp}`,
    );
  }
}

/** @returns the disc that each order's customer was given, by the ledger. */
function checkDiscs(
  { places }: LedgerChain,
  { discs }: BooksAround,
  find: Find,
): Map<string, string> {
  const given = new Map<string, string>();
  const unseen = new Map(places);
  for (const { discId, hasIdentifiers, orderId, place, state } of discs) {
    const known = unseen.get(discId);
    unseen.delete(discId);
    if (known !== place) {
      find(
        'DISC_NOT_WHERE_LEDGER',
        `The record of disc ${discId} says ${place}, the ledger ${known ?? 'nothing'}. ${askHelp}`,
      );
    }
    if (orderId === null) continue;
    if (!hasIdentifiers && !blankStates.has(state)) {
      find(
        'DISC_WITHOUT_IDENTIFIERS',
        `Disc ${discId} was written without the identifiers of its user and distributor. Take it out of the machine and give it to nobody.`,
      );
    }
    if (known !== 'customer') continue;
    const first = given.get(orderId);
    if (first === undefined) given.set(orderId, discId);
    else
      find(
        'ORDER_GIVEN_TWICE',
        `Order ${orderId} gave out two discs: ${first} and ${discId}. Tell the distributor, who may block one of them.`,
      );
  }
  for (const [discId, place] of unseen) {
    find(
      'DISC_WITHOUT_RECORD',
      `The ledger has disc ${discId} at ${place}, and no record tells of it. ${askHelp}`,
    );
  }
  return given;
}
