/** Controls, C0 and C1, and those that turn the direction of what follows: an escape sequence begins with one. */
const CONTROLS = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu;

/**
 * Rows of words as lines, each column as wide as its widest word, two spaces between. Words may be those of strangers: a
 * device is called as its owner calls it. So a terminal gets no control out of them, but `\ufffd`.
 */
export function alignColumns(words: readonly (readonly string[])[]): string[] {
  const rows = words.map((row) => row.map((word) => word.replace(CONTROLS, '\ufffd')));
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((word, column) => {
      widths[column] = Math.max(widths[column] ?? 0, word.length);
    });
  }
  return rows.map((row) =>
    row
      .map((word, column) => word.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
