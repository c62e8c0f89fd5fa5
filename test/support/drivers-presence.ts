import type { Device, DeviceHealth, DeviceStatus } from '../../drivers/contract/device.ts';

/** Resolves as soon as a device is in that health. */
export function whenHealth(
  device: Device<unknown, DeviceStatus>,
  health: DeviceHealth,
): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (device.status.health !== health) return;
      stop();
      resolve();
    };
    const stop = device.onStatus(look);
    look();
  });
}

/** Resolves as soon as a device is there, be it that its supervisor has to find it again. */
export function whenThere(device: Device<unknown, DeviceStatus>): Promise<void> {
  return whenHealth(device, 'online');
}
