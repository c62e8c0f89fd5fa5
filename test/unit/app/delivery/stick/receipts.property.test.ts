import { generateKeyPairSync } from 'node:crypto';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  chainText,
  compareChains,
  emptyChain,
  nextReceipt,
  readChain,
  type ReceiptChain,
  showingsOf,
} from '../../../../../app/delivery/stick/receipts.ts';
import { instantOf } from '../../../../../app/foundation/clock.ts';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const context = { stickId: 's_0123456789', genesis: 'G'.repeat(43), publicKey };

/** A chain of showings and resumptions; a step is how many minutes passed, and whether a showing begins. */
function chainOf(steps: readonly { minutes: number; begins: boolean }[]): ReceiptChain {
  let chain = emptyChain;
  let now = Date.parse('2026-01-01T12:00:00.000Z');
  let showing = 0;
  for (const { minutes, begins } of steps) {
    now += minutes * 60_000;
    const isNew = begins || showing === 0;
    if (isNew) showing += 1;
    const what = isNew
      ? ({ is: 'showing', showing, counter: null } as const)
      : ({ is: 'resume', showing } as const);
    chain = nextReceipt(chain, context, { at: instantOf(now), what }, privateKey);
  }
  return chain;
}

const steps = fc.array(fc.record({ minutes: fc.nat(3000), begins: fc.boolean() }), {
  maxLength: 8,
});
const settings = { seed: 20_260_101, numRuns: 60 };

it('what was written is what is read, and showings are counted once each', () => {
  fc.assert(
    fc.property(steps, (taken) => {
      const chain = chainOf(taken);
      expect(readChain(chainText(chain), context)).toEqual(chain);
      const begun = taken.filter(({ begins }, at) => begins || at === 0).length;
      expect(showingsOf(chain).length).toBe(begun);
    }),
    settings,
  );
});

it('a file cut off anywhere is a shorter history of the same, never another', () => {
  fc.assert(
    fc.property(steps, fc.double({ min: 0, max: 1, noNaN: true }), (taken, share) => {
      const chain = chainOf(taken);
      const text = chainText(chain);
      const read = readChain(text.slice(0, Math.floor(share * text.length)), context);
      expect(read?.lines).toEqual(chain.lines.slice(0, read?.lines.length));
      expect(['same', 'second-is-longer']).toContain(
        read === null ? null : compareChains(read, chain),
      );
    }),
    settings,
  );
});

it('no line may be changed, left out, doubled, exchanged or come from another key', () => {
  const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  fc.assert(
    fc.property(steps, fc.nat(), fc.nat(), (taken, one, two) => {
      fc.pre(taken.length >= 2);
      const { lines } = chainOf(taken);
      const at = one % lines.length;
      const [line = '', next = ''] = [lines[at], lines[(at + 1) % lines.length]];
      const flipped = Buffer.from(line);
      flipped[two % flipped.length]! ^= 1;
      const forged = nextReceipt(
        { lines: lines.slice(0, at), receipts: [] },
        context,
        { at: '2027-01-01T12:00:00.000Z', what: { is: 'showing', showing: 1, counter: null } },
        other,
      ).lines.at(-1);
      const put = (...replaced: readonly string[]) =>
        [...lines.slice(0, at), ...replaced, ...lines.slice(at + 1)]
          .map((one) => `${one}\n`)
          .join('');
      const wrong = [put(flipped.toString()), put(line, line), put(forged ?? '')];
      if (at < lines.length - 1) wrong.push(put(), put(next));
      for (const text of wrong) expect(readChain(text, context)).toBeNull();
    }),
    settings,
  );
});

it('two histories from one begin are forked, whichever is longer', () => {
  fc.assert(
    fc.property(steps, steps, steps, (shared, mine, yours) => {
      fc.pre(mine.length > 0 && yours.length > 0);
      // ECDSA signatures are random: two lines of the same content differ, as two acts of the same second would.
      const first = chainOf([...shared, ...mine]);
      const begun = {
        lines: first.lines.slice(0, shared.length),
        receipts: first.receipts.slice(0, shared.length),
      };
      const showing = showingsOf(begun).length + 1;
      const at = '2030-01-01T12:00:00.000Z';
      const what = { is: 'showing', showing, counter: null } as const;
      const second = nextReceipt(begun, context, { at, what }, privateKey);
      expect([compareChains(first, second), compareChains(second, first)]).toEqual([
        'forked',
        'forked',
      ]);
      expect(compareChains(begun, first)).toBe('second-is-longer');
    }),
    settings,
  );
});

it('no line of another history of the same device fits in, though number, time and showing are right', () => {
  fc.assert(
    fc.property(steps, fc.nat(), (taken, one) => {
      fc.pre(taken.length >= 2);
      const [first, second] = [chainOf(taken), chainOf(taken)];
      const at = 1 + (one % (taken.length - 1));
      const lines = [...first.lines.slice(0, at), ...second.lines.slice(at)];
      expect(readChain(lines.map((line) => `${line}\n`).join(''), context)).toBeNull();
    }),
    settings,
  );
});
