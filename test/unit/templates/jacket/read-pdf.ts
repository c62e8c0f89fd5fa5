import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Runs a program of poppler-utils over a PDF: `FILE` in the arguments stands for its path. */
export function poppler(program: string, pdf: Uint8Array, args: readonly string[]): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'diptych-pdf-'));
  try {
    const file = join(folder, 'a.pdf');
    writeFileSync(file, pdf);
    const filled = args.map((argument) => (argument === 'FILE' ? file : argument));
    return execFileSync(program, filled, { maxBuffer: 1 << 28 });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** All text, every run of blanks and line ends as one blank. */
export function textOf(pdf: Uint8Array): string {
  return poppler('pdftotext', pdf, ['FILE', '-']).toString().replace(/\s+/g, ' ');
}

export interface Rendering {
  /** Red, green, blue at a place of the sheet, in millimetres from its top left corner. */
  at(x: number, y: number): [number, number, number];
}

/** The first page as pixels. */
export function renderPdf(pdf: Uint8Array, dotsPerInch: number): Rendering {
  const ppm = poppler('pdftoppm', pdf, ['-r', String(dotsPerInch), '-singlefile', 'FILE']);
  const header = /^P6\s+(\d+)\s+(\d+)\s+255\s/.exec(ppm.toString('latin1', 0, 64));
  if (header === null) throw new Error('pdftoppm wrote no picture');
  const width = Number(header[1]);
  const pixel = (millimetres: number) => Math.floor((millimetres / 25.4) * dotsPerInch);
  return {
    at(x, y) {
      const offset = header[0].length + (pixel(y) * width + pixel(x)) * 3;
      return [ppm.readUInt8(offset), ppm.readUInt8(offset + 1), ppm.readUInt8(offset + 2)];
    },
  };
}
