import { expect, it } from 'vitest';
import { watchUsb, type UsbChange } from '../../../../drivers/transports/usb-bus.ts';
import { settle } from '../../../support/drivers-time.ts';
import { fakeUsb } from '../../../support/fake-usb.ts';

const seen = { vendorId: 0x1723, productId: 0x0945 };

it('what comes and goes on the USB bus is told until nobody wants to know, and keeps no process alive', async () => {
  const usb = fakeUsb();
  const changes: UsbChange[] = [];
  const stop = watchUsb(
    (change) => changes.push(change),
    () => Promise.resolve(usb.library),
  );
  await settle();
  usb.plug();
  usb.unplug();
  stop();
  usb.plug();
  expect(changes).toEqual([
    { attached: true, ...seen },
    { attached: false, ...seen },
  ]);
  expect(usb.done).toEqual(['unref']);
});

it('nothing is told where nobody wants to know any more before the library is there', async () => {
  const usb = fakeUsb();
  watchUsb(
    () => expect.unreachable(),
    () => Promise.resolve(usb.library),
  )();
  await settle();
  usb.plug();
  expect(usb.done).toEqual([]);
});

it('a system without a USB bus is quiet', async () => {
  const stop = watchUsb(() => expect.unreachable());
  await settle();
  stop();
});
