import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isAppError } from '../../../../app/foundation/errors.ts';
import { ManualClock } from '../../../../app/foundation/manual-clock.ts';
import { milliseconds, seconds } from '../../../../app/foundation/units.ts';
import { PcscClient } from '../../../../drivers/id-reader/pcsc-client.ts';
import { messageLayouts, READERS_STATE_BYTES } from '../../../../drivers/id-reader/pcsc-codec.ts';
import { serialPair } from '../../../../drivers/transports/serial-pair.ts';
import { settle, whileTimePasses } from '../../../support/drivers-time.ts';

function bench() {
  const clock = new ManualClock();
  const cable = serialPair();
  const client = new PcscClient(cable.driverEnd, clock, undefined);
  return { clock, cable, client };
}

const requests: Record<string, (client: PcscClient) => Promise<unknown>> = {
  agree: (client) => client.agree(),
  establish: (client) => client.establish(),
  wait: (client) => client.wait(),
  isChanged: (client) => client.isChanged(seconds(30)),
  stopWaiting: (client) => client.stopWaiting(),
  connect: (client) => client.connect(1, 'Reader'),
  askUid: (client) => client.askUid(1, 2),
  disconnect: (client) => client.disconnect(1),
};

describe('a conversation with pcscd', () => {
  it.each(Object.entries(requests))('breaks off at once where it is cut: %s', async (_, ask) => {
    const { cable, client } = bench();
    const asked = ask(client);
    asked.catch(() => {});
    await settle();
    cable.unplug();
    await expect(asked).rejects.toMatchObject({ code: 'DEVICE_OFFLINE' });
    await expect(ask(client)).rejects.toMatchObject({ code: 'DEVICE_OFFLINE' });
  });

  it.each(Object.entries(requests).filter(([name]) => name !== 'isChanged'))(
    'is given up after 10 s without an answer: %s',
    async (_, ask) => {
      const { clock, client } = bench();
      await expect(whileTimePasses(clock, ask(client), seconds(11))).rejects.toMatchObject({
        code: 'DEVICE_TIMEOUT',
      });
    },
  );

  it('waits for a change as long as it is told to, and does not call that an error', async () => {
    const { clock, client, cable } = bench();
    expect(await whileTimePasses(clock, client.isChanged(seconds(30)), seconds(31))).toBe(false);
    const changed = client.isChanged(seconds(30));
    await cable.deviceEnd.write(messageLayouts.stopWaiting.write({}));
    expect(await changed).toBe(true);
  });

  it('never hangs and never fails by accident, whatever comes and however it is cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...Object.values(requests)),
        fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 20 }),
        async (ask, pieces) => {
          const { clock, cable, client } = bench();
          const asked = ask(client).then(
            () => true,
            (error: unknown) => isAppError(error),
          );
          for (const piece of pieces) await cable.deviceEnd.write(piece);
          expect(await whileTimePasses(clock, asked, seconds(40), milliseconds(10_000))).toBe(true);
        },
      ),
      { numRuns: 60, seed: 4 },
    );
  });

  it('understands an answer that comes in pieces', async () => {
    const { cable, client } = bench();
    const waited = client.wait();
    const table = new Uint8Array(READERS_STATE_BYTES);
    table.set(Buffer.from('Reader'));
    for (let at = 0; at < table.length; at += 100) {
      await cable.deviceEnd.write(table.subarray(at, at + 100));
    }
    expect(await waited).toEqual([{ name: 'Reader', eventCounter: 0, isCardPresent: false }]);
  });
});
