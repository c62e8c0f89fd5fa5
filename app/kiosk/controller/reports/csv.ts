/**
 * One line of CSV, RFC 4180, its end included. A cell that begins as a formula does (`= + - @`, tab, return) gets an apostrophe
 * before it, so that no spreadsheet runs it (OWASP, CSV Injection).
 */
export function csvLine(cells: readonly (string | number)[]): string {
  return `${cells.map(cell).join(',')}\r\n`;
}

function cell(value: string | number): string {
  const text = String(value);
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
