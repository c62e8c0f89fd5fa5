import { beforeEach, describe, expect, it } from 'vitest';
import { milliseconds } from '../../../../app/foundation/units.ts';
import { openUsbBulk, type UsbBulk } from '../../../../drivers/transports/usb-bulk.ts';
import { fakeUsb, type FakeUsb } from '../../../support/fake-usb.ts';

const identity = { vendorId: 0x1723, productId: 0x0945 };
const limit = milliseconds(20_000);

describe('opening a USB device', () => {
  it('says that there is none on this system', async () => {
    await expect(openUsbBulk({ vendorId: 0x1723, productId: 0xffff })).rejects.toMatchObject({
      code: 'DEVICE_OFFLINE',
      message: 'The USB device 1723:ffff does not answer.',
    });
  });

  it('takes it from the kernel, and gives it back in order', async () => {
    const usb = fakeUsb();
    const bulk = await openUsbBulk(identity, () => Promise.resolve(usb.library));
    await bulk.close();
    await bulk.close();
    expect(usb.done).toEqual([
      'open',
      'detach kernel driver',
      'claim',
      'unref',
      'release',
      'close',
    ]);
  });

  it.each([
    ['open', -3, 'may not be opened'],
    ['open', -4, 'does not answer'],
    ['claim', -6, 'in use by another program'],
  ] as const)('says why it cannot %s (%i), and leaves nothing open', async (call, errno, why) => {
    const usb = fakeUsb();
    usb.fails.set(call, errno);
    await expect(openUsbBulk(identity, () => Promise.resolve(usb.library))).rejects.toMatchObject({
      code: 'DEVICE_OFFLINE',
      message: expect.stringContaining(why) as string,
    });
    expect(usb.done.at(-1)).toBe(call === 'open' ? 'open' : 'close');
  });

  it('chooses by the serial number', async () => {
    const usb = fakeUsb({ serialNumber: 'B2' });
    const load = () => Promise.resolve(usb.library);
    await expect(openUsbBulk({ ...identity, serialNumber: 'A1' }, load)).rejects.toMatchObject({
      code: 'DEVICE_OFFLINE',
    });
    expect(usb.done).toEqual(['open', 'close']);
    await (await openUsbBulk({ ...identity, serialNumber: 'B2' }, load)).close();
  });

  it('refuses a device that cannot answer', async () => {
    const usb = fakeUsb({ endpoints: ['out'] });
    await expect(openUsbBulk(identity, () => Promise.resolve(usb.library))).rejects.toMatchObject({
      code: 'DEVICE_PROTOCOL',
    });
    expect(usb.done.at(-1)).toBe('close');
  });
});

describe('packets of a USB device', () => {
  let usb: FakeUsb;
  let bulk: UsbBulk;
  beforeEach(async () => {
    usb = fakeUsb();
    bulk = await openUsbBulk(identity, () => Promise.resolve(usb.library));
    usb.done.length = 0;
    return () => bulk.close();
  });

  it('go out and come in whole, each with its limit', async () => {
    usb.endings.push({ bytes: [1, 2] }, { bytes: [65, 0] }, { bytes: [] });
    await bulk.send(Uint8Array.of(1, 2));
    expect(await bulk.receive(limit)).toEqual(Uint8Array.of(65, 0));
    expect(await bulk.receive(limit)).toEqual(new Uint8Array());
    expect(usb.done).toEqual([
      'submit',
      'out 5000 0102',
      'submit',
      'in 20000 ',
      'submit',
      'in 20000 ',
    ]);
  });

  it('never wait for ever, however little time is left for them', async () => {
    usb.endings.push({ errno: 2 }, { errno: 2 });
    await bulk.receive(milliseconds(0.2));
    await bulk.receive(milliseconds(1.5));
    expect(usb.done.filter((step) => step.startsWith('in'))).toEqual(['in 1 ', 'in 2 ']);
  });

  it('may not come: null; a part that came in time is given', async () => {
    usb.endings.push({ errno: 2 }, { errno: 2, bytes: [7] });
    expect(await bulk.receive(limit)).toBeNull();
    expect(await bulk.receive(limit)).toEqual(Uint8Array.of(7));
  });

  it('may not be taken: a time-out', async () => {
    usb.endings.push({ errno: 2 });
    await expect(bulk.send(Uint8Array.of(1))).rejects.toMatchObject({ code: 'DEVICE_TIMEOUT' });
  });

  it('may be refused: the endpoint is made to listen again', async () => {
    usb.endings.push({ errno: 4 }, { bytes: [1] });
    await expect(bulk.send(Uint8Array.of(1))).rejects.toMatchObject({ code: 'DEVICE_PROTOCOL' });
    expect(usb.done.at(-1)).toBe('clear halt');
    await bulk.send(Uint8Array.of(1));
  });

  it('are called back by the caller', async () => {
    const stop = new AbortController();
    const sending = bulk.send(Uint8Array.of(1), stop.signal);
    stop.abort();
    await expect(sending).rejects.toMatchObject({ code: 'DEVICE_CANCELED' });
    await expect(bulk.send(Uint8Array.of(1), stop.signal)).rejects.toMatchObject({
      code: 'DEVICE_CANCELED',
    });
  });

  it.each([1, 5, 6])('fail as what they are, whatever the library says (%i)', async (errno) => {
    let lost = 0;
    bulk.onLost(() => {
      lost += 1;
    });
    usb.endings.push({ errno });
    await expect(bulk.receive(limit)).rejects.toMatchObject({ code: 'DEVICE_OFFLINE' });
    expect(lost).toBe(errno === 5 ? 1 : 0);
  });

  it('fail where they cannot even be handed over', async () => {
    usb.fails.set('submit', -4);
    await expect(bulk.send(Uint8Array.of(1))).rejects.toMatchObject({ code: 'DEVICE_OFFLINE' });
  });

  it('end at once when the device is pulled out, and it is told once', async () => {
    let lost = 0;
    bulk.onLost(() => {
      lost += 1;
    });
    const waiting = bulk.receive(limit);
    usb.unplug();
    usb.unplug();
    await expect(waiting).rejects.toMatchObject({ code: 'DEVICE_OFFLINE' });
    await expect(bulk.receive(limit)).rejects.toMatchObject({ code: 'DEVICE_OFFLINE' });
    await expect(bulk.reset()).rejects.toMatchObject({ code: 'DEVICE_OFFLINE' });
    expect(lost).toBe(1);
  });

  it('are called back before the interface is given back', async () => {
    const [waiting] = await Promise.allSettled([bulk.receive(limit), bulk.close()]);
    expect(waiting).toMatchObject({ status: 'rejected', reason: { code: 'DEVICE_OFFLINE' } });
    expect(usb.done.slice(-3)).toEqual(['cancel', 'release', 'close']);
  });

  it('have no device any more where a reset gave it another address', async () => {
    await bulk.reset();
    usb.fails.set('reset', -5);
    let lost = 0;
    bulk.onLost(() => {
      lost += 1;
    });
    await expect(bulk.reset()).rejects.toMatchObject({ code: 'DEVICE_OFFLINE' });
    expect(lost).toBe(1);
  });
});
