import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  filePaymentMemory,
  PaymentNotes,
  shortPaymentMemory,
  type PaymentNote,
} from '../../../../drivers/payment-terminal/payment-memory.ts';

const note = (reference: string, changes: Partial<PaymentNote> = {}): PaymentNote => ({
  reference,
  amount: 499,
  is: 'none',
  transaction: null,
  doing: null,
  before: '',
  ...changes,
});

describe('what a driver remembers of payments', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'diptych-payments-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const path = () => join(folder, 'payments.json');

  it('is there again after the program is', () => {
    new PaymentNotes(filePaymentMemory(path())).put(note('order-1', { doing: 'authorise' }));
    const again = new PaymentNotes(filePaymentMemory(path()));
    expect(again.find('order-1')).toEqual(note('order-1', { doing: 'authorise' }));
    expect(again.isComplete).toBe(true);
  });

  it('is not complete where it ends with the program', () => {
    expect(new PaymentNotes(shortPaymentMemory()).isComplete).toBe(false);
  });

  it('forgets settled payments in the end, and open ones never', () => {
    const notes = new PaymentNotes(shortPaymentMemory());
    notes.put(note('open', { doing: 'capture', is: 'held', transaction: 't' }));
    for (let index = 0; index < 250; index += 1) notes.put(note(`settled-${index}`));
    expect(notes.find('open')?.doing).toBe('capture');
    expect(notes.find('settled-0')).toBeNull();
    expect(notes.find('settled-249')).not.toBeNull();
  });

  it('is not begun anew where it cannot be read', () => {
    writeFileSync(path(), '{"version":1,"notes":[{}]}');
    expect(() => new PaymentNotes(filePaymentMemory(path()))).toThrow(
      expect.objectContaining({ code: 'PAYMENT_NOT_REMEMBERED' }),
    );
  });

  it('says so where it cannot be written', () => {
    const notes = new PaymentNotes(filePaymentMemory(join(folder, 'nowhere', 'payments.json')));
    expect(() => notes.put(note('order-1'))).toThrow(
      expect.objectContaining({ code: 'PAYMENT_NOT_REMEMBERED' }),
    );
    expect(notes.find('order-1')).toBeNull();
  });
});
