import { expect, it } from 'vitest';
import { landingPage } from '../../../../../app/bank/pages/landing-page.ts';
import { titleOf } from '../../../../support/bank/fake-titles.ts';

it('the landing page shows every title in the reader’s language, its rights, and the ways on', () => {
  const titles = [titleOf('first-film', 4096), titleOf('second-film', 4096)];
  const page = landingPage(titles, 'fr');
  for (const part of [
    '<html lang="fr">',
    'Le film first-film',
    'Le film second-film',
    'src="/v1/media/second-film/poster.jpg"',
    'CC BY 3.0',
    'href="/docs"',
    'href="/v1/health"',
  ]) {
    expect(page).toContain(part);
  }
});

it('a title cannot put its own markup on the landing page', () => {
  const name = { en: '<script>"x"</script>', fr: 'x' };
  const page = landingPage([{ ...titleOf('a-film', 2048), name }], 'en');
  expect(page).not.toContain('<script');
  expect(page).toContain('&lt;script&gt;&quot;x&quot;&lt;/script&gt;');
});

it('a bank without titles says when there will be some', () => {
  expect(landingPage([], 'en')).toContain('The vault is empty.');
});
