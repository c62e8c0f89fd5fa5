import type { Locator, Page } from 'playwright-core';
import type { Language } from '../../app/contracts/title.ts';

/** What stands on the buttons a customer presses, in both languages. */
const names = {
  en: {
    begin: 'Touch anywhere to begin',
    film: /^Get a film/,
    order: /^Pick up my order/,
    title: /^The Deep Shore/,
    make: /^Make this disc/,
    confirm: 'Confirm',
    place: 'Make my disc',
    take: 'Take it now',
    finish: 'I am finished',
  },
  fr: {
    begin: 'Touchez l’écran pour commencer',
    film: /^Obtenir un film/,
    order: /^Retirer ma commande/,
    title: /^Le Rivage profond/,
    make: /^Graver ce disque/,
    confirm: 'Valider',
    place: 'Graver mon disque',
    take: 'Le prendre maintenant',
    finish: 'J’ai terminé',
  },
} as const;

/** A customer at the screens: presses what has a name, and types on the pad. */
export class Customer {
  readonly page: Page;
  readonly #language: Language;

  constructor(page: Page, language: Language = 'en') {
    this.page = page;
    this.#language = language;
  }

  button(name: keyof (typeof names)['en']): Locator {
    return this.page.getByRole('button', { name: names[this.#language][name] });
  }

  async press(name: keyof (typeof names)['en']): Promise<void> {
    await this.button(name).click();
  }

  /** The heading of the screen that stands there now. */
  async heading(): Promise<string> {
    return await this.page.getByRole('heading', { level: 1 }).innerText();
  }

  async seeHeading(text: string | RegExp): Promise<void> {
    await this.page.getByRole('heading', { level: 1, name: text }).waitFor();
  }

  /** Types figures on the pad of the screen, and confirms. */
  async identify(figures: string): Promise<void> {
    for (const figure of figures) {
      await this.page.getByRole('button', { name: figure, exact: true }).click();
    }
    await this.press('confirm');
  }
}
