import { pause } from '../../app/foundation/clock.ts';
import { milliseconds } from '../../app/foundation/units.ts';
import type { DriverServices } from '../contract/device.ts';
import { askPatiently, bitsAt } from '../transports/modbus-asking.ts';
import type { ModbusBus } from '../transports/modbus-bus.ts';
import type { DeliveryGate } from './contract.ts';
import type { LockBoard } from './lock-board.ts';
import { openLockedGate } from './locked-gate.ts';

/** How one slot is wired. Addresses count from 0. */
export interface ModbusGateSlot {
  /** Its relay releases the bolt while it is on. */
  readonly coil: number;
  /** On while the door is shut and the bolt holds it. */
  readonly closedInput: number;
  /** On while something lies there. */
  readonly itemInput: number;
}

export interface ModbusGateOptions extends DriverServices {
  /** Closed with the gate: where others use the line too, one of `shareModbusBus`. */
  readonly bus: ModbusBus;
  readonly unit: number;
  readonly slots: readonly ModbusGateSlot[];
}

/** A bolt is released for so long: its coil is made for pulses. */
const RELEASE = milliseconds(400);
const WHO = 'The relay board';

/**
 * Opens the compartments behind a Modbus RTU relay board with inputs. All relays are switched off first: a line that was cut
 * in the middle of a pulse has left one on.
 *
 * @throws AppError `DEVICE_OFFLINE` if the board does not answer, `DEVICE_PROTOCOL` if it has no such coil or input.
 */
export async function openModbusGate(options: ModbusGateOptions): Promise<DeliveryGate> {
  const { bus, slots, tap, unit } = options;
  if (tap !== undefined) bus.tap(unit, tap);
  try {
    for (const { coil } of slots) {
      await askPatiently(WHO, () => bus.writeCoil(unit, coil, false));
    }
  } catch (error) {
    await bus.close();
    throw error;
  }
  return openLockedGate({ ...options, board: relayBoard(options), slots: slots.length });
}

function relayBoard({ bus, clock, slots, unit }: ModbusGateOptions): LockBoard {
  const inputs = slots.flatMap(({ closedInput, itemInput }) => [closedInput, itemInput]);
  /** Coils whose pulse is over and that are not known to be off. */
  const doubtful = new Set<number>();
  const switchOff = async (coil: number) => {
    await askPatiently(WHO, () => bus.writeCoil(unit, coil, false));
    doubtful.delete(coil);
  };
  let pulse: Promise<void> = Promise.resolve();
  const release = async (coil: number) => {
    try {
      await bus.writeCoil(unit, coil, true);
      await pause(clock, RELEASE);
    } finally {
      // Off is asked for again and again, and also where on was not answered: switching off harms nobody.
      doubtful.add(coil);
      await switchOff(coil);
    }
  };
  return {
    model: 'Modbus relay board',
    hasItemSensors: true,
    async readState() {
      // A board that fell silent in the middle of a pulse has left a bolt open.
      for (const coil of doubtful) await switchOff(coil);
      const at = await bitsAt(inputs, (first, count) =>
        askPatiently(WHO, () => bus.readDiscreteInputs(unit, first, count)),
      );
      return slots.map(({ closedInput, itemInput }) => ({
        isLocked: at(closedInput),
        hasItem: at(itemInput),
      }));
    },
    async unlock(slot) {
      const coil = slots[slot - 1]?.coil;
      if (coil === undefined) return;
      const released = release(coil);
      pulse = released.catch(() => {
        // Who unlocked it hears of it.
      });
      await released;
    },
    onLost: (listener) => bus.onLost(listener),
    async close() {
      // A program that stops in the middle of a pulse leaves no bolt open.
      await pulse;
      await bus.close();
    },
  };
}
