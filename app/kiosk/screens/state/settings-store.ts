import { changeLanguage } from 'i18next';
import { type Settings, plainSettings } from './settings.ts';
import { firstLanguage } from '../text/languages.ts';

type Listener = () => void;

let settings: Settings = plainSettings;
const listeners = new Set<Listener>();

function show(): void {
  const { dataset } = document.documentElement;
  dataset['text'] = settings.largeText ? 'large' : 'normal';
  dataset['contrast'] = settings.highContrast ? 'high' : 'normal';
}

/** The page's settings, shown on the root element so that one style sheet follows them. */
export const settingsStore = {
  subscribe: (listener: Listener): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  snapshot: (): Settings => settings,
  set(part: Partial<Settings>): void {
    settings = { ...settings, ...part };
    show();
    for (const listener of listeners) listener();
  },
  /** Everything as the next customer expects it, the language too. */
  reset(): void {
    settingsStore.set(plainSettings);
    void changeLanguage(firstLanguage);
  },
};
