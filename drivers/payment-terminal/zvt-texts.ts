/** The languages in which prompts can be shown. */
export type ZvtLanguage = 'en' | 'de';

/**
 * What 04 FF means, by its status byte: the standard's table of intermediate statuses, for the customer's display. In codes
 * 41 to 5D and 66, 67 the customer is asked to take the card out as well.
 */
const PROMPTS: ReadonlyMap<number, { readonly en: string; readonly de: string }> = new Map([
  [0x00, { en: 'Please confirm the amount', de: 'Bitte Betrag bestätigen' }],
  [0x01, { en: 'Please watch the PIN pad', de: 'Bitte Anzeigen auf dem PIN-Pad beachten' }],
  [0x02, { en: 'Please watch the PIN pad', de: 'Bitte Anzeigen auf dem PIN-Pad beachten' }],
  [0x03, { en: 'Not accepted', de: 'Vorgang nicht möglich' }],
  [0x04, { en: 'Please wait for the answer', de: 'Bitte auf Antwort warten' }],
  [0x05, { en: 'The payment is taken back', de: 'Autostorno wird gesendet' }],
  [0x06, { en: 'Bookings are being sent', de: 'Nachbuchungen werden gesendet' }],
  [0x07, { en: 'Card not admitted', de: 'Karte nicht zugelassen' }],
  [0x08, { en: 'Card unknown', de: 'Karte unbekannt' }],
  [0x09, { en: 'Card expired', de: 'Karte verfallen' }],
  [0x0a, { en: 'Insert card', de: 'Karte einstecken' }],
  [0x0b, { en: 'Please remove card', de: 'Bitte Karte entnehmen' }],
  [0x0c, { en: 'Card not readable', de: 'Karte nicht lesbar' }],
  [0x0d, { en: 'Processing error', de: 'Vorgang abgebrochen' }],
  [0x0e, { en: 'Please wait', de: 'Bitte warten' }],
  [0x0f, { en: 'End of day is running', de: 'Kassenabschluss läuft' }],
  [0x10, { en: 'Invalid card', de: 'Karte ungültig' }],
  [0x11, { en: 'Balance', de: 'Guthabenanzeige' }],
  [0x12, { en: 'System malfunction', de: 'Systemfehler' }],
  [0x13, { en: 'Payment not possible', de: 'Zahlung nicht möglich' }],
  [0x14, { en: 'Credit not sufficient', de: 'Guthaben nicht ausreichend' }],
  [0x15, { en: 'Incorrect PIN', de: 'Geheimzahl falsch' }],
  [0x16, { en: 'Limit not sufficient', de: 'Limit nicht ausreichend' }],
  [0x17, { en: 'Please wait', de: 'Bitte warten' }],
  [0x18, { en: 'PIN wrong too often', de: 'Geheimzahl zu oft falsch' }],
  [0x19, { en: 'Card data incorrect', de: 'Kartendaten falsch' }],
  [0x1a, { en: 'Service mode', de: 'Servicemodus' }],
  [0x1b, { en: 'Approved', de: 'Autorisierung erfolgt' }],
  [0x1c, { en: 'Approved', de: 'Zahlung erfolgt' }],
  [0x1d, { en: 'Declined', de: 'Autorisierung nicht möglich' }],
  [0x26, { en: 'Please enter the mobile number', de: 'Bitte Mobilfunknummer eingeben' }],
  [0x27, { en: 'Please repeat the mobile number', de: 'Bitte Mobilfunknummer wiederholen' }],
  [0x28, { en: 'Choose the currency', de: 'Währungsauswahl' }],
  [0x29, { en: 'Choose the language', de: 'Sprachauswahl' }],
  [0x2a, { en: 'Insert card for loading', de: 'Zum Laden Karte einstecken' }],
  [0x2b, { en: 'Emergency transaction, please wait', de: 'Offline-Notbetrieb, bitte warten' }],
  [0x2c, { en: 'Choose the application', de: 'Auswahl Debit/Kredit' }],
  [0x68, { en: 'Card detected', de: 'Karte erkannt' }],
  [0x69, { en: 'Please choose the currency of payment', de: 'Bitte DCC auswählen' }],
  [0xc8, { en: 'The terminal waits for staff', de: 'Terminal wartet auf Personal' }],
  [0xc9, { en: 'Automatic diagnosis', de: 'Automatische Diagnose' }],
  [0xca, { en: 'Automatic initialisation', de: 'Automatische Initialisierung' }],
  [0xcb, { en: 'Merchant journal full', de: 'Händlerjournal voll' }],
  [0xcc, { en: 'PIN required', de: 'Lastschrift nicht möglich, PIN notwendig' }],
  [0xd2, { en: 'Connecting', de: 'Verbindung wird hergestellt' }],
  [0xd3, { en: 'Connected', de: 'Verbindung besteht' }],
  [0xe0, { en: 'Please choose the application', de: 'Bitte Anwendung auswählen' }],
  [0xe1, { en: 'Please choose the language', de: 'Bitte Sprache auswählen' }],
]);

