import { stateWordsEn, stateWordsFr } from '../../text/panel/states.ts';

export type StateKind = keyof typeof stateWordsEn;

/** A state of the machine as a person would say it; one that nobody has named stays as it is. */
export function stateWord(kind: StateKind, state: string, language: string): string {
  const words: Readonly<Record<string, string>> =
    language === 'fr' ? stateWordsFr[kind] : stateWordsEn[kind];
  return words[state] ?? state;
}
