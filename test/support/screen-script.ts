import {
  type CatalogueEntry,
  type KioskView,
  makingSteps,
  type MakingStep,
  type OrderView,
} from '../../app/contracts/kiosk-view.ts';

/** When every scripted machine stands. A Friday, so that "until Sunday" is two days away. */
export const scriptedNow = '2026-11-20T14:33:00.000Z';

const film = (
  titleId: string,
  name: { en: string; fr: string },
  synopsis: { en: string; fr: string },
  year: number,
  genres: CatalogueEntry['title']['genres'],
  runningSeconds: number,
): CatalogueEntry => ({
  title: {
    titleId,
    name,
    synopsis,
    year,
    credits: 'Drawn by ffmpeg',
    rights: 'No rights reserved',
    genres,
    runningSeconds,
    standard: 'pal',
    aspect: '16:9',
    sectors: 120_000,
    poster: `posters/${titleId}.jpg`,
    trailer: 'trailers/trailer.mp4',
  },
  available: true,
  reasons: [],
  minutes: 9,
});

export const scriptedCatalogue: readonly CatalogueEntry[] = [
  film(
    'deep-shore',
    { en: 'The Deep Shore', fr: 'Le Rivage profond' },
    {
      en: 'A slow fall into the edge of the Mandelbrot set, where every bay holds another sea and the same coast returns, smaller and never quite the same.',
      fr: 'Une lente chute dans le bord de l’ensemble de Mandelbrot, où chaque baie cache une autre mer et où la même côte revient, plus petite et jamais tout à fait la même.',
    },
    2024,
    ['abstract', 'science'],
    596,
  ),
  film(
    'small-lives',
    { en: 'Small Lives', fr: 'Petites Vies' },
    {
      en: 'Cells are born, crowd, and vanish by three rules.',
      fr: 'Des cellules naissent, se pressent et disparaissent selon trois règles.',
    },
    2021,
    ['science'],
    180,
  ),
  film(
    'dusk',
    { en: 'Dusk', fr: 'Crépuscule' },
    { en: 'Colours change places for a while.', fr: 'Des couleurs échangent leurs places.' },
    2023,
    ['nature', 'music'],
    312,
  ),
  film(
    'loom',
    { en: 'The Loom', fr: 'Le Métier à tisser' },
    { en: 'One thread, many patterns.', fr: 'Un fil, bien des motifs.' },
    2019,
    ['animation'],
    95,
  ),
  film(
    'triangles',
    { en: 'All the Triangles', fr: 'Tous les triangles' },
    { en: 'Three corners and a coin.', fr: 'Trois coins et une pièce.' },
    2020,
    ['abstract', 'animation'],
    240,
  ),
  {
    ...film(
      'test-card',
      { en: 'Test Card at Midnight', fr: 'Mire de minuit' },
      { en: 'Bars, circles, and a clock.', fr: 'Des barres, des cercles, une horloge.' },
      1998,
      ['test'],
      60,
    ),
    available: false,
    reasons: ['no-blank'],
  },
];

/** A view of a healthy simulated machine where nobody has identified. */
export const restingView: KioskView = {
  now: scriptedNow,
  machine: {
    mode: 'inService',
    ordersClosed: [],
    pickUpClosed: [],
    since: '2026-11-20T06:00:00.000Z',
    simulated: true,
    distributorName: 'Lumen Books',
    kioskName: 'Central Station',
    slots: 4,
    price: null,
  },
  session: { identifiedUntil: null, cardWaiting: false, orders: [] },
};

export const scriptedOrderId = 'K7F392QD00000000000A';

/** Steps of which the first `done` are done and the next is under way. */
export function stepsUpTo(done: number, sectors?: { done: number; total: number }): MakingStep[] {
  return makingSteps.map((step, index) => {
    if (index < done) return { step, state: 'done' };
    if (index > done) return { step, state: 'waiting' };
    return { step, state: 'active', ...sectors };
  });
}

export function scriptedOrder(part: Partial<OrderView>): OrderView {
  return {
    orderId: scriptedOrderId,
    code: 'K7F3-92QD',
    pickUpCode: null,
    titleId: 'deep-shore',
    state: 'placed',
    steps: stepsUpTo(0, { done: 12_000, total: 120_000 }),
    attempt: 1,
    readyAt: '2026-11-20T14:42:00.000Z',
    holdUntil: '2026-11-22T17:00:00.000Z',
    slot: null,
    takeBefore: null,
    failure: null,
    payment: null,
    ...part,
  };
}