const WITH_REMOVAL = { from: 0x41, to: 0x67, less: 0x40, remove: 0x0b } as const;

/** What a customer should read for an intermediate status; empty where the standard has no text for it. */
export function promptOf(status: number, language: ZvtLanguage): string {
  const own = PROMPTS.get(status);
  if (own) return own[language];
  if (status < WITH_REMOVAL.from || status > WITH_REMOVAL.to) return '';
  const remove = PROMPTS.get(WITH_REMOVAL.remove)?.[language] ?? '';
  const before = PROMPTS.get(status - WITH_REMOVAL.less)?.[language] ?? '';
  return before === '' || before === remove ? remove : `${before}. ${remove}`;
}

/** Result codes of BMP 27, 06 1E and 84 xx that a kiosk may meet: chapter "Error messages". */
const RESULTS: ReadonlyMap<number, string> = new Map([
  [0x00, 'no error'],
  [0x64, 'card not readable'],
  [0x65, 'card data not present'],
  [0x66, 'processing error'],
  [0x67, 'function not permitted for ec and Maestro cards'],
  [0x68, 'function not permitted for credit and tank cards'],
  [0x6a, 'turnover file full'],
  [0x6b, 'function deactivated, terminal not registered'],
  [0x6c, 'aborted by time-out or abort key'],
  [0x6e, 'card in blocked list'],
  [0x6f, 'wrong currency'],
  [0x71, 'credit not sufficient'],
  [0x72, 'chip error'],
  [0x73, 'card data incorrect'],
  [0x77, 'end of day not possible'],
  [0x78, 'card expired'],
  [0x79, 'card not yet valid'],
  [0x7a, 'card unknown'],
  [0x7d, 'communication error'],
  [0x83, 'function not possible'],
  [0x85, 'key missing'],
  [0x89, 'PIN pad defective'],
  [0x9a, 'protocol error'],
  [0x9b, 'communication fault'],
  [0x9c, 'please wait'],
  [0xa0, 'receiver not ready'],
  [0xa1, 'remote station does not respond'],
  [0xa3, 'no connection'],
  [0xb1, 'memory full'],
  [0xb2, 'merchant journal full'],
  [0xb4, 'already reversed'],
  [0xb5, 'reversal not possible'],
  [0xb7, 'pre-authorisation incorrect or amount wrong'],
  [0xb8, 'error of pre-authorisation'],
  [0xc2, 'diagnosis required'],
  [0xc3, 'maximum amount exceeded'],
  [0xc5, 'payment method not supported'],
  [0xc6, 'currency not applicable'],
  [0xc8, 'amount too small'],
  [0xcc, 'printer not ready'],
  [0xd2, 'function not permitted for service cards'],
  [0xdc, 'card inserted'],
  [0xe2, 'card reader defective'],
  [0xe3, 'shutter closed'],
  [0xe4, 'terminal activation required'],
  [0xf0, 'open end of day present'],
  [0xf6, 'personalisation required'],
  [0xfc, 'necessary device not present or defective'],
  [0xff, 'system error'],
]);

export const RESULT = {
  good: 0x00,
  processingError: 0x66,
  aborted: 0x6c,
  wrongCurrency: 0x6f,
  notPossible: 0x83,
  pleaseWait: 0x9c,
  notReady: 0xa0,
  alreadyReversed: 0xb4,
  reversalNotPossible: 0xb5,
  preAuthorisationIncorrect: 0xb7,
  preAuthorisationError: 0xb8,
  cardInserted: 0xdc,
} as const;

export function resultText(code: number): string {
  return RESULTS.get(code) ?? `result code ${code.toString(16).padStart(2, '0').toUpperCase()}`;
}
