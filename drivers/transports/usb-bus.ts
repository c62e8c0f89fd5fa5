import { systemUsb, type UsbDevice, type UsbLibrary } from './usb-library.ts';

/** A device that was put in or taken out. */
export interface UsbChange {
  readonly attached: boolean;
  readonly vendorId: number;
  readonly productId: number;
}

/**
 * Tells of USB devices that come and go. Where there is no USB bus it tells nothing. It keeps no process alive.
 *
 * @returns what ends it.
 */
export function watchUsb(
  listener: (change: UsbChange) => void,
  load: () => Promise<UsbLibrary> = systemUsb,
): () => void {
  const tell = (attached: boolean) => (device: UsbDevice) => {
    const { idVendor, idProduct } = device.deviceDescriptor;
    listener({ attached, vendorId: idVendor, productId: idProduct });
  };
  const onAttach = tell(true);
  const onDetach = tell(false);
  let isStopped = false;
  let stop = () => {};
  const watch = (library: UsbLibrary) => {
    if (isStopped) return;
    library.on('attach', onAttach);
    library.on('detach', onDetach);
    library.unrefHotplugEvents();
    stop = () => {
      library.off('attach', onAttach);
      library.off('detach', onDetach);
    };
  };
  load().then(watch, () => {
    // Without a bus nothing comes or goes; opening a device on it says so.
  });
  return () => {
    isStopped = true;
    stop();
    stop = () => {};
  };
}
