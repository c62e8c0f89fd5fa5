import { playerError } from '../player-error.ts';

/**
 * Reads a body whole.
 *
 * @returns the bytes, in memory of their own.
 * @throws AppError `BANK_BAD_REPLY` where it is longer than `longest`: the rest is not fetched.
 */
export async function readAtMost(response: Response, longest: number): Promise<Uint8Array> {
  if (response.body === null) return new Uint8Array(0);
  const pieces: Uint8Array[] = [];
  let length = 0;
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      pieces.push(value);
      length += value.length;
      if (length > longest) {
        throw playerError('BANK_BAD_REPLY', 'The bank gave an answer without an end.', { longest });
      }
    }
    const bytes = new Uint8Array(length);
    let at = 0;
    for (const piece of pieces) {
      bytes.set(piece, at);
      at += piece.length;
    }
    return bytes;
  } finally {
    for (const piece of pieces) piece.fill(0);
    // Ends the transfer where it is not at its end; what goes wrong with that is over by then.
    await reader.cancel().catch(() => {});
  }
}
