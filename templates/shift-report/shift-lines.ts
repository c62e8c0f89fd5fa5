import type { ShiftReport } from '../../app/contracts/panel-reports.ts';

/** One line of the page: what it is, in both languages, and how many. */
export interface ShiftLine {
  readonly label: string;
  readonly value: string;
  readonly isHeading: boolean;
}

/** The lines of a shift, from top to bottom. */
export function shiftLines({
  corrections,
  discs,
  money,
  orders,
  sheets,
}: ShiftReport): ShiftLine[] {
  return [
    heading('Discs · Disques'),
    line('Loaded · Chargés', discs.loaded),
    line('Begun · Commencés', discs.begun),
    line('Verified · Vérifiés', discs.verified),
    line('Given, paid · Remis, payés', discs.given.paid),
    line('Given, free · Remis, gratuits', discs.given.free),
    line('Given, test · Remis, essais', discs.given.test),
    ...discs.rejected.map(({ discs: many, reason }) => line(`Rejected · Rejetés: ${reason}`, many)),
    line('Retained · Retenus', discs.retained),
    line('Unknown · Inconnus', discs.unknown),
    heading('Sheets · Feuilles'),
    line('Loaded · Chargées', sheets.loaded),
    line('Printed · Imprimées', sheets.printed),
    heading('Orders · Commandes'),
    line('Placed · Passées', orders.placed),
    line('Fulfilled · Remises', orders.fulfilled),
    line('Cancelled · Annulées', orders.cancelled),
    line('Failed · Échouées', orders.failed),
    line('Expired · Expirées', orders.expired),
    line('Suspect · Douteuses', orders.suspect),
    ...(money.length === 0 ? [] : [heading('Money · Argent')]),
    ...money.map(({ amount, currency, kind, payments }) => {
      const label = kind === 'captured' ? 'Captured · Encaissé' : 'Held · Réservé';
      return line(`${label} (${payments})`, inCurrency(amount, currency));
    }),
    ...(corrections.length === 0 ? [] : [heading('Corrections')]),
    ...corrections.map(({ at, by, difference, unit }) =>
      line(`${at} · ${unit} · ${by}`, difference > 0 ? `+${difference}` : difference),
    ),
  ];
}

function heading(label: string): ShiftLine {
  return { label, value: '', isHeading: true };
}

function line(label: string, value: number | string): ShiftLine {
  return { label, value: String(value), isHeading: false };
}

/** With as many figures after the point as the currency has: two for the euro, none for the yen (ISO 4217). */
function inCurrency(amount: number, currency: string): string {
  const format = new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
    currencyDisplay: 'code',
  });
  const { maximumFractionDigits: digits = 2 } = format.resolvedOptions();
  return `${(amount / 10 ** digits).toFixed(digits)} ${currency}`;
}
