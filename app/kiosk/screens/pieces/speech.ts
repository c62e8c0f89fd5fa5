import type { Language } from '../../../contracts/title.ts';

const voices = { en: 'en-GB', fr: 'fr-FR' } as const satisfies Record<Language, string>;

/** Says `text` at once, over whatever was being said: a customer who goes on has heard enough. */
export function speak(text: string, language: Language): void {
  if (!('speechSynthesis' in window)) return;
  window.speechSynthesis.cancel();
  if (text.trim() === '') return;
  const words = new SpeechSynthesisUtterance(text);
  words.lang = voices[language];
  window.speechSynthesis.speak(words);
}

export function stopSpeaking(): void {
  if ('speechSynthesis' in window) window.speechSynthesis.cancel();
}

/** Reads what stands on a screen, from its heading down. */
export function readScreen(screen: HTMLElement, language: Language): void {
  speak(screen.innerText.replace(/\n+/g, '. '), language);
}

/** What a control is called, as its reader hears it. */
export function spokenName(element: Element): string {
  const label = element.getAttribute('aria-label');
  if (label !== null) return label;
  const reasons = (element.getAttribute('aria-describedby') ?? '').split(' ').filter(Boolean);
  const why = reasons.map((id) => document.getElementById(id)?.textContent ?? '');
  return [element.textContent, ...why].join('. ');
}
