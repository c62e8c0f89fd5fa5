import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../../../app/foundation/manual-clock.ts';
import { seconds } from '../../../../app/foundation/units.ts';
import { pathPresence, usbPresence } from '../../../../drivers/supervision/presence.ts';
import type { UsbChange } from '../../../../drivers/transports/usb-bus.ts';

describe('whether a device is there', () => {
  it('is seen within a second by its node in the file system, while anybody wants to know', () => {
    const folder = mkdtempSync(join(tmpdir(), 'diptych-presence-'));
    try {
      const node = join(folder, 'ttyUSB0');
      const clock = new ManualClock();
      const presence = pathPresence(node, clock);
      const seen: (boolean | null)[] = [];
      const stop = presence.onChange(() => seen.push(presence.isThere()));
      clock.advance(seconds(5));
      writeFileSync(node, '');
      clock.advance(seconds(1));
      rmSync(node);
      clock.advance(seconds(1));
      stop();
      writeFileSync(node, '');
      clock.advance(seconds(5));
      expect(seen).toEqual([true, false]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('is worth a look when one of its kind is put into USB', () => {
    const bus: ((change: UsbChange) => void)[] = [];
    const presence = usbPresence({ vendorId: 0x1723, productId: 0x0945 }, (listener) => {
      bus.push(listener);
      return () => bus.pop();
    });
    let looks = 0;
    const stop = presence.onChange(() => {
      looks += 1;
    });
    for (const attached of [true, false]) {
      bus[0]?.({ attached, vendorId: 0x1723, productId: 0x0945 });
      bus[0]?.({ attached, vendorId: 0x1723, productId: 0x0001 });
    }
    stop();
    expect({ looks, listeners: bus.length, isThere: presence.isThere() }).toEqual({
      looks: 1,
      listeners: 0,
      isThere: null,
    });
  });
});
