import { jacketSchema, type Jacket } from '../../../../app/contracts/jacket.ts';
import type { Title } from '../../../../app/contracts/title.ts';

const title: Title = {
  titleId: 'the-lighthouse',
  name: { en: 'The Lighthouse of Łódź', fr: 'Le Phare de Łódź' },
  synopsis: {
    en: 'A keeper counts the waves until one of them answers. Ελπίδα, says the sea; Надежда, says the wind.',
    fr: 'Un gardien compte les vagues jusqu’à ce que l’une réponde. Ελπίδα, dit la mer ; Надежда, dit le vent.',
  },
  year: 2024,
  credits: 'Drawn and cut by the sea.',
  rights: '© 2024 The Sea. Creative Commons Attribution 3.0.',
  genres: ['animation'],
  runningSeconds: 596,
  standard: 'pal',
  aspect: '16:9',
  sectors: 120_000,
  poster: '/media/the-lighthouse/poster.jpg',
  trailer: '/media/the-lighthouse/trailer.mp4',
};

/** A valid jacket, with what a test wants different. */
export function aJacket(
  change: Partial<Omit<Jacket, 'title'>> & { title?: Partial<Title> } = {},
): Jacket {
  return jacketSchema.parse({
    language: 'en',
    code: 'K7F3-92QD',
    watchUrl: 'https://films.example/watch/K7F3-92QD',
    distributorName: 'Cinéma du Port',
    burnedAt: '2026-11-20T15:42:00.000Z',
    ...change,
    title: { ...title, ...change.title },
  });
}
