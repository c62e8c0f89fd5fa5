import type { Page } from 'playwright-core';

/** The parts of a browser's canvas that are used. Tests are compiled without the browser's types. */
interface PageCanvas {
  readonly width: number;
  readonly height: number;
  readonly ownerDocument: { createElement(name: 'canvas'): PageCanvas };
  getContext(kind: '2d'): {
    imageSmoothingQuality: string;
    drawImage(from: PageCanvas, x: number, y: number, width: number, height: number): void;
    getImageData(x: number, y: number, width: number, height: number): { data: Uint8ClampedArray };
  };
}

/** What the page draws now, made smaller, as RGB. */
export async function readPicture(
  page: Page,
  size: { readonly width: number; readonly height: number },
): Promise<Uint8Array> {
  const text = await page.locator('canvas').evaluate((canvas: PageCanvas, { width, height }) => {
    const copy = Object.assign(canvas.ownerDocument.createElement('canvas'), { width, height });
    const context = copy.getContext('2d');
    context.imageSmoothingQuality = 'high';
    context.drawImage(canvas, 0, 0, width, height);
    const { data } = context.getImageData(0, 0, width, height);
    let letters = '';
    for (let at = 0; at < data.length; at += 4) {
      letters += String.fromCharCode(data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0);
    }
    return letters;
  }, size);
  return Uint8Array.from(Buffer.from(text, 'latin1'));
}
