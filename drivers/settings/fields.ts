import { z } from 'zod';

/** Instead of a port, a device or an address: the same driver, with a simulation at the other end of its wire. */
export const SIMULATED = 'simulated';

const DEVICE_NODE = /^\/dev\/[\w./:@+-]+$/;

/** A node of the system, or `simulated`. */
function node(example: string) {
  return z.string().refine((text) => text === SIMULATED || DEVICE_NODE.test(text), {
    error: `is no device: it is named like ${example}, or "${SIMULATED}"`,
  });
}

export const serialPort = node('/dev/ttyUSB0');
export const opticalDevice = node('/dev/sr0');
/** For programs that nothing stands in for. */
export const realOpticalDevice = z.string().regex(DEVICE_NODE, {
  error: 'is no device: it is named like /dev/sr0; only drives that cdrskin drives are simulated',
});

/** An address, or `simulated`; `example` is a whole one. */
export function address(shape: RegExp, example: string) {
  return z.string().refine((text) => text === SIMULATED || shape.test(text), {
    error: `is no address: it is like ${example}, or "${SIMULATED}"`,
  });
}

/** What the adapters on sale and the devices here speak, bit/s. */
const BAUD_RATES = [9600, 19_200, 38_400, 115_200] as const;

export function baudRate(usual: (typeof BAUD_RATES)[number]) {
  return z.literal(BAUD_RATES).default(usual);
}

export const parity = z.enum(['none', 'even', 'odd']).default('none');

/** Multiple of 1 385 kB/s. */
export const speed = z.number().positive().max(24).default(16);

export const slotCount = z.int().min(1).max(24);

/** A program: found by PATH, or where it lies. */
export function program(usual: string) {
  return z
    .string()
    .regex(/^[\w./+-]+$/, { error: 'is no program: it is a name, or where the program lies' })
    .default(usual);
}

/** The unit of a device on a Modbus line: Modbus over Serial Line V1.02, §2.2. */
export const modbusUnit = z.int().min(1).max(247);
/** Of a coil, an input or a register, counted from 0 as on the wire. */
export const modbusAddress = z.int().min(0).max(65_535);

/** ISO 4217. */
export const currency = z
  .string()
  .regex(/^[A-Z]{3}$/, { error: 'is no currency: it is three letters, like EUR' });

/** Of a USB descriptor, as `lsusb` prints it. */
export const usbId = z.string().regex(/^[0-9a-f]{4}$/, {
  error: 'is no USB number: it is four digits like 0801, as lsusb says',
});
