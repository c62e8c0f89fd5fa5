import type { WirePiece } from '../../../drivers/contract/device.ts';
import type { DeviceKind, OneDevice } from '../../../drivers/open-device.ts';
import { instantOf } from '../../foundation/clock.ts';

/** Bytes that fit a line of a terminal beside their meaning. */
const SHOWN_BYTES = 24;

/** One piece of a conversation, as a line for a person: when, which way, what it is, and what it says. */
export function pieceLine({ bytes, direction, meaning }: WirePiece, now: number): string {
  const time = instantOf(now).slice(11, 23);
  const arrow = direction === 'sent' ? '->' : '<-';
  return `${time} ${arrow} ${meaning.padEnd(24)} ${shown(bytes)}`.trimEnd();
}

/** Text as text: most devices that speak lines can be read. Everything else in hex. */
function shown(bytes: Uint8Array): string {
  const isText = bytes.every((byte) => byte >= 0x20 && byte < 0x7f);
  if (isText && bytes.length > 1) return JSON.stringify(Buffer.from(bytes).toString('latin1'));
  const hex = [...bytes.subarray(0, SHOWN_BYTES)].map(toHex).join(' ');
  return bytes.length > SHOWN_BYTES ? `${hex} … ${bytes.length} bytes` : hex;
}

/** The same for a program: one JSON object a line, all bytes of it. */
export function pieceJson({ bytes, direction, meaning }: WirePiece, now: number): string {
  const hex = [...bytes].map(toHex).join('');
  return JSON.stringify({ at: instantOf(now), direction, meaning, hex });
}

function toHex(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}

/** Asks a device how it is, in the way of its class; a reader is listened to, so that its light is on. */
export async function askDevice(one: OneDevice<DeviceKind>, signal: AbortSignal): Promise<void> {
  const { device, kind } = one as { [Kind in DeviceKind]: OneDevice<Kind> }[DeviceKind];
  switch (kind) {
    case 'drive':
      await device.probe({ signal });
      return;
    case 'robot':
    case 'gate':
    case 'signals':
      await device.readState({ signal });
      return;
    case 'reader':
      device.onReading(() => {});
      return;
    default:
      await device.readStatus({ signal });
  }
}
