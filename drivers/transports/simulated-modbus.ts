import {
  decodeModbusRequest,
  encodeModbusException,
  encodeModbusValues,
  isChecked,
  REQUEST_BYTES,
  type ModbusRequest,
} from './modbus-rtu-codec.ts';
import type { SerialLine } from './serial-line.ts';

/** What stands behind one unit of a simulated bus. Null: there is no such address. */
export interface ModbusUnit {
  readonly unit: number;
  /** Whether it answers at all. */
  answers(): boolean;
  coil(address: number): boolean | null;
  input(address: number): boolean | null;
  /** 0 to 65 535. */
  register(address: number): number | null;
  /** False where there is no such coil. */
  setCoil(address: number, on: boolean): boolean;
}

/** Answers, on the other end of a line, the frames for one unit; several may listen to one line. @returns what stops it. */
export function runModbusUnit(line: SerialLine, unit: ModbusUnit): () => void {
  let held = new Uint8Array(0);
  return line.onData((bytes) => {
    held = Uint8Array.from([...held, ...bytes]);
    let start = 0;
    while (held.length - start >= REQUEST_BYTES) {
      const frame = held.slice(start, start + REQUEST_BYTES);
      const isWhole = isChecked(frame);
      start += isWhole ? REQUEST_BYTES : 1;
      if (!isWhole || frame[0] !== unit.unit || !unit.answers()) continue;
      void line.write(answerOf(frame, unit)).catch(() => {
        // Nobody listens at the other end any more.
      });
    }
    held = held.slice(start);
  });
}

function answerOf(frame: Uint8Array, unit: ModbusUnit): Uint8Array {
  const request = decodeModbusRequest(frame);
  if (request === null) return encodeModbusException(frame, 1);
  if (request.kind === 'writeCoil') {
    const isDone = unit.setCoil(request.address, request.on);
    return isDone ? frame : encodeModbusException(frame, 2);
  }
  if (request.kind === 'readInputRegisters') {
    const words = valuesOf(request, (address) => unit.register(address));
    return words === null ? encodeModbusException(frame, 2) : encodeModbusValues(frame, { words });
  }
  const isCoils = request.kind === 'readCoils';
  const bits = valuesOf(request, (address) => (isCoils ? unit.coil(address) : unit.input(address)));
  return bits === null ? encodeModbusException(frame, 2) : encodeModbusValues(frame, { bits });
}

/** Null where one of the addresses does not exist. */
function valuesOf<Value>(
  { count, first }: Exclude<ModbusRequest, { kind: 'writeCoil' }>,
  at: (address: number) => Value | null,
): Value[] | null {
  const values: Value[] = [];
  for (let address = first; address < first + count; address += 1) {
    const value = at(address);
    if (value === null) return null;
    values.push(value);
  }
  return values;
}
