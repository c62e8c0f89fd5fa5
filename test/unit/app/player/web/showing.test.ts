import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { mainTitleOf, readDvdStructure } from '../../../../../app/disc/dvd-structure.ts';
import { openSplitView } from '../../../../../app/disc/split-view.ts';
import { readExtent } from '../../../../../app/foundation/byte-source.ts';
import { milliseconds } from '../../../../../app/foundation/units.ts';
import { WebBench } from '../../../../support/player/web-bench.ts';

let bench: WebBench;
beforeAll(async () => {
  bench = await WebBench.start();
});
beforeEach(() => bench.open());
afterAll(() => bench.close());

const watch = { act: 'watch', seconds: 0, audio: 0, subtitles: null };

/** Draws the whole film, both leaves the same. */
async function drawWhole(): Promise<void> {
  const { standard, aspect, extents } = mainTitleOf(readDvdStructure(bench.split.disc.source));
  const chunks = async function* () {
    for (const extent of extents)
      yield await Promise.resolve(readExtent(bench.split.disc.source, extent));
  };
  const drawing = { standard, aspect, audio: 0x80, subtitles: null };
  const view = openSplitView({ ...drawing, main: chunks(), film: chunks() });
  while ((await view.next()) !== null);
  await view.close();
}

test('a piece of the picture is sent for each that is asked for, of the run that is shown', async () => {
  const page = bench.page();
  await page.welcome();
  await page.act(watch);
  page.socket.send(JSON.stringify({ more: 1 }));
  await page.told(() => page.pieces[1]);
  await page.act(watch);
  const kinds = () =>
    page.pieces.map((piece) => [piece.readUInt32BE(0), piece.toString('latin1', 8, 12)]);
  await page.told(() => kinds().find(([run]) => run === 2));
  for (const run of [1, 7]) {
    for (let times = 0; times < 20; times += 1) page.socket.send(JSON.stringify({ more: run }));
  }
  // As long as the whole film takes to draw: nobody would be slower in sending the next half second of it.
  await drawWhole();
  await page.act({ act: 'look' });
  expect(kinds()).toEqual([
    [1, 'ftyp'],
    [1, 'moof'],
    [2, 'ftyp'],
  ]);
});

test('a showing that is stopped while the bank still opens it is given back, and is no fault', async () => {
  const page = bench.page();
  await page.welcome();
  const open = bench.player.holdOpening();
  const watching = page.act(watch);
  await expect.poll(() => bench.player.heard).toHaveLength(1);
  const stopping = page.act({ act: 'stop' });
  open();
  expect(await watching).toMatchObject({ refusal: null });
  expect(await stopping).toMatchObject({ refusal: null });
  expect(page.view()?.showing).toEqual({ is: 'none' });
  expect([bench.player.heard.length, bench.player.ends]).toEqual([1, ['stopped']]);
});

test('a revoke ends the picture at once, and its sentence stands until the viewer goes back', async () => {
  const page = bench.page();
  await page.welcome();
  await page.act(watch);
  await page.told(() => page.pieces[0]);
  bench.player.revoke('LICENCE_REVOKED', '2026-11-21T15:00:00.000Z');
  bench.clock.advance(milliseconds(1000));
  const { showing } = await page.told(() => {
    const view = page.view();
    return view?.showing.is === 'ended' ? view : undefined;
  });
  expect(showing).toMatchObject({ is: 'ended', refusal: { code: 'LICENCE_REVOKED' } });
  await expect.poll(() => bench.player.ends).toEqual(['failed']);
  await page.act({ act: 'stop' });
  expect(page.view()?.showing).toEqual({ is: 'none' });
});

test('a page that is loaded anew and does not go on gives its showing back after twenty seconds', async () => {
  const first = bench.page();
  const { nextToken } = await first.welcome();
  await first.act(watch);
  first.socket.close();
  await first.closed;
  const second = await bench.pageAgain(nextToken);
  await second.act({ act: 'look' });
  bench.clock.advance(milliseconds(19_999));
  expect(bench.player.ends).toEqual([]);
  bench.clock.advance(milliseconds(1));
  await expect.poll(() => bench.player.ends).toEqual(['stopped']);
});

test('a page that is loaded anew and goes on has the same showing', async () => {
  const first = bench.page();
  const { nextToken } = await first.welcome();
  await first.act(watch);
  first.socket.close();
  await first.closed;
  const second = await bench.pageAgain(nextToken);
  await second.act(watch);
  await second.told(() => second.pieces[0]);
  bench.clock.advance(milliseconds(60_000));
  await second.act({ act: 'look' });
  expect([bench.player.ends, bench.player.heard]).toEqual([
    [],
    [{ watch: 'K7F392QD00000000000A' }],
  ]);
});

test('a page that went away keeps its showing for twenty seconds', async () => {
  const page = bench.page();
  await page.welcome();
  await page.act(watch);
  page.socket.close();
  await page.closed;
  let passed = 0;
  await expect
    .poll(
      () => {
        bench.clock.advance(milliseconds(1000));
        passed += 1;
        return bench.player.ends;
      },
      { interval: 10, timeout: 20_000 },
    )
    .toEqual(['stopped']);
  expect(passed).toBeGreaterThanOrEqual(20);
});
