import type { Language } from '../../../../contracts/title.ts';

const letters: Readonly<Record<Language, readonly string[]>> = {
  en: ['qwertyuiop', 'asdfghjkl', 'zxcvbnm'],
  fr: ['azertyuiop', 'qsdfghjklm', 'wxcvbn'],
};

/** Rows of keys as simple-keyboard reads them: figures, letters as each language is taught them, and what names need. */
export function keyLayout(language: Language, isUpper: boolean): string[] {
  const spaced = (row: string) => Array.from(isUpper ? row.toUpperCase() : row).join(' ');
  const [first = '', second = '', third = ''] = letters[language];
  const accents = language === 'fr' ? ` ${spaced('éèàç')}` : '';
  return [
    spaced('1234567890'),
    spaced(first),
    spaced(second),
    `{shift} ${spaced(third)} {bksp}`,
    `- .${accents} {space} , '`,
  ];
}
