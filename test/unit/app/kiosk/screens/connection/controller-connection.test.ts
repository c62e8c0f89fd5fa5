import { expect, test } from 'vitest';
import type { KioskView } from '../../../../../../app/contracts/kiosk-view.ts';
import {
  type ConnectionState,
  ControllerConnection,
  type Socket,
} from '../../../../../../app/kiosk/screens/connection/controller-connection.ts';
import { findToken } from '../../../../../../app/kiosk/screens/connection/connection-token.ts';
import { reconnectDelayMs } from '../../../../../../app/kiosk/screens/connection/reconnection.ts';
import { ManualClock } from '../../../../../../app/foundation/manual-clock.ts';
import { milliseconds } from '../../../../../../app/foundation/units.ts';
import { restingView } from '../../../../../support/screen-script.ts';

class ScriptedSocket implements Socket {
  readonly sent: string[] = [];
  onMessage: ((data: unknown) => void) | null = null;
  onClose: (() => void) | null = null;
  send(text: string): void {
    this.sent.push(text);
  }
  say(message: unknown): void {
    this.onMessage?.(JSON.stringify(message));
  }
}

function connect(isAnswering = false) {
  const clock = new ManualClock();
  const sockets: ScriptedSocket[] = [];
  const tokens: string[] = [];
  const states: ConnectionState[] = [];
  const views: KioskView[] = [];
  let token: string | null = 'first';
  const connection = new ControllerConnection(
    {
      open(used) {
        tokens.push(used);
        sockets.push(new ScriptedSocket());
        return sockets.at(-1)!;
      },
      findToken: () => token,
      keepToken(next) {
        token = next;
      },
      isAnswering: () => Promise.resolve(isAnswering),
      after: (delayMs, action) => clock.after(milliseconds(delayMs), action),
    },
    (view) => views.push(view),
    (state) => states.push(state),
  );
  connection.start();
  return { clock, sockets, tokens, states, views, connection };
}

const welcome = { type: 'welcome', nextToken: 'second', view: restingView };
/** Lets what was promised happen. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

test('a welcome brings the first view and the token for the next connection', async () => {
  const { clock, sockets, tokens, states, views } = connect();
  sockets[0]!.say(welcome);
  expect([states, views]).toEqual([['connecting', 'live'], [restingView]]);
  sockets[0]!.onClose?.();
  await settle();
  clock.advance(milliseconds(500));
  expect(tokens).toEqual(['first', 'second']);
});

test('an answer finds the question it belongs to', async () => {
  const { sockets, connection } = connect();
  sockets[0]!.say(welcome);
  const first = connection.request('endSession', {});
  const second = connection.request('identifyCard', { pin: '2468' });
  const ids = sockets[0]!.sent.map((text) => (JSON.parse(text) as { id: number }).id);
  const identifiedUntil = '2026-11-20T14:38:00.000Z';
  sockets[0]!.say({ type: 'reply', id: ids[1], result: { identifiedUntil } });
  sockets[0]!.say({ type: 'reply', id: ids[0], result: {} });
  expect([await first, await second]).toEqual([
    { ok: true, reply: {} },
    { ok: true, reply: { identifiedUntil } },
  ]);
});

test('a question without an answer is given up after 15 seconds', async () => {
  const { clock, sockets, connection } = connect();
  sockets[0]!.say(welcome);
  const asked = connection.request('endSession', {});
  clock.advance(milliseconds(15_000));
  expect(await asked).toMatchObject({ ok: false, error: { code: 'SCREEN_NO_ANSWER' } });
});

test('a cut line settles what was asked over it', async () => {
  const { sockets, connection } = connect();
  sockets[0]!.say(welcome);
  const asked = connection.request('endSession', {});
  sockets[0]!.onClose?.();
  expect(await asked).toMatchObject({ ok: false, error: { code: 'SCREEN_NO_CONNECTION' } });
});

test('an answer outside the contract is not believed', async () => {
  const { sockets, connection } = connect();
  sockets[0]!.say(welcome);
  const asked = connection.request('listCatalogue', {});
  sockets[0]!.say({ type: 'reply', id: 1, result: { entries: 'all' } });
  expect(await asked).toMatchObject({ ok: false, error: { code: 'SCREEN_BAD_ANSWER' } });
});

test('a controller that answers but lets nobody in is told apart from one that is away', async () => {
  const observed = [];
  for (const isAnswering of [true, false]) {
    const { clock, sockets, states } = connect(isAnswering);
    sockets[0]!.onClose?.();
    await settle();
    clock.advance(milliseconds(500));
    sockets[1]!.onClose?.();
    await settle();
    observed.push(states);
  }
  expect(observed).toEqual([
    ['connecting', 'away', 'refused'],
    ['connecting', 'away', 'away'],
  ]);
});

test('it tries again ever more slowly, but never slower than every 8 seconds', () => {
  expect([1, 2, 3, 4, 5, 50].map(reconnectDelayMs)).toEqual([500, 1000, 2000, 4000, 8000, 8000]);
});

test('the token of the address comes before the one that was kept', () => {
  const kept = new Map([['diptych.next-token', 'old']]);
  const store = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
  expect([findToken('', store), findToken('#token=new', store), findToken('', store)]).toEqual([
    'old',
    'new',
    'new',
  ]);
});
