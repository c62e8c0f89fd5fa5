import type { Catalogue } from '../orders/ports.ts';

/** How a film is called on a licence: in English, or by its identifier where it is no longer offered. */
export function titleName(catalogue: Catalogue, titleId: string): string {
  return catalogue.titles().find((title) => title.titleId === titleId)?.name.en ?? titleId;
}
