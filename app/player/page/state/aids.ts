import { type Language, tables } from '../text/use-text.ts';

/** What makes the page readable for its viewer. */
export interface Aids {
  readonly language: Language;
  readonly largeText: boolean;
  readonly highContrast: boolean;
}

/** One style sheet follows the attributes of the root element. */
export function showAids({ language, largeText, highContrast }: Aids): void {
  const root = document.documentElement;
  root.lang = language;
  root.dataset['text'] = largeText ? 'large' : 'normal';
  root.dataset['contrast'] = highContrast ? 'high' : 'normal';
  document.title = `Diptych · ${tables[language].leaves.story}`;
}
