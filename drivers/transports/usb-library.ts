import { deviceOffline } from '../contract/device-errors.ts';

/** The part of npm `usb` (libusb) that this program uses, so that another can stand in for it. */
export interface UsbLibrary {
  getDeviceList(): readonly UsbDevice[];
  on(event: 'attach' | 'detach', listener: (device: UsbDevice) => void): void;
  off(event: 'attach' | 'detach', listener: (device: UsbDevice) => void): void;
  /** A process that only listens for devices may end. */
  unrefHotplugEvents(): void;
}

export interface UsbDevice {
  readonly busNumber: number;
  readonly deviceAddress: number;
  readonly deviceDescriptor: {
    readonly idVendor: number;
    readonly idProduct: number;
    /** Of the string that holds the serial number; 0 where there is none. */
    readonly iSerialNumber: number;
  };
  open(): void;
  close(): void;
  interface(number: number): UsbInterface;
  getStringDescriptor(index: number, callback: (error?: UsbFailure, value?: string) => void): void;
  reset(callback: (error?: UsbFailure) => void): void;
}

export interface UsbInterface {
  readonly endpoints: readonly UsbEndpoint[];
  isKernelDriverActive(): boolean;
  detachKernelDriver(): void;
  claim(): void;
  release(callback: (error?: UsbFailure) => void): void;
}

export interface UsbEndpoint {
  readonly direction: 'in' | 'out';
  /** 2 for bulk, 3 for interrupt: USB 2.0, table 9-13. */
  readonly transferType: number;
  readonly descriptor: { readonly wMaxPacketSize: number };
  /** @param timeout in milliseconds; 0 for none. */
  makeTransfer(
    timeout: number,
    callback: (error: UsbFailure | undefined, buffer: Buffer, actualLength: number) => void,
  ): UsbTransfer;
  clearHalt(callback: (error: UsbFailure | undefined) => void): void;
}

export interface UsbTransfer {
  /** Throws what keeps it from being sent. */
  submit(buffer: Buffer): unknown;
  cancel(): boolean;
}

/** What libusb throws and hands to callbacks. */
export interface UsbFailure extends Error {
  /** One of {@link usbErrno}. */
  errno: number;
}

/** `libusb.h`: errors of calls are negative, those of transfers positive. */
export const usbErrno = {
  access: -3,
  noDevice: -4,
  notFound: -5,
  busy: -6,
  transferTimedOut: 2,
  transferCancelled: 3,
  transferStall: 4,
  transferNoDevice: 5,
} as const;

export function isUsbFailure(error: unknown, ...errnos: readonly number[]): boolean {
  const errno = error instanceof Error && 'errno' in error ? error.errno : undefined;
  return typeof errno === 'number' && errnos.includes(errno);
}

/**
 * The library of this system; it is loaded when somebody first asks for it.
 *
 * @throws AppError `DEVICE_OFFLINE` where the system lets nobody at its USB buses.
 */
export async function systemUsb(): Promise<UsbLibrary> {
  try {
    const { usb } = await import('usb');
    if (usb.INIT_ERROR === 0) return usb;
  } catch (cause) {
    throw deviceOffline('The USB bus', cause);
  }
  throw deviceOffline('The USB bus');
}
