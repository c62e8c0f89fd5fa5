import { execFileSync } from 'node:child_process';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ManualClock } from '../../../../app/foundation/manual-clock.ts';
import { milliseconds } from '../../../../app/foundation/units.ts';
import { openHidraw } from '../../../../drivers/transports/hidraw.ts';

describe('a HID device of the kernel', () => {
  let folder: string;
  let clock: ManualClock;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'diptych-hidraw-'));
    clock = new ManualClock();
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const classes = () => join(folder, 'class');
  const connect = (node: string, id: string, serial = '') => {
    const device = join(classes(), node, 'device');
    mkdirSync(device, { recursive: true });
    writeFileSync(
      join(device, 'uevent'),
      `DRIVER=hid-generic\nHID_ID=${id}\nHID_NAME=Mag-Tek\nHID_UNIQ=${serial}\n`,
    );
  };
  const open = (serialNumber?: string) =>
    openHidraw({
      vendorId: 0x0801,
      productId: 0x0002,
      serialNumber,
      clock,
      system: { classes: classes(), devices: folder },
    });
  const MAGTEK = '0003:00000801:00000002';

  it('is found by its numbers, and its reports are told whole', async () => {
    connect('hidraw0', '0003:0000046D:0000C31C');
    connect('hidraw1', MAGTEK);
    const path = join(folder, 'hidraw1');
    execFileSync('/usr/bin/mkfifo', [path]);
    const source = await open();
    const device = openSync(path, 'w');
    const heard: string[] = [];
    source.onReport((report) => heard.push(Buffer.from(report).toString('latin1')));
    writeSync(device, 'one');
    clock.advance(milliseconds(50));
    clock.advance(milliseconds(50));
    writeSync(device, 'two');
    clock.advance(milliseconds(50));
    await source.close();
    clock.advance(milliseconds(100));
    closeSync(device);
    expect(heard).toEqual(['one', 'two']);
  });

  it('is told apart from its twin by its serial number', async () => {
    connect('hidraw0', MAGTEK, 'A1');
    connect('hidraw1', MAGTEK, 'A2');
    execFileSync('/usr/bin/mkfifo', [join(folder, 'hidraw1')]);
    const source = await open('A2');
    await source.close();
    await expect(open('A1')).rejects.toMatchObject({ code: 'DEVICE_OFFLINE' });
    await expect(open('A3')).rejects.toMatchObject({ code: 'DEVICE_OFFLINE' });
  });

  it('is lost when it can be read no more', async () => {
    connect('hidraw0', MAGTEK);
    // Reading a folder fails as reading a device does that has gone: with an error that is not "nothing yet".
    mkdirSync(join(folder, 'hidraw0'));
    const source = await open();
    let losses = 0;
    source.onLost(() => {
      losses += 1;
    });
    clock.advance(milliseconds(200));
    expect(losses).toBe(1);
    await source.close();
  });

  it('is not there on a system that has none', async () => {
    await expect(open()).rejects.toMatchObject({ code: 'DEVICE_OFFLINE' });
  });
});
