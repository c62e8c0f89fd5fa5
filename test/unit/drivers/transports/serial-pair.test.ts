import { describe, expect, it } from 'vitest';
import { serialPair } from '../../../../drivers/transports/serial-pair.ts';

describe('a cable inside the process', () => {
  it('carries bytes both ways, in order, and never within the call that wrote them', async () => {
    const { driverEnd, deviceEnd } = serialPair();
    const heard: string[] = [];
    deviceEnd.onData((bytes) => heard.push(`device ${bytes.join(' ')}`));
    driverEnd.onData((bytes) => heard.push(`driver ${bytes.join(' ')}`));
    const writes = [
      driverEnd.write(Uint8Array.of(1, 2)),
      deviceEnd.write(Uint8Array.of(3)),
      driverEnd.write(Uint8Array.of(4)),
    ];
    expect(heard).toEqual([]);
    await Promise.all(writes);
    expect(heard).toEqual(['device 1 2', 'driver 3', 'device 4']);
  });

  it('carries nothing more when it is pulled out, and both ends notice', async () => {
    const { driverEnd, unplug } = serialPair();
    let lost = 0;
    driverEnd.onLost(() => {
      lost += 1;
    });
    unplug();
    expect(lost).toBe(1);
    await expect(driverEnd.write(Uint8Array.of(1))).rejects.toMatchObject({
      code: 'DEVICE_OFFLINE',
    });
  });
});
