import { bankRoutes } from '../../contracts/bank-api.ts';
import type { Language, Title } from '../../contracts/title.ts';
import { landingText, type LandingText } from './landing-text.ts';
import { markSvg } from './mark.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

/** Draws the left leaf torn: a sign for the disc alone, not a picture of it. */
const BROKEN_FILTER = `<svg class="hidden" aria-hidden="true"><filter id="broken" x="0" y="0" width="100%" height="100%">
  <feTurbulence type="fractalNoise" baseFrequency="0.035" numOctaves="1" seed="7" result="noise"/>
  <feComponentTransfer in="noise" result="steps"><feFuncR type="discrete" tableValues="0 .2 .4 .6 .8 1"/><feFuncG type="discrete" tableValues="0 .25 .5 .75 1"/></feComponentTransfer>
  <feDisplacementMap in="SourceGraphic" in2="steps" scale="120" xChannelSelector="R" yChannelSelector="G" result="torn"/>
  <feMerge><feMergeNode in="SourceGraphic"/><feMergeNode in="torn"/></feMerge>
</filter></svg>`;

function filmCard(title: Title, language: Language, text: LandingText): string {
  const facts = [
    String(title.year),
    text.minutes(Math.max(1, Math.round(title.runningSeconds / 60))),
    ...title.genres.map((genre) => text.genres[genre] ?? genre),
    title.standard.toUpperCase(),
  ].join(' · ');
  const poster = escapeHtml(`${bankRoutes.media}${title.poster}`);
  const name = escapeHtml(title.name[language]);
  const rights = title.rights === '' ? '' : `\n  <p class="rights">${escapeHtml(title.rights)}</p>`;
  return `<li class="film">
  <span class="leaves"><img class="broken" src="${poster}" alt=""><img class="whole" src="${poster}" alt="${name}"></span>
  <p class="captions" aria-hidden="true"><span>${text.broken}</span><span>${text.whole}</span></p>
  <h3>${name}</h3>
  <p class="facts">${escapeHtml(facts)}</p>
  <p class="synopsis">${escapeHtml(title.synopsis[language])}</p>${rights}
</li>`;
}

/** The bank's front page, whole, without a script. */
export function landingPage(titles: readonly Title[], language: Language): string {
  const text = landingText[language];
  const films =
    titles.length === 0
      ? `<p class="empty">${text.noFilms}</p>`
      : `<ul class="films">\n${titles.map((title) => filmCard(title, language, text)).join('\n')}\n</ul>`;
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${text.title}</title>
<link rel="icon" type="image/svg+xml" href="/mark.svg">
<link rel="stylesheet" href="/landing.css">
</head>
<body>
${BROKEN_FILTER}
<header>
${markSvg}
<div><p class="name">Diptych</p><h1>${text.lead}</h1></div>
<p class="explanation">${text.explanation}</p>
</header>
<main>
<h2>${text.films}</h2>
${films}
</main>
<footer>
<h2>${text.forPeople}</h2>
<ul><li><a href="/docs">${text.description}</a></li><li><a href="${bankRoutes.health}">${text.health}</a></li></ul>
</footer>
</body>
</html>
`;
}
