import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { playTexts, terminalLanguage } from '../../../../../app/cli/play/play-texts.ts';
import { AppError } from '../../../../../app/foundation/errors.ts';
import { findSentence } from '../../../../../app/player/texts/refusals.ts';

const app = fileURLToPath(new URL('../../../../../app', import.meta.url));

/** Codes that the command itself throws. */
function codesOfTheCommand(): string[] {
  const files = readdirSync(join(app, 'cli', 'play')).map((name) => join(app, 'cli', 'play', name));
  const others = ['cli/commands/play.ts', 'cli/terminal/ask.ts', 'cli/terminal/interruption.ts'];
  return [...files, ...others.map((name) => join(app, name))].flatMap((path) =>
    [...readFileSync(path, 'utf8').matchAll(/new AppError\(\s*'([A-Z_]+)'/g)].map(
      ([, code = '']) => code,
    ),
  );
}

test('every failure of the command has a sentence in French', () => {
  const codes = codesOfTheCommand();
  expect(codes.length).toBeGreaterThan(8);
  const { failure } = playTexts('fr');
  // What differs is the text of the two passwords, and is in the viewer's language already.
  const known = ['PLAY_PASSWORDS_DIFFER'];
  const silent = codes.filter(
    (code) =>
      !known.includes(code) && failure(code) === null && findSentence(code, null, 'fr') === null,
  );
  expect(silent).toEqual([]);
});

test('advice is in the language of the sentences', () => {
  const failure = new AppError('X', 'No.', { remedy: 'retry' });
  const advice = (['en', 'fr'] as const).map((language) => playTexts(language).advice(failure));
  expect(advice).toEqual(['Trying again may help.', 'Réessayer peut aider.']);
});

test('the language is that of the environment', () => {
  const of = terminalLanguage;
  expect([
    of({ LANG: 'fr_FR.UTF-8' }),
    of({ LANG: 'fr_FR.UTF-8', LC_ALL: 'C' }),
    of({ LANG: 'C', LC_MESSAGES: 'fr_CA' }),
    of({}),
  ]).toEqual(['fr', 'en', 'fr', 'en']);
});
