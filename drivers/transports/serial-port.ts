import { SerialPort } from 'serialport';
import { deviceOffline } from '../contract/device-errors.ts';
import type { SerialLine, SerialSettings } from './serial-line.ts';

/**
 * Opens a serial port of the system: `/dev/ttyUSB0`.
 *
 * @throws AppError `DEVICE_OFFLINE`
 */
export async function openSerialPort(path: string, settings: SerialSettings): Promise<SerialLine> {
  const { dtr, ...framing } = settings;
  const port = new SerialPort({ path, ...framing, autoOpen: false });
  port.on('error', () => {
    // What failed is reported by the write that failed, or by 'close'.
  });
  await new Promise<void>((resolve, reject) => {
    port.open((error) => {
      if (error) reject(deviceOffline(`The serial port ${path}`, error));
      else resolve();
    });
  });
  if (dtr !== undefined) await setDtr(port, path, dtr);
  const lost = new Set<() => void>();
  let closing = false;
  port.on('close', () => {
    if (!closing) for (const listener of lost) listener();
  });
  return {
    write: (bytes) =>
      new Promise((resolve, reject) => {
        port.write(Buffer.from(bytes), (error) => {
          if (error) reject(deviceOffline(`The serial port ${path}`, error));
          else
            port.drain((failure) => (failure ? reject(deviceOffline(path, failure)) : resolve()));
        });
      }),
    onData(listener) {
      port.on('data', listener);
      return () => port.off('data', listener);
    },
    onLost(listener) {
      lost.add(listener);
      return () => lost.delete(listener);
    },
    close: () =>
      new Promise((resolve) => {
        closing = true;
        if (port.isOpen) port.close(() => resolve());
        else resolve();
      }),
  };
}

/** A pseudo-terminal has no such lines (ENOTTY), and needs none. RTS stays on, as the library has it by default. */
function setDtr(port: SerialPort, path: string, dtr: boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    port.set({ dtr, rts: true }, (error) => {
      if (!error || error.message.includes('Inappropriate ioctl')) resolve();
      else port.close(() => reject(deviceOffline(`The serial port ${path}`, error)));
    });
  });
}
