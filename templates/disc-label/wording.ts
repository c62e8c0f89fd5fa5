import type { Language, Title } from '../../app/contracts/title.ts';
import { printedDate, runningTime } from '../jacket/wording.ts';

/** What the label says that is not data of the film. */
export interface LabelWording {
  readonly orderCode: string;
  readonly madeBy: (distributor: string) => string;
  readonly facts: (title: Title, burnedAt: Date) => string[];
}

export const labelWording: Readonly<Record<Language, LabelWording>> = {
  en: {
    orderCode: 'Order code',
    madeBy: (distributor) => `Made to order by ${distributor}`,
    facts: (title, burnedAt) => factsIn('en', title, burnedAt),
  },
  fr: {
    orderCode: 'Code de commande',
    madeBy: (distributor) => `Fait à la commande par ${distributor}`,
    facts: (title, burnedAt) => factsIn('fr', title, burnedAt),
  },
};

function factsIn(language: Language, title: Title, burnedAt: Date): string[] {
  const standard = `DVD ${title.standard.toUpperCase()}`;
  return [runningTime(title.runningSeconds), standard, printedDate(language, burnedAt)];
}
