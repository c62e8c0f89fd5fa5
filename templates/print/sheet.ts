import { createRequire } from 'node:module';
import PdfKit from 'pdfkit';
import { points, type Box } from './measure.ts';

export type Sheet = PDFKit.PDFDocument;
export type Weight = 'regular' | 'medium' | 'semibold' | 'bold';

/** Inter of `@expo-google-fonts/inter`: whole TrueType files with Latin, Greek and Cyrillic (SIL Open Font License). */
const fontFiles: Readonly<Record<Weight, string>> = {
  regular: '400Regular/Inter_400Regular.ttf',
  medium: '500Medium/Inter_500Medium.ttf',
  semibold: '600SemiBold/Inter_600SemiBold.ttf',
  bold: '700Bold/Inter_700Bold.ttf',
};

export interface SheetPlan {
  /** Paper, millimetres. */
  readonly width: number;
  readonly height: number;
  /** What remains after cutting, and what is printed around it. */
  readonly trim: Box;
  readonly bleed: Box;
  readonly title: string;
  readonly author: string;
  /** BCP 47. */
  readonly language: string;
  /** Stands in the file as its date: the same data give the same bytes. */
  readonly madeAt: Date;
}

/** One page of paper with the fonts of the house, all of them embedded when used, and the boxes a print shop reads. */
export function openSheet(plan: SheetPlan): Sheet {
  const sheet = new PdfKit({
    size: [points(plan.width), points(plan.height)],
    margin: 0,
    pdfVersion: '1.6',
    lang: plan.language,
    displayTitle: true,
    info: {
      Title: plan.title,
      Author: plan.author,
      Creator: 'Diptych',
      Producer: 'Diptych',
      CreationDate: plan.madeAt,
      ModDate: plan.madeAt,
    },
  });
  Object.assign(sheet.page.dictionary.data, {
    TrimBox: pageBox(plan, plan.trim),
    BleedBox: pageBox(plan, plan.bleed),
  });
  const { resolve } = createRequire(import.meta.url);
  for (const [weight, file] of Object.entries(fontFiles)) {
    sheet.registerFont(weight, resolve(`@expo-google-fonts/inter/${file}`));
  }
  return sheet;
}

/** PDF page boxes are left, bottom, right, top, from the bottom left corner (ISO 32000-1 §14.11.2). */
function pageBox(plan: SheetPlan, box: Box): number[] {
  return [
    points(box.x),
    points(plan.height - box.y - box.height),
    points(box.x + box.width),
    points(plan.height - box.y),
  ];
}

/** Ends the document and gathers its bytes. */
export function closeSheet(sheet: Sheet): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    sheet.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    sheet.on('end', () => resolve(new Uint8Array(Buffer.concat(chunks))));
    sheet.on('error', reject);
    sheet.end();
  });
}

/** Runs `draw` with the origin moved by millimetres, and puts everything back. */
export function at(sheet: Sheet, x: number, y: number, draw: () => void): void {
  sheet.save();
  sheet.translate(points(x), points(y));
  draw();
  sheet.restore();
}

/** Runs `draw` so that nothing it draws is seen outside `box`. */
export function within(sheet: Sheet, box: Box, draw: () => void): void {
  sheet.save();
  rectangle(sheet, box).clip();
  draw();
  sheet.restore();
}

/** Adds the box to the path that the next fill, stroke or clip uses. */
export function rectangle(sheet: Sheet, box: Box): Sheet {
  return sheet.rect(points(box.x), points(box.y), points(box.width), points(box.height));
}
