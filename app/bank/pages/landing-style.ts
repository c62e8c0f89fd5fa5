/** Style of the landing page: the light theme, spacing by 8, one family, gilt for the hinge alone. */
export const landingStyle = `
@font-face { font-family: Inter; font-weight: 400; font-display: swap; src: url('/fonts/inter-regular.ttf') format('truetype'); }
@font-face { font-family: Inter; font-weight: 600; font-display: swap; src: url('/fonts/inter-semibold.ttf') format('truetype'); }
:root {
  --ground: #fbfaf7; --surface: #ffffff; --raised: #f0ede6; --text: #1a1d23; --quiet: #4a5160; --gilt: #7a4b00; --hinge: #f2b84b;
  color-scheme: light;
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text); font: 400 1rem/1.5 Inter, sans-serif; font-feature-settings: 'tnum'; }
a { color: var(--gilt); text-underline-offset: 4px; }
a:focus-visible { outline: 3px solid var(--gilt); outline-offset: 4px; }
header, main, footer { max-width: 1120px; margin: 0 auto; padding: 0 24px; }
header { padding-top: 64px; padding-bottom: 48px; display: grid; grid-template-columns: auto 1fr; gap: 16px 32px; align-items: center; }
.mark { width: 96px; height: 72px; }
h1 { margin: 0; font-weight: 600; font-size: clamp(2rem, 5vw, 3.5rem); line-height: 1.1; letter-spacing: -0.02em; }
.name { margin: 0 0 8px; color: var(--gilt); font-weight: 600; letter-spacing: 0.08em; text-transform: uppercase; font-size: 0.875rem; }
header p.explanation { grid-column: 1 / -1; margin: 8px 0 0; max-width: 46rem; color: var(--quiet); font-size: 1.125rem; }
h2 { margin: 0 0 24px; font-weight: 600; font-size: 1.5rem; }
.films { list-style: none; margin: 0; padding: 0; display: grid; grid-template-columns: repeat(auto-fill, minmax(224px, 1fr)); gap: 32px 24px; }
.film { display: flex; flex-direction: column; }
.leaves { position: relative; display: block; aspect-ratio: 2 / 3; background: var(--raised); border-radius: 4px; overflow: hidden; box-shadow: 0 1px 2px rgb(26 29 35 / 0.16), 0 8px 24px rgb(26 29 35 / 0.08); }
.leaves img { position: absolute; inset: 0; width: 100%; height: 100%; object-fit: cover; }
.leaves img.broken { clip-path: inset(0 50% 0 0); filter: url(#broken); }
.leaves img.whole { clip-path: inset(0 0 0 50%); }
.leaves::after { content: ''; position: absolute; top: 0; bottom: 0; left: calc(50% - 2px); width: 4px; background: var(--hinge); }
.captions { display: flex; justify-content: space-between; margin: 8px 0 0; color: var(--quiet); font-size: 0.75rem; }
h3 { margin: 8px 0 0; font-weight: 600; font-size: 1.125rem; line-height: 1.3; }
.facts { margin: 4px 0 0; color: var(--quiet); font-size: 0.875rem; }
.synopsis { margin: 8px 0 0; font-size: 0.9375rem; }
.rights { margin: 8px 0 0; color: var(--quiet); font-size: 0.75rem; }
.empty { padding: 32px; background: var(--raised); border-radius: 4px; color: var(--quiet); }
footer { margin-top: 64px; padding-top: 32px; padding-bottom: 64px; border-top: 1px solid var(--raised); }
footer ul { margin: 0; padding: 0; list-style: none; display: flex; flex-wrap: wrap; gap: 8px 32px; }
footer li a { display: inline-block; padding: 12px 0; }
.hidden { position: absolute; width: 0; height: 0; overflow: hidden; }
`;
