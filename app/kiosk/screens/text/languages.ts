import { use as extend } from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Language } from '../../../contracts/title.ts';
import { en } from './en.ts';
import { fr } from './fr.ts';
import { maintenanceEn } from './maintenance-en.ts';
import { maintenanceFr } from './maintenance-fr.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof en; maintenance: typeof maintenanceEn };
  }
}

/** The language before anybody has chosen one, and after every session. */
export const firstLanguage: Language = 'en';

export async function prepareLanguages(): Promise<void> {
  await extend(initReactI18next).init({
    lng: firstLanguage,
    fallbackLng: 'en',
    resources: {
      en: { translation: en, maintenance: maintenanceEn },
      fr: { translation: fr, maintenance: maintenanceFr },
    },
    interpolation: { escapeValue: false },
    returnNull: false,
  });
}
