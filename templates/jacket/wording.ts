import type { Title, Language } from '../../app/contracts/title.ts';

/** What the jacket says that is not data of the film. */
export interface JacketWording {
  readonly howToWatch: string;
  readonly whatTheDiscHolds: string;
  readonly ways: Readonly<Record<WayToWatch, { readonly name: string; readonly text: string }>>;
  readonly orderCode: (date: string) => string;
  /** In its place, where a sheet like it may exist. */
  readonly anotherCopy: (copy: number, date: string) => string;
  readonly scanOrType: string;
  readonly madeBy: (distributor: string) => string;
  readonly facts: (title: Title) => string[];
}

export const waysToWatch = ['online', 'multicast', 'stick', 'telephone'] as const;
export type WayToWatch = (typeof waysToWatch)[number];

export const jacketWording: Readonly<Record<Language, JacketWording>> = {
  en: {
    howToWatch: 'How to watch at home',
    whatTheDiscHolds:
      'The disc holds the larger part of the film. Your player receives the rest while you watch, in one of four ways.',
    ways: {
      online: { name: 'Online', text: 'Scan the code, say who you are, and press play.' },
      multicast: {
        name: 'Multicast',
        text: 'On a network that carries it, your player finds the film by itself.',
      },
      stick: { name: 'Stick', text: 'Plug the memory stick filled at the kiosk into your player.' },
      telephone: {
        name: 'Telephone',
        text: 'Call the number your player shows, type the figures you hear.',
      },
    },
    orderCode: (date) => `Order code · ${date}`,
    anotherCopy: (copy, date) => `Copy ${copy} · ${date}`,
    scanOrType: 'Scan, or type the address:',
    madeBy: (distributor) => `Made to order by ${distributor}`,
    facts: (title) => [
      runningTime(title.runningSeconds),
      String(title.year),
      title.standard.toUpperCase(),
      title.aspect,
      'All regions',
    ],
  },
  fr: {
    howToWatch: 'Regarder chez soi',
    whatTheDiscHolds:
      'Le disque contient la plus grande partie du film. Votre lecteur reçoit le reste pendant la projection, de quatre façons.',
    ways: {
      online: { name: 'En ligne', text: 'Scannez le code, identifiez-vous, lancez la lecture.' },
      multicast: {
        name: 'Multidiffusion',
        text: 'Sur un réseau qui la transporte, votre lecteur trouve le film tout seul.',
      },
      stick: {
        name: 'Clé USB',
        text: 'Branchez sur votre lecteur la clé remplie à la borne.',
      },
      telephone: {
        name: 'Téléphone',
        text: 'Appelez le numéro affiché par votre lecteur, tapez les chiffres dictés.',
      },
    },
    orderCode: (date) => `Code de commande · ${date}`,
    anotherCopy: (copy, date) => `Exemplaire ${copy} · ${date}`,
    scanOrType: 'Scannez, ou tapez l’adresse :',
    madeBy: (distributor) => `Fait à la commande par ${distributor}`,
    facts: (title) => [
      runningTime(title.runningSeconds),
      String(title.year),
      title.standard.toUpperCase(),
      title.aspect,
      'Toutes zones',
    ],
  },
};

/** `45 s`, `9 min 56 s`, `24 min`, `1 h 32 min`: seconds only where they matter. Units are those of both languages. */
export function runningTime(runningSeconds: number): string {
  const whole = Math.max(1, Math.round(runningSeconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 600 && whole % 60 !== 0) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  const minutes = Math.round(whole / 60);
  if (minutes < 60) return `${minutes} min`;
  const remaining = minutes % 60;
  return remaining === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${remaining} min`;
}

/** `20 November 2026`: the day in UTC, as the record of the burn has it. */
export function printedDate(language: Language, instant: Date): string {
  const locale = language === 'fr' ? 'fr-FR' : 'en-GB';
  return new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(instant);
}
