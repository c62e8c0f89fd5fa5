const alike: Readonly<Record<string, string>> = { I: '1', L: '1', O: '0', U: 'V' };

/** What was typed as the code of an order, `K7F3-92QD`: letters that Crockford's base 32 has not are read as those they look like. */
export function asOrderCode(typed: string): string {
  const letters = Array.from(typed.toUpperCase().replaceAll(/[^0-9A-Z]/g, ''))
    .map((letter) => alike[letter] ?? letter)
    .slice(0, 8)
    .join('');
  return letters.length > 4 ? `${letters.slice(0, 4)}-${letters.slice(4)}` : letters;
}
