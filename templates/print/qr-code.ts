import bwip from 'bwip-js';
import { AppError } from '../../app/foundation/errors.ts';
import type { Box } from './measure.ts';
import { palette } from './palette.ts';
import { rectangle, type Sheet } from './sheet.ts';

/** Light modules that a reader needs around the code (ISO/IEC 18004 §6.3.8). */
const QUIET_MODULES = 4;
/** Four dots of a 300 dpi printer: fewer, and its dot gain closes the light modules. Reasoned, not measured. */
const MINIMUM_MODULE_MM = 0.33;

/** The dark modules of a QR code, row by row, without its quiet zone. */
export interface QrPattern {
  readonly modulesAcross: number;
  isDark(column: number, row: number): boolean;
}

/** @throws AppError `PRINT_QR_TOO_LONG` where the text has no room in any code. */
export function qrPattern(text: string): QrPattern {
  const symbol = encode(text);
  if (symbol === undefined || !('pixs' in symbol)) throw tooLong(text);
  const { pixs, pixx } = symbol;
  return { modulesAcross: pixx, isDark: (column, row) => pixs[row * pixx + column] === 1 };
}

function encode(text: string) {
  try {
    return bwip.raw('qrcode', text, 'eclevel=M')[0];
  } catch (cause) {
    throw tooLong(text, cause);
  }
}

function tooLong(text: string, cause?: unknown): AppError {
  return new AppError('PRINT_QR_TOO_LONG', 'The address is too long for a QR code of this size.', {
    remedy: 'reject-input',
    context: { characters: text.length },
    cause,
  });
}

/**
 * Draws `text` as a QR code of error correction level M into a white box, quiet zone included, as shapes and not pixels.
 *
 * @throws AppError `PRINT_QR_TOO_LONG` where its modules would be too small to read.
 */
export function drawQrCode(sheet: Sheet, text: string, box: Box): void {
  const pattern = qrPattern(text);
  const module = box.width / (pattern.modulesAcross + 2 * QUIET_MODULES);
  if (module < MINIMUM_MODULE_MM) throw tooLong(text);
  rectangle(sheet, box).fill(palette.white);
  const origin = QUIET_MODULES * module;
  for (let row = 0; row < pattern.modulesAcross; row += 1) {
    for (const { from, to } of darkRuns(pattern, row)) {
      // A hair taller than a module, so that rows that touch show no white line between them.
      const height = module * 1.02;
      rectangle(sheet, {
        x: box.x + origin + from * module,
        y: box.y + origin + row * module,
        width: (to - from) * module,
        height,
      });
    }
  }
  sheet.fill(palette.black);
}

function darkRuns(pattern: QrPattern, row: number): { from: number; to: number }[] {
  const runs: { from: number; to: number }[] = [];
  let from: number | null = null;
  for (let column = 0; column <= pattern.modulesAcross; column += 1) {
    const dark = column < pattern.modulesAcross && pattern.isDark(column, row);
    if (dark) from ??= column;
    else if (from !== null) {
      runs.push({ from, to: column });
      from = null;
    }
  }
  return runs;
}
