import type { Language } from '../../../../contracts/title.ts';
import { machineFactsFr, machineSentencesFr } from '../../text/panel/machine-words-fr.ts';
import { refusalsEn, refusalsFr } from '../../text/panel/refusals.ts';
import { stateWord } from './state-word.ts';

/** What a device says of itself, in the reader's language where we know the words; else as it says it. */
export function machineWords(words: string, language: Language): string {
  if (language === 'en') return words;
  const whole = machineSentencesFr[words];
  if (whole !== undefined) return whole;
  const piled = /^(\S+) (\d+) of (\d+)$/.exec(words);
  if (piled !== null) {
    const [, place = '', count = '', capacity = ''] = piled;
    return `${machineFactsFr[place] ?? place} ${count} sur ${capacity}`;
  }
  return words
    .split(' ')
    .map((word) => machineFactsFr[word] ?? word)
    .join(' ');
}

/** Why something is out of use: a code of an error, a state in which an order was, or what was found at a start. */
export function reasonWords(reason: string, language: Language): string {
  const known = (language === 'fr' ? refusalsFr : refusalsEn)[reason];
  if (known !== undefined) return known.replace(/\.$/, '');
  const doubt = /^suspect in (\w+)$/.exec(reason)?.[1];
  if (doubt !== undefined) return stateWord('doubt', doubt, language);
  return stateWord('blocked', reason, language);
}
