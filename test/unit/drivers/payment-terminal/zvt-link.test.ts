import { beforeEach, describe, expect, it } from 'vitest';
import { ManualClock } from '../../../../app/foundation/manual-clock.ts';
import { seconds } from '../../../../app/foundation/units.ts';
import type { Apdu } from '../../../../drivers/payment-terminal/zvt-apdu.ts';
import type { ZvtFraming } from '../../../../drivers/payment-terminal/zvt-framing.ts';
import { ZvtLink } from '../../../../drivers/payment-terminal/zvt-link.ts';
import { serialPair, type SerialPair } from '../../../../drivers/transports/serial-pair.ts';
import { settle } from '../../../support/drivers-time.ts';

const STATUS_ENQUIRY: Apdu = { control: 0x0501, data: new Uint8Array() };
const flat = (text: string) => text.replaceAll(' ', '');
const FRAME = flat('1002 050100 1003 1006');

interface Scene {
  readonly link: ZvtLink;
  readonly clock: ManualClock;
  readonly cable: SerialPair;
  /** What the driver wrote, piece by piece. */
  readonly sent: string[];
  readonly heard: Apdu[];
  readonly broken: string[];
  readonly traced: string[];
  /** What the terminal writes. */
  say(text: string): Promise<void>;
}

function scene(framing: ZvtFraming): Scene {
  const clock = new ManualClock();
  const cable = serialPair();
  const sent: string[] = [];
  const heard: Apdu[] = [];
  const broken: string[] = [];
  const traced: string[] = [];
  cable.deviceEnd.onData((bytes) => sent.push(Buffer.from(bytes).toString('hex')));
  const link = new ZvtLink({
    line: cable.driverEnd,
    framing,
    clock,
    tap: ({ direction, meaning }) => traced.push(`${direction} ${meaning}`),
    onApdu: (apdu) => heard.push(apdu),
    onBroken: ({ code }) => broken.push(code),
  });
  return {
    link,
    clock,
    cable,
    sent,
    heard,
    broken,
    traced,
    async say(text) {
      await cable.deviceEnd.write(Buffer.from(flat(text), 'hex'));
      await settle();
    },
  };
}

describe('a serial link to a ZVT terminal', () => {
  let at: Scene;
  beforeEach(() => {
    at = scene('serial');
  });

  it('waits until a frame is acknowledged', async () => {
    const sending = at.link.send(STATUS_ENQUIRY, 'give-up');
    await settle();
    await at.say('06');
    await sending;
    expect({ sent: at.sent, traced: at.traced }).toEqual({
      sent: [FRAME],
      traced: ['sent status-enquiry', 'received frame acknowledged'],
    });
  });

  it('sends a frame again that was not understood, twice at most', async () => {
    const sending = at.link
      .send(STATUS_ENQUIRY, 'give-up')
      .catch(({ code }: { code: string }) => code);
    for (let turn = 0; turn < 3; turn += 1) {
      await settle();
      await at.say('15');
    }
    expect({ end: await sending, sent: at.sent.length }).toEqual({
      end: 'DEVICE_OFFLINE',
      sent: 3,
    });
  });

  it('sends nothing again that may have been understood, where that could cost money', async () => {
    const sending = at.link
      .send(STATUS_ENQUIRY, 'give-up')
      .catch(({ code }: { code: string }) => code);
    await settle();
    at.clock.advance(seconds(5));
    expect({ end: await sending, sent: at.sent.length }).toEqual({
      end: 'DEVICE_TIMEOUT',
      sent: 1,
    });
  });

  it('sends a frame again after silence where that is harmless', async () => {
    const sending = at.link.send(STATUS_ENQUIRY, 'repeat');
    await settle();
    at.clock.advance(seconds(5));
    await settle();
    await at.say('06');
    await sending;
    expect(at.sent).toEqual([FRAME, FRAME]);
  });

  it('takes a frame for the acknowledgement that it follows from', async () => {
    const sending = at.link.send(STATUS_ENQUIRY, 'give-up');
    await settle();
    await at.say('1002 800000 1003 f51f');
    await sending;
    expect(at.heard).toEqual([{ control: 0x8000, data: new Uint8Array() }]);
    expect(at.sent).toEqual([FRAME, '06']);
  });

  it('asks for a damaged frame again, and hears what comes then', async () => {
    await at.say('1002 800000 1003 f51e');
    await at.say('1002 800000 1003 f51f');
    expect({ sent: at.sent, heard: at.heard.length }).toEqual({ sent: ['15', '06'], heard: 1 });
    expect(at.traced[0]).toBe('received noise');
  });

  it('breaks when the cable is pulled, and what was being sent is not known to have arrived', async () => {
    const sending = at.link
      .send(STATUS_ENQUIRY, 'repeat')
      .catch(({ code }: { code: string }) => code);
    await settle();
    at.cable.unplug();
    expect({ end: await sending, broken: at.broken }).toEqual({
      end: 'DEVICE_OFFLINE',
      broken: ['DEVICE_OFFLINE'],
    });
  });
});

describe('a TCP link to a ZVT terminal', () => {
  it('is closed at the first nonsense: what answers there is no terminal', async () => {
    const at = scene('tcp');
    await at.say('0000003e5645527c');
    expect(at.broken).toEqual(['DEVICE_PROTOCOL']);
    await expect(at.link.send(STATUS_ENQUIRY, 'repeat')).rejects.toMatchObject({
      code: 'DEVICE_PROTOCOL',
    });
    await expect(at.cable.driverEnd.write(Uint8Array.of(1))).rejects.toMatchObject({
      code: 'DEVICE_OFFLINE',
    });
  });
});
