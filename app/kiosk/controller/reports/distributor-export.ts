import { createHash } from 'node:crypto';
import { type BurntDisc, listBurnt } from '../../../../db/kiosk/burn-reader.ts';
import { LedgerView } from '../../../../db/kiosk/ledger.ts';
import { atOneMoment } from './audit.ts';
import { csvLine } from './csv.ts';

/** What was burnt for one distributor in a stretch of time, for that distributor's own books. */
export interface DistributorExport {
  readonly distributorId: string;
  readonly from: string;
  readonly to: string;
  readonly at: string;
  readonly discs: readonly BurntDisc[];
  /** By what became of the disc: `taken`, `rejected`. */
  readonly totals: Readonly<Record<string, number>>;
  /** The head of the kiosk's ledger then: it is found there for ever, or the ledger was written anew. */
  readonly ledger: { readonly entry: number; readonly hash: string };
}

/** @throws AppError as `atOneMoment`. */
export function readDistributorExport(
  path: string,
  of: Pick<DistributorExport, 'at' | 'distributorId' | 'from' | 'to'>,
): Promise<DistributorExport> {
  return atOneMoment(path, (db) => {
    const discs = listBurnt(db, of);
    const totals: Record<string, number> = {};
    for (const { state } of discs) totals[state] = (totals[state] ?? 0) + 1;
    return { ...of, discs, totals, ledger: new LedgerView(db).head() };
  });
}

const columns = [
  'record',
  'at',
  'orderId',
  'discId',
  'userId',
  'distributorId',
  'titleId',
  'state',
  'place',
  'count',
  'sha256',
] as const;
type Line = Partial<Record<(typeof columns)[number], string | number | null>> & {
  readonly record: 'disc' | 'total' | 'ledger' | 'seal';
};

/**
 * RFC 4180: a line of names, then a line for each disc, each total, the head of the ledger, and last the seal: the SHA-256 of
 * every byte above it. A cell that a spreadsheet would take for a formula begins with an apostrophe.
 */
export function exportAsCsv(of: DistributorExport): string {
  const { at, discs, distributorId, from, ledger, to, totals } = of;
  const stretch = `${from}/${to}`;
  const lines: Line[] = [
    ...discs.map((disc) => ({ record: 'disc' as const, ...disc })),
    ...Object.entries(totals).map(([state, count]) => ({
      record: 'total' as const,
      at: stretch,
      distributorId,
      state,
      count,
    })),
    { record: 'total', at: stretch, distributorId, count: discs.length },
    { record: 'ledger', at, count: ledger.entry, sha256: ledger.hash },
  ];
  const text = [csvLine(columns), ...lines.map(cells)].join('');
  const seal: Line = { record: 'seal', at, sha256: sha256(text) };
  return text + cells(seal);
}

/** One JSON object; its last member, `seal`, is the SHA-256 of the text of the object without it. */
export function exportAsJson(of: DistributorExport): string {
  const text = JSON.stringify(of);
  return `${JSON.stringify({ ...of, seal: sha256(text) })}\n`;
}

function cells(line: Line): string {
  return csvLine(columns.map((column) => line[column] ?? ''));
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
