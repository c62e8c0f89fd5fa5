import { createContext, use } from 'react';
import { en, type TextTable } from './en.ts';
import { fr } from './fr.ts';

export const tables = { en, fr } as const satisfies Record<string, TextTable>;
export type Language = keyof typeof tables;

/** What the browser asks for, as far as the page speaks it. */
export function firstLanguage(preferred: readonly string[]): Language {
  const known = preferred.map((tag) => tag.slice(0, 2)).find((tag) => tag in tables);
  return known === 'fr' ? 'fr' : 'en';
}

export const LanguageContext = createContext<Language>('en');

export function useLanguage(): Language {
  return use(LanguageContext);
}

export function useText(): TextTable {
  return tables[use(LanguageContext)];
}
