import type { ShiftReport } from '../../app/contracts/panel-reports.ts';
import { fitText, printText } from '../print/fit-text.ts';
import type { Box } from '../print/measure.ts';
import { palette } from '../print/palette.ts';
import { closeSheet, openSheet } from '../print/sheet.ts';
import { shiftLines } from './shift-lines.ts';

/** A shift on paper. */
export interface ShiftPage {
  readonly report: ShiftReport;
  /** Counted over the life of the machine. */
  readonly number: number;
  /** The ledger as it was then: what was written before cannot be written anew without this paper telling so. */
  readonly ledger: { readonly entry: number; readonly hash: string };
  /** ISO 8601. */
  readonly printedAt: string;
}

/** A4, millimetres. */
const PAPER: Box = { x: 0, y: 0, width: 210, height: 297 };
const MARGIN = 20;
const LINE = 6;
const VALUE_WIDTH = 45;
/** Where lines end, so that the ledger's hash has its place below them. */
const LAST_LINE = 262;

/** One plain page in both languages, for the folder at the counter. The same shift gives the same bytes. */
export async function renderShiftReport(page: ShiftPage): Promise<Uint8Array> {
  const { ledger, number, printedAt, report } = page;
  const sheet = openSheet({
    width: PAPER.width,
    height: PAPER.height,
    trim: PAPER,
    bleed: PAPER,
    title: `Shift ${number}`,
    author: report.kioskName,
    language: 'en',
    madeAt: new Date(printedAt),
  });
  const width = PAPER.width - 2 * MARGIN;
  const print = (text: string, y: number, size: number, weight: 'regular' | 'semibold') => {
    const style = { weight, size, minimumSize: 6, width } as const;
    printText(sheet, fitText(sheet, text, style), MARGIN, y, palette.text);
  };
  print(`Shift · Service ${number}`, 18, 24, 'semibold');
  print(`${report.kioskName} · ${report.distributorId}`, 31, 12, 'regular');
  print(`${report.from} – ${report.to}`, 38, 10, 'regular');
  let y = 50;
  const all = shiftLines(report);
  const room = Math.floor((LAST_LINE - y) / LINE);
  const lines = all.length <= room ? all : all.slice(0, room - 1);
  for (const { isHeading, label, value } of lines) {
    print(label, y, isHeading ? 11 : 10, isHeading ? 'semibold' : 'regular');
    const features: PDFKit.Mixins.OpenTypeFeatures[] = ['tnum'];
    const style = {
      weight: 'regular',
      size: 10,
      minimumSize: 6,
      width: VALUE_WIDTH,
      features,
    } as const;
    printText(
      sheet,
      fitText(sheet, value, style),
      PAPER.width - MARGIN - VALUE_WIDTH,
      y,
      palette.text,
    );
    y += LINE;
  }
  if (lines.length < all.length) {
    print(
      `… ${all.length - lines.length} more in the panel · de plus sur le panneau`,
      y,
      9,
      'regular',
    );
  }
  print(`Ledger · Registre: ${ledger.entry}`, 268, 9, 'regular');
  print(ledger.hash, 273, 9, 'regular');
  print(printedAt, 279, 9, 'regular');
  return closeSheet(sheet);
}
