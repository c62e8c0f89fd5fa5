import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../../../app/foundation/manual-clock.ts';
import { milliseconds, seconds } from '../../../../app/foundation/units.ts';
import { BoardLine } from '../../../../drivers/delivery-gate/board-line.ts';
import type { SerialLine } from '../../../../drivers/transports/serial-line.ts';
import { whileTimePasses } from '../../../support/drivers-time.ts';

/** A line whose bytes do not leave: an adapter that hangs. */
function stuckLine() {
  const lost = new Set<() => void>();
  const line: SerialLine = {
    write: () => new Promise<void>(() => {}),
    onData: () => () => {},
    onLost(listener) {
      lost.add(listener);
      return () => lost.delete(listener);
    },
    close: () => Promise.resolve(),
  };
  return { line, lose: () => lost.forEach((listener) => listener()) };
}

function bench() {
  const clock = new ManualClock();
  const { line, lose } = stuckLine();
  const talk = new BoardLine<null>({
    line,
    clock,
    limit: milliseconds(500),
    attempts: 3,
    collect: () => () => {},
    decode: () => null,
    meaningOf: () => '',
  });
  return { clock, lose, talk };
}
const offline = { code: 'DEVICE_OFFLINE' };

describe('the line of a lock board whose bytes do not leave', () => {
  it('gives an unlocking up in time', async () => {
    const { clock, talk } = bench();
    const sent = talk.send(Uint8Array.of(1), 'unlock');
    await expect(whileTimePasses(clock, sent, seconds(1))).rejects.toMatchObject(offline);
  });

  it('gives an unlocking up at once when it is lost, or closed', async () => {
    const pulled = bench();
    const sent = pulled.talk.send(Uint8Array.of(1), 'unlock');
    pulled.lose();
    await expect(sent).rejects.toMatchObject(offline);
    const closed = bench();
    const asked = closed.talk.send(Uint8Array.of(1), 'unlock');
    await closed.talk.close();
    await expect(asked).rejects.toMatchObject(offline);
  });

  it('gives up a question and the one that waits behind it', async () => {
    const { clock, talk } = bench();
    const asked = Promise.allSettled([
      talk.ask(Uint8Array.of(1), 'one', () => true),
      talk.ask(Uint8Array.of(2), 'two', () => true),
    ]);
    const ends = await whileTimePasses(clock, asked, seconds(10));
    expect(ends).toMatchObject([
      { status: 'rejected', reason: offline },
      { status: 'rejected', reason: offline },
    ]);
  });
});
