import type { Reading } from './contract.ts';

/** `]`, a letter for the symbology, a modifier: ISO/IEC 15424. */
const IDENTIFIER = /^\]([A-Za-z])[0-9A-Za-z]/;

/**
 * A code as a scanner sends it, told apart where the scanner is set to send AIM symbology identifiers: `]Q1` before a QR
 * code, `]C0` Code 128, `]E0` EAN-13. The identifier is cut off; without one nobody knows the kind, and it is a `barcode`.
 */
export function parseScan(code: string): Reading {
  const [identifier, symbology] = IDENTIFIER.exec(code) ?? [];
  if (identifier === undefined) return { kind: 'barcode', value: code };
  return { kind: symbology === 'Q' ? 'qr' : 'barcode', value: code.slice(identifier.length) };
}
