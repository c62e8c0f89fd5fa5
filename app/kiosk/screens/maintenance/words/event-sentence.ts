import type { PanelEvent } from '../../../../contracts/panel-reports.ts';
import type { Language } from '../../../../contracts/title.ts';
import { eventsEn } from '../../text/panel/events-en.ts';
import { eventsFr } from '../../text/panel/events-fr.ts';
import { reasonWords } from './machine-words.ts';
import { stateWord, type StateKind } from './state-word.ts';

/** Facts whose values are words of the machine, and which words they are. */
const words: ReadonlyMap<string, StateKind> = new Map([
  ['mode', 'mode'],
  ['is', 'upkeep'],
  ['unit', 'unit'],
  ['job', 'job'],
  ['was', 'order'],
  ['act', 'act'],
  ['then', 'decision'],
  ['why', 'ending'],
  ['standing', 'standing'],
  ['through', 'through'],
  ['disc', 'found'],
]);

/** What happened, in a sentence; of a kind that nobody has named, the kind and its facts. */
export function eventSentence(
  { kind, facts }: Pick<PanelEvent, 'kind' | 'facts'>,
  language: Language,
): string {
  const sentence = (language === 'fr' ? eventsFr : eventsEn)[kind];
  if (sentence === undefined) return unnamed(kind, facts);
  return sentence.replaceAll(/\{\{(\w+)\}\}/g, (_gap, name: string) =>
    valueOf(name, facts[name], language),
  );
}

function valueOf(name: string, value: unknown, language: Language): string {
  if (Array.isArray(value)) return String(value.length);
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string' || value === '') return '–';
  const kind = words.get(name);
  if (kind !== undefined) return stateWord(kind, value, language);
  if (name === 'reason') return reasonWords(stateWord('rejection', value, language), language);
  if (name === 'from' || name === 'to') return stateWord('place', value, language);
  return value;
}

function unnamed(kind: string, facts: PanelEvent['facts']): string {
  const told = Object.entries(facts).flatMap(([name, value]) =>
    typeof value === 'string' || typeof value === 'number' ? [`${name} ${value}`] : [],
  );
  return [kind, ...told].join(' · ');
}
