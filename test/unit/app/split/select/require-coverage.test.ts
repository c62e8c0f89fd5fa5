import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { requireCoverage } from '../../../../../app/split/index.ts';
import type { IndexSummary } from '../../../../../app/split/types.ts';
import { makeClip } from '../../../../support/clips.ts';
import { indexOf } from '../../../../support/engine-files.ts';

async function summaryOf(spoil: (film: Uint8Array) => void = () => {}): Promise<IndexSummary> {
  const film = Uint8Array.from(readFileSync((await makeClip('bbb-pal')).vob));
  spoil(film);
  return (await indexOf(film)).summary;
}

function refusal(summary: IndexSummary): { code: string; message: string } | null {
  try {
    requireCoverage(summary);
    return null;
  } catch (error) {
    const { code, message } = error as { code: string; message: string };
    return { code, message };
  }
}

test('a good title is taken', async () => {
  expect(refusal(await summaryOf())).toBeNull();
});

test('a title of which a tenth is damaged is refused, with what is wrong with it', async () => {
  const summary = await summaryOf((film) => {
    // Marker bits of packets are gone.
    const from = Math.floor(film.length / 2);
    film.fill(0xff, from, from + 100_000);
  });
  expect(Object.keys(summary.unsplit)).not.toEqual([]);
  const [reason] = Object.keys(summary.unsplit);
  expect(refusal(summary)).toEqual({
    code: 'INDEX_COVERAGE',
    message: expect.stringContaining(`is left as it is (2.0 % at most): ${reason} in `),
  });
});

test('a title of whose preset half is there is refused, and says so', async () => {
  const summary = await summaryOf();
  const { distributor, order, sound } = summary.expectedBits;
  const half = { distributor: distributor / 2, order: order / 2, sound };
  expect(refusal({ ...summary, expectedBits: half })).toEqual({
    code: 'INDEX_COVERAGE',
    message: expect.stringMatching(
      /Of what preset 'quarter' takes of pictures, 4\d\.\d % is there \(60\.0 % is needed\)\./,
    ),
  });
});

test('a title that is MPEG-1 is refused before, since nothing of it may be overwritten', async () => {
  const mpeg1 = summaryOf((film) => {
    // What tells MPEG-2 from MPEG-1 are extensions behind the headers: they become user data.
    for (let at = 0; at + 4 < film.length; at++) {
      if (film[at] === 0 && film[at + 1] === 0 && film[at + 2] === 1 && film[at + 3] === 0xb5) {
        film[at + 3] = 0xb2;
      }
    }
  });
  await expect(mpeg1).rejects.toMatchObject({
    code: 'INDEX_NO_CANDIDATES',
    context: { unsplit: { MPEG2_UNSUPPORTED: expect.any(Number) } },
  });
});
