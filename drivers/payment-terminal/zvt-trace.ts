import type { Apdu } from './zvt-apdu.ts';
import { decodeZvtCommand, withoutPassword } from './zvt-commands.ts';
import { encodeForLine, type ZvtFraming } from './zvt-framing.ts';
import { decodeZvtReply, withoutCards } from './zvt-replies.ts';
import { resultText } from './zvt-texts.ts';

/** An APDU as a trace may show it: nothing of a card, of a receipt or of the password is in it. */
export function tracedApdu(
  framing: ZvtFraming,
  apdu: Apdu,
  sort: 'command' | 'reply',
): { readonly bytes: Uint8Array; readonly meaning: string } {
  const shown = sort === 'command' ? withoutPassword(apdu) : withoutCards(apdu);
  return { bytes: encodeForLine(framing, shown), meaning: meaningOf(apdu, sort) };
}

function meaningOf(apdu: Apdu, sort: 'command' | 'reply'): string {
  const command = sort === 'command' ? decodeZvtCommand(apdu) : null;
  if (command !== null) {
    return 'amount' in command ? `${command.kind} ${command.amount}` : command.kind;
  }
  const reply = decodeZvtReply(apdu);
  switch (reply.kind) {
    case 'refused':
    case 'aborted':
      return `${reply.kind}: ${resultText(reply.code)}`;
    case 'result':
      return `result: ${resultText(reply.result.code)}, receipt ${reply.result.receipt ?? 'none'}`;
    case 'intermediate':
      return `intermediate status ${reply.status.toString(16).padStart(2, '0').toUpperCase()}`;
    case 'other':
      return `unknown ${apdu.control.toString(16).padStart(4, '0').toUpperCase()}`;
    default:
      return reply.kind;
  }
}
