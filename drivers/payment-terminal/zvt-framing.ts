import { decodeApdu, decodeWholeApdu, encodeApdu, LONGEST_APDU, type Apdu } from './zvt-apdu.ts';

/** How APDUs lie on a line: bare on TCP, framed and acknowledged by a byte on a serial line. ZVT transport PA00P016. */
export type ZvtFraming = 'tcp' | 'serial';

/** Something that arrived. `damaged`: a serial frame that must be asked for again. `nonsense`: TCP bytes that are no APDU. */
export type ZvtArrival =
  | { readonly kind: 'apdu'; readonly apdu: Apdu }
  | { readonly kind: 'acknowledged' | 'refused' }
  | { readonly kind: 'damaged' | 'noise' | 'nonsense'; readonly bytes: Uint8Array };

const DLE = 0x10;
const STX = 0x02;
const ETX = 0x03;
/** The bytes that answer a serial frame. */
export const ACKNOWLEDGE = 0x06;
export const REFUSE = 0x15;

/** CRC-16/CCITT, reflected (polynomial 0x8408), from 0, over the APDU and the closing ETX; the low byte is sent first. */
export function zvtChecksum(bytes: Iterable<number>): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >> 1) ^ 0x8408 : crc >> 1;
  }
  return crc;
}

/** `DLE STX` APDU `DLE ETX` CRC, every DLE of the APDU doubled. */
export function encodeSerialFrame(apdu: Apdu): Uint8Array {
  const bytes = [...encodeApdu(apdu)];
  const crc = zvtChecksum([...bytes, ETX]);
  const doubled = bytes.flatMap((byte) => (byte === DLE ? [DLE, DLE] : [byte]));
  return Uint8Array.from([DLE, STX, ...doubled, DLE, ETX, crc & 0xff, crc >> 8]);
}

export function encodeForLine(framing: ZvtFraming, apdu: Apdu): Uint8Array {
  return framing === 'tcp' ? encodeApdu(apdu) : encodeSerialFrame(apdu);
}

/** Collects what arrives on a line of this framing, wherever it is cut. */
export function zvtCollector(
  framing: ZvtFraming,
  onArrival: (arrival: ZvtArrival) => void,
): (bytes: Uint8Array) => void {
  return framing === 'tcp' ? tcpCollector(onArrival) : serialCollector(onArrival);
}

/** A stream that has shown nonsense once has no next beginning: nothing more is read from it. */
function tcpCollector(onArrival: (arrival: ZvtArrival) => void): (bytes: Uint8Array) => void {
  let held = new Uint8Array();
  let lost = false;
  return (bytes) => {
    if (lost) return;
    held = Uint8Array.from([...held, ...bytes]);
    for (;;) {
      const decoded = held.length === 0 ? 'incomplete' : decodeApdu(held);
      if (decoded === 'incomplete') return;
      if (decoded === 'nonsense') {
        lost = true;
        onArrival({ kind: 'nonsense', bytes: held });
        return;
      }
      held = held.slice(decoded.length);
      onArrival({ kind: 'apdu', apdu: decoded.apdu });
    }
  };
}

/** What stands at the start of `held`, which begins with DLE STX. `end`: the bytes looked at. */
type FrameReading =
  | { readonly is: 'whole'; readonly apdu: Apdu; readonly end: number }
  | { readonly is: 'bad'; readonly end: number }
  | { readonly is: 'incomplete' };

function readFrame(held: readonly number[]): FrameReading {
  const bytes: number[] = [];
  for (let at = 2; at < held.length; at += 1) {
    const byte = held[at] ?? 0;
    // Its end was lost: what came since is none of it, and is not kept for ever.
    if (bytes.length > LONGEST_APDU + 5) return { is: 'bad', end: at };
    if (byte !== DLE) {
      bytes.push(byte);
      continue;
    }
    const next = held[at + 1];
    if (next === undefined) return { is: 'incomplete' };
    if (next === DLE) {
      bytes.push(DLE);
      at += 1;
      continue;
    }
    if (next !== ETX) return { is: 'bad', end: at };
    const [low, high] = held.slice(at + 2, at + 4);
    if (low === undefined || high === undefined) return { is: 'incomplete' };
    const end = at + 4;
    const sound = zvtChecksum([...bytes, ETX]) === (low | (high << 8));
    const apdu = sound ? decodeWholeApdu(Uint8Array.from(bytes)) : null;
    return apdu ? { is: 'whole', apdu, end } : { is: 'bad', end };
  }
  return { is: 'incomplete' };
}

/** The next DLE STX from `from`, or -1. A DLE at the very end may become one. */
function nextStart(held: readonly number[], from: number): number {
  for (let at = from; at < held.length; at += 1) {
    if (held[at] !== DLE) continue;
    if (at + 1 === held.length || held[at + 1] === STX) return at;
  }
  return -1;
}

function serialCollector(onArrival: (arrival: ZvtArrival) => void): (bytes: Uint8Array) => void {
  let held: number[] = [];
  const outside = (bytes: readonly number[]) => {
    for (const byte of bytes) {
      if (byte === ACKNOWLEDGE) onArrival({ kind: 'acknowledged' });
      else if (byte === REFUSE) onArrival({ kind: 'refused' });
      else onArrival({ kind: 'noise', bytes: Uint8Array.of(byte) });
    }
  };
  return (bytes) => {
    held.push(...bytes);
    for (;;) {
      const start = nextStart(held, 0);
      outside(start < 0 ? held : held.slice(0, start));
      held = start < 0 ? [] : held.slice(start);
      if (held.length < 2) return;
      const reading = readFrame(held);
      if (reading.is === 'incomplete') return;
      if (reading.is === 'whole') {
        held = held.slice(reading.end);
        onArrival({ kind: 'apdu', apdu: reading.apdu });
        continue;
      }
      // A good frame may begin inside the bad one; what lies before it is nobody's acknowledgement.
      const inside = nextStart(held, 1);
      const skipped = inside < 0 || inside > reading.end ? reading.end : inside;
      const damaged = Uint8Array.from(held.slice(0, skipped));
      held = held.slice(skipped);
      onArrival({ kind: 'damaged', bytes: damaged });
    }
  };
}
