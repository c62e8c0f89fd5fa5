import { request } from 'node:http';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { playerPageClose } from '../../../../../app/contracts/player-page.ts';
import { refusal } from '../../../../support/player/scripted-player.ts';
import { WebBench } from '../../../../support/player/web-bench.ts';

let bench: WebBench;
beforeAll(async () => {
  bench = await WebBench.start();
});
beforeEach(() => bench.open());
afterAll(() => bench.close());

/** The status of a plain request that names that host. */
function statusOf(path: string, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(`${bench.origin}${path}`, { headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
}

test('the page is served on the loopback, with rights to nothing but itself', async () => {
  expect(new URL(bench.url).hostname).toBe('127.0.0.1');
  const response = await fetch(bench.origin);
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(response.headers.get('content-security-policy')?.split(';').sort()).toEqual([
    "base-uri 'none'",
    `connect-src ${bench.origin.replace('http', 'ws')}`,
    "default-src 'none'",
    "font-src 'self'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "img-src 'self'",
    'media-src blob:',
    "script-src 'self'",
    "style-src 'self'",
  ]);
});

test('a name that was bound to this machine is not this server', async () => {
  const { port } = new URL(bench.url);
  const hosts = [`evil.example:${port}`, `localhost:${port}`, '127.0.0.1', `127.0.0.1:${port}`];
  const statuses = await Promise.all(hosts.map((host) => statusOf('/', { host })));
  expect(statuses).toEqual([421, 421, 421, 200]);
  const page = bench.page(bench.firstToken, { host: `evil.example:${port}` });
  expect(await page.closed).toBe(1006);
});

test('a page of another origin is not connected, and uses no token up', async () => {
  for (const other of ['https://evil.example', 'null', 'http://127.0.0.1:1']) {
    expect(await bench.page(bench.firstToken, { origin: other }).closed).toBe(1006);
  }
  expect(await bench.page().welcome()).toMatchObject({ type: 'welcome' });
});

test('a program of another user of this machine is not connected, whatever it knows', async () => {
  await bench.open({
    peers: {
      find: () => Promise.resolve({ uid: 4242, process: null }),
      isAlive: () => Promise.resolve(true),
      unread: () => Promise.resolve(null),
    },
  });
  expect(await bench.page().closed).toBe(1006);
});

test('a token is good once, and each welcome brings the next', async () => {
  const first = bench.page();
  const { nextToken } = await first.welcome();
  await first.keep();
  first.socket.close();
  await first.closed;
  expect(await bench.page().closed).toBe(playerPageClose.tokenRefused);
  expect(await bench.page('').closed).toBe(playerPageClose.tokenRefused);
  expect(await bench.page(nextToken).welcome()).toMatchObject({ type: 'welcome' });
});

test('a page that goes away before it keeps its next token comes again with the one it has', async () => {
  const first = bench.page();
  const { nextToken } = await first.welcome();
  first.socket.close();
  await first.closed;
  const again = await bench.pageAgain(bench.firstToken);
  const other = await again.welcome();
  await again.keep();
  again.socket.close();
  await again.closed;
  for (const token of [bench.firstToken, nextToken]) {
    expect(await bench.page(token).closed).toBe(playerPageClose.tokenRefused);
  }
  expect(await bench.page(other.nextToken).welcome()).toMatchObject({ type: 'welcome' });
});

test('a second page is not let in while the first is open, and keeps its token', async () => {
  const first = bench.page();
  const { nextToken } = await first.welcome();
  expect(await bench.page(nextToken).closed).toBe(playerPageClose.inUse);
  first.socket.close();
  await first.closed;
  await expect
    .poll(async () => {
      const page = bench.page(nextToken);
      return await Promise.race([page.closed, page.welcome().then(({ type }) => type)]);
    })
    .toBe('welcome');
});

test('what is no request ends the connection', async () => {
  for (const wrong of ['', '{', '{"id":1}', '{"id":1,"act":{"act":"format"}}', '{"more":0}']) {
    await bench.open();
    const page = bench.page();
    await page.welcome();
    page.socket.send(wrong);
    expect([wrong, await page.closed]).toEqual([wrong, playerPageClose.notUnderstood]);
  }
});

test('who signs in is asked of the player, and the licence of this disc is shown', async () => {
  bench.player.account = { member: null, isSignedIn: false };
  const page = bench.page();
  const { view } = await page.welcome();
  expect([view.account, view.licence]).toEqual([{ member: null, isSignedIn: false }, null]);
  const credentials = { member: '100001', password: 'correct horse', name: 'Kitchen' };
  expect(await page.act({ act: 'signIn', ...credentials })).toMatchObject({ refusal: null });
  expect(bench.player.heard).toEqual([{ signIn: credentials }]);
  expect(page.view()).toMatchObject({
    disc: { code: 'K7F3-92QD', distributorId: 'LUMIERE', isVerified: true },
    account: { member: '100001', isSignedIn: true },
    licence: { titleName: 'Big Buck Bunny', showingsLeft: 9 },
  });
});

test('a refusal has its code and a sentence in both languages, and nothing of the password', async () => {
  bench.player.account = { member: null, isSignedIn: false };
  bench.player.refusals.activate = refusal('IDENTITY_REFUSED');
  const page = bench.page();
  await page.welcome();
  const secrets = { pin: '2468', password: 'correct horse' };
  const answer = await page.act({ act: 'activate', member: '100001', name: 'Kitchen', ...secrets });
  expect(answer).toMatchObject({
    refusal: {
      code: 'IDENTITY_REFUSED',
      sentence: {
        en: expect.stringMatching(/\w/) as string,
        fr: expect.stringMatching(/\w/) as string,
      },
    },
  });
  expect(JSON.stringify(page.messages)).not.toMatch(/2468|correct horse/);
});

test('a session that has ended asks for the password again', async () => {
  bench.player.refusals.licences = refusal('PLAYER_SIGN_IN_AGAIN');
  const page = bench.page();
  expect((await page.welcome()).view.account.isSignedIn).toBe(true);
  await page.act({ act: 'look' });
  expect(page.view()?.account).toEqual({ member: '100001', isSignedIn: false });
});
