import type { ModbusBus } from './modbus-bus.ts';

/** One bus for several devices of one serial port. */
export interface SharedModbusBus {
  /**
   * The bus, opened if it is not open. Each holder closes its own; the line is closed with the last. After the line was lost
   * the next holder gets a new one.
   *
   * @throws AppError `DEVICE_OFFLINE`
   */
  hold(): Promise<ModbusBus>;
}

interface Opened {
  readonly bus: Promise<ModbusBus>;
  holders: number;
}

/** @param open opens the bus: called again whenever nobody holds one. */
export function shareModbusBus(open: () => Promise<ModbusBus>): SharedModbusBus {
  let current: Opened | null = null;
  const forget = (opened: Opened) => {
    if (current === opened) current = null;
  };
  const begin = (): Opened => {
    const opened: Opened = { bus: open(), holders: 0 };
    current = opened;
    opened.bus.then(
      (bus) => bus.onLost(() => forget(opened)),
      () => forget(opened),
    );
    return opened;
  };
  return {
    async hold() {
      const opened = current ?? begin();
      opened.holders += 1;
      const bus = await opened.bus;
      return held(bus, async () => {
        opened.holders -= 1;
        if (opened.holders > 0) return;
        forget(opened);
        await bus.close();
      });
    },
  };
}

function held(bus: ModbusBus, release: () => Promise<void>): ModbusBus {
  const ends = new Set<() => void>();
  const noted = (end: () => void) => {
    ends.add(end);
    return end;
  };
  let isHeld = true;
  return {
    readCoils: (...asked) => bus.readCoils(...asked),
    readDiscreteInputs: (...asked) => bus.readDiscreteInputs(...asked),
    readInputRegisters: (...asked) => bus.readInputRegisters(...asked),
    writeCoil: (...asked) => bus.writeCoil(...asked),
    tap: (unit, listener) => noted(bus.tap(unit, listener)),
    onLost: (listener) => noted(bus.onLost(listener)),
    async close() {
      if (!isHeld) return;
      isHeld = false;
      for (const end of ends) end();
      await release();
    },
  };
}
