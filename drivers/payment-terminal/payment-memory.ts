import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../app/foundation/errors.ts';
import type { paymentTerminalErrorCodes, PaymentMemory, PaymentState } from './contract.ts';

const noteSchema = z.strictObject({
  reference: z.string(),
  /** In the smallest unit. */
  amount: z.int().min(1),
  /** What is known of it but for what `doing` may have changed. */
  is: z.enum(['none', 'held', 'captured', 'released']),
  transaction: z.string().nullable(),
  /** What has been asked of the terminal and not been answered; null where nothing is open. */
  doing: z.enum(['authorise', 'capture', 'release']).nullable(),
  /** How the terminal stood before `doing` was asked, in its driver's words. */
  before: z.string(),
});

/** What a driver has written down of one payment. */
export type PaymentNote = z.infer<typeof noteSchema>;

/** What a note with nothing open says of its payment. */
export function stateOf({ is, transaction }: PaymentNote): PaymentState {
  if (is === 'none') return { is };
  return transaction === null ? { is: 'unknown' } : { is, transaction };
}

const notesSchema = z.strictObject({ version: z.literal(1), notes: z.array(noteSchema) });

/** Settled payments that are remembered beside those that are open. */
const KEPT = 200;

/** The payments that a driver has asked for, each written down before the terminal hears of it. */
export class PaymentNotes {
  readonly #memory: PaymentMemory;
  #notes: readonly PaymentNote[];

  /** @throws AppError `PAYMENT_NOT_REMEMBERED` if what the memory holds cannot be read. */
  constructor(memory: PaymentMemory) {
    this.#memory = memory;
    this.#notes = parseNotes(memory.read());
  }

  /** Whether a payment that is not found here was surely never asked for. */
  get isComplete(): boolean {
    return this.#memory.survives;
  }

  find(reference: string): PaymentNote | null {
    return this.#notes.find((note) => note.reference === reference) ?? null;
  }

  findTransaction(transaction: string): PaymentNote | null {
    return this.#notes.find((note) => note.transaction === transaction) ?? null;
  }

  /** Every payment that is remembered. */
  get all(): readonly PaymentNote[] {
    return this.#notes;
  }

  /** @throws AppError `PAYMENT_NOT_REMEMBERED` */
  put(note: PaymentNote): void {
    const others = this.#notes.filter(({ reference }) => reference !== note.reference);
    const open = others.filter(({ doing, is }) => doing !== null || is === 'held');
    const settled = others.filter((other) => !open.includes(other)).slice(-KEPT);
    this.#write([...settled, ...open, note]);
  }

  /** @throws AppError `PAYMENT_NOT_REMEMBERED` */
  forget(reference: string): void {
    this.#write(this.#notes.filter((note) => note.reference !== reference));
  }

  #write(notes: readonly PaymentNote[]): void {
    this.#memory.write(JSON.stringify({ version: 1, notes }, null, 1));
    this.#notes = notes;
  }
}

function parseNotes(text: string | null): readonly PaymentNote[] {
  if (text === null) return [];
  try {
    return notesSchema.parse(JSON.parse(text)).notes;
  } catch (error) {
    throw notRemembered('What was kept of earlier payments cannot be read.', error);
  }
}

function notRemembered(sentence: string, cause: unknown): AppError {
  const code: (typeof paymentTerminalErrorCodes)[number] = 'PAYMENT_NOT_REMEMBERED';
  return new AppError(code, sentence, { remedy: 'call-attendant', cause });
}

/** A memory that lasts as long as the program. */
export function shortPaymentMemory(): PaymentMemory {
  let kept: string | null = null;
  return {
    survives: false,
    read: () => kept,
    write: (text) => {
      kept = text;
    },
  };
}

function onDisk(path: string, flags: 'r' | 'w', change: (file: number) => void): void {
  const file = openSync(path, flags);
  try {
    change(file);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** A memory in a file, on disk when `write` returns. */
export function filePaymentMemory(path: string): PaymentMemory {
  return {
    survives: true,
    read() {
      try {
        return readFileSync(path, 'utf8');
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
        throw notRemembered(
          `What was kept of earlier payments cannot be read from ${path}.`,
          error,
        );
      }
    },
    write(text) {
      try {
        const draft = `${path}.new`;
        onDisk(draft, 'w', (file) => writeFileSync(file, text));
        renameSync(draft, path);
        // The new name is on disk when its folder is.
        onDisk(dirname(path), 'r', () => {});
      } catch (error) {
        throw notRemembered(`Payments cannot be written down in ${path}.`, error);
      }
    },
  };
}
