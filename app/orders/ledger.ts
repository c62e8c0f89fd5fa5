/** One line of the books: so many discs or sheets went from one unit to another. */
export interface BookEntry {
  /** Counted from 1, without gaps. */
  readonly entry: number;
  /** 1: of an older edition, whose hash covers less and whose books missed some movements. */
  readonly form: 1 | 2;
  readonly at: string;
  readonly kind: 'move' | 'load' | 'recount' | 'removal' | 'carried-over';
  readonly item: 'disc' | 'sheet';
  readonly from: string;
  readonly to: string;
  readonly quantity: number;
  readonly orderId: string | null;
  readonly discId: string | null;
  readonly reason: string;
  readonly vend: 'paid' | 'free' | 'test' | null;
  readonly by: string | null;
  readonly previousHash: string;
  readonly hash: string;
}

/** Where discs are inside the machine, besides its piles and bins. */
const inside = /^(gripper|printer|tray:\d+|slot:\d+)$/;
const piles: ReadonlySet<string> = new Set(['input', 'reject', 'retain']);
const ends: ReadonlySet<string> = new Set(['outside', 'customer', 'removed', 'unknown']);
const sheetUnits: ReadonlySet<string> = new Set([
  'outside',
  'paper',
  'printed',
  'removed',
  'unknown',
]);

/** Whether discs, or sheets, can be in a unit of that name. */
export function isUnit(item: BookEntry['item'], unit: string): boolean {
  if (item === 'sheet') return sheetUnits.has(unit);
  return inside.test(unit) || piles.has(unit) || ends.has(unit);
}

/** Entries that are alike, added up. */
export type Flow = Pick<
  BookEntry,
  'from' | 'item' | 'kind' | 'quantity' | 'reason' | 'to' | 'vend'
>;

/** What the counters count of an entry, and how many: the same rules as the database's own, written a second time. */
export function countsOf(entry: Flow): readonly (readonly [string, number])[] {
  const { from, item, kind, quantity, reason, to, vend } = entry;
  const counts: [string, number][] = [];
  const count = (name: string, isCounted: boolean, many = quantity) => {
    if (isCounted) counts.push([name, many]);
  };
  const isMove = kind === 'move';
  if (item === 'disc') {
    count('discs.loaded', kind === 'load');
    count('discs.begun', from === 'input' && (isMove || kind === 'carried-over'));
    count(`discs.given.${vend ?? 'free'}`, to === 'customer');
    count(`discs.rejected.${reason}`, isMove && to === 'reject');
    count('discs.retained', isMove && to === 'retain');
    count('discs.lost', isMove && to === 'unknown');
    count('discs.found', isMove && from === 'unknown');
    count('discs.removed', kind === 'removal');
  } else {
    count('sheets.loaded', kind === 'load');
    count('sheets.printed', isMove);
  }
  count('corrections', kind === 'recount', 1);
  return counts;
}

/** Discs that were put into the machine, and where they are now: one sum is the other, always. */
export interface DiscAccount {
  /** Less what was taken out again to `outside`. */
  readonly loaded: number;
  readonly input: number;
  /** In drives, slots, the disc printer, the gripper. */
  readonly inMachine: number;
  readonly customer: number;
  readonly reject: number;
  readonly retain: number;
  readonly removed: number;
  readonly unknown: number;
}

export function accountOf(balances: Readonly<Record<string, number>>): DiscAccount {
  const of = (unit: string) => balances[unit] ?? 0;
  const inMachine = Object.entries(balances)
    .filter(([unit]) => inside.test(unit))
    .reduce((sum, [, quantity]) => sum + quantity, 0);
  return {
    loaded: 0 - of('outside'),
    input: of('input'),
    inMachine,
    customer: of('customer'),
    reject: of('reject'),
    retain: of('retain'),
    removed: of('removed'),
    unknown: of('unknown'),
  };
}
