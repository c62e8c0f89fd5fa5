import { bankRoutes } from '../../contracts/bank-api.ts';
import type { Language, Title } from '../../contracts/title.ts';
import { landingText, type LandingText } from './landing-text.ts';

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

/** Two leaves and their hinge. */
const MARK = `<svg class="mark" viewBox="0 0 96 72" role="img" aria-label="Diptych">
  <path d="M2 10 46 2v68L2 62Z" fill="#4A5160"/>
  <path d="M10 22h8v8h-8zM26 18h8v8h-8zM18 34h8v8h-8zM30 46h8v8h-8zM10 50h8v8h-8zM34 30h6v8h-6z" fill="#FBFAF7"/>
  <path d="M50 2 94 10v52L50 70Z" fill="#1A1D23"/>
  <circle cx="72" cy="36" r="13" fill="none" stroke="#FBFAF7" stroke-width="8"/>
  <path d="M46 0h4v72h-4z" fill="#F2B84B"/>
</svg>`;

/** What the left leaf looks like: blocks in the wrong place, colour gone astray, as on the disc alone. */
const BROKEN_FILTER = `<svg class="hidden" aria-hidden="true"><filter id="broken" x="0" y="0" width="100%" height="100%">
  <feTurbulence type="fractalNoise" baseFrequency="0.035" numOctaves="1" seed="7" result="noise"/>
  <feComponentTransfer in="noise" result="steps"><feFuncR type="discrete" tableValues="0 .2 .4 .6 .8 1"/><feFuncG type="discrete" tableValues="0 .25 .5 .75 1"/></feComponentTransfer>
  <feDisplacementMap in="SourceGraphic" in2="steps" scale="120" xChannelSelector="R" yChannelSelector="G"/>
</filter></svg>`;

function filmCard(title: Title, language: Language, text: LandingText): string {
  const facts = [
    String(title.year),
    text.minutes(Math.max(1, Math.round(title.runningSeconds / 60))),
    ...title.genres.map((genre) => text.genres[genre] ?? genre),
    title.standard.toUpperCase(),
  ].join(' · ');
  const poster = escapeHtml(title.poster);
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
<link rel="stylesheet" href="/landing.css">
</head>
<body>
${BROKEN_FILTER}
<header>
${MARK}
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
