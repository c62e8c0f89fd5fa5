import { expect, it } from 'vitest';
import { ManualClock } from '../../../../app/foundation/manual-clock.ts';
import { milliseconds } from '../../../../app/foundation/units.ts';
import { usbBulkPair } from '../../../../drivers/transports/usb-bulk-pair.ts';

const limit = milliseconds(100);

it('packets cross the cable in order, empty ones too', async () => {
  const { deviceEnd, driverEnd } = usbBulkPair(new ManualClock());
  deviceEnd.onPacket((packet) => {
    deviceEnd.send(new Uint8Array());
    deviceEnd.send(packet);
  });
  await driverEnd.send(Uint8Array.of(1, 2));
  expect(await driverEnd.receive(limit)).toEqual(new Uint8Array());
  expect(await driverEnd.receive(limit)).toEqual(Uint8Array.of(1, 2));
});

it('a packet that does not come is null once its limit has passed', async () => {
  const clock = new ManualClock();
  const { deviceEnd, driverEnd } = usbBulkPair(clock);
  const first = driverEnd.receive(limit);
  clock.advance(limit);
  expect(await first).toBeNull();
  const second = driverEnd.receive(limit);
  deviceEnd.send(Uint8Array.of(3));
  expect(await second).toEqual(Uint8Array.of(3));
});

it('a reset forgets what has not been read', async () => {
  const clock = new ManualClock();
  const { deviceEnd, driverEnd } = usbBulkPair(clock);
  deviceEnd.send(Uint8Array.of(3));
  let resets = 0;
  deviceEnd.onReset(() => {
    resets += 1;
  });
  await driverEnd.reset();
  const nothing = driverEnd.receive(limit);
  clock.advance(limit);
  expect(await nothing).toBeNull();
  expect(resets).toBe(1);
});

it('a cable that is pulled ends what waits, and is told once', async () => {
  const { deviceEnd, driverEnd, unplug } = usbBulkPair(new ManualClock());
  let lost = 0;
  driverEnd.onLost(() => {
    lost += 1;
  });
  const waiting = driverEnd.receive(limit);
  unplug();
  unplug();
  deviceEnd.send(Uint8Array.of(1));
  await expect(waiting).rejects.toMatchObject({ code: 'DEVICE_OFFLINE' });
  await expect(driverEnd.send(Uint8Array.of(1))).rejects.toMatchObject({ code: 'DEVICE_OFFLINE' });
  await expect(driverEnd.reset()).rejects.toMatchObject({ code: 'DEVICE_OFFLINE' });
  expect(lost).toBe(1);
});
