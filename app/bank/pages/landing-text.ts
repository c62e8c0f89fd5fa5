import type { Language } from '../../contracts/title.ts';

/** Every sentence of the landing page. */
export interface LandingText {
  readonly title: string;
  readonly lead: string;
  readonly explanation: string;
  readonly films: string;
  readonly noFilms: string;
  readonly broken: string;
  readonly whole: string;
  readonly forPeople: string;
  readonly description: string;
  readonly health: string;
  readonly minutes: (count: number) => string;
  readonly genres: Readonly<Record<string, string>>;
}

export const landingText: Readonly<Record<Language, LandingText>> = {
  en: {
    title: 'Diptych: a film, made for you, while you wait',
    lead: 'A film, made for you, while you wait.',
    explanation:
      'This is the bank of a DVD automaton. Every film here is a diptych: two leaves that mean nothing apart. ' +
      'A kiosk burns the larger leaf on a disc of your own. The smaller leaf stays here, and joins it only while you watch.',
    films: 'Films',
    noFilms: 'The vault is empty. A film appears here as soon as it has been put in.',
    broken: 'one leaf',
    whole: 'both leaves',
    forPeople: 'For those who build kiosks',
    description: 'Description of the interface',
    health: 'Health of this bank',
    minutes: (count) => `${count} min`,
    genres: {
      animation: 'Animation',
      abstract: 'Abstract',
      nature: 'Nature',
      science: 'Science',
      music: 'Music',
      test: 'Test',
    },
  },
  fr: {
    title: 'Diptych : un film, fait pour vous, sous vos yeux',
    lead: 'Un film, fait pour vous, sous vos yeux.',
    explanation:
      'Voici la banque d’un automate à DVD. Chaque film y est un diptyque : deux volets qui ne disent rien l’un sans l’autre. ' +
      'Une borne grave le plus grand sur un disque à vous. Le plus petit reste ici, et ne le rejoint que pendant que vous regardez.',
    films: 'Films',
    noFilms: 'Le coffre est vide. Un film apparaît ici dès qu’il y a été déposé.',
    broken: 'un volet',
    whole: 'les deux volets',
    forPeople: 'Pour qui construit des bornes',
    description: 'Description de l’interface',
    health: 'État de cette banque',
    minutes: (count) => `${count} min`,
    genres: {
      animation: 'Animation',
      abstract: 'Abstrait',
      nature: 'Nature',
      science: 'Science',
      music: 'Musique',
      test: 'Essai',
    },
  },
};
