import { describe, expect, it } from 'vitest';
import { readingOf } from '../../../../drivers/panel-signals/panel-wiring.ts';

const inputs = { door: 0, tamper: 1, onBattery: 2, batteryLow: 3 };
const read = (on: readonly number[], wired: Parameters<typeof readingOf>[0] = { inputs }) =>
  readingOf(wired, (address) => on.includes(address), null);

describe('what the panel board says', () => {
  it.each([
    [[0, 1], { door: 'closed', tamper: 'quiet', power: 'mains' }],
    // A cut wire is no current: the door counts as open, and the loop as broken.
    [[], { door: 'open', tamper: 'alarm', power: 'mains' }],
    [[0, 1, 2], { door: 'closed', tamper: 'quiet', power: 'battery' }],
    [[0, 1, 2, 3], { door: 'closed', tamper: 'quiet', power: 'low' }],
    [[0, 1, 3], { door: 'closed', tamper: 'quiet', power: 'mains' }],
  ])('with inputs %j on is %j', (on, meaning) => {
    expect(read(on)).toEqual({ ...meaning, celsius: null });
  });

  it('is nothing of what is not wired', () => {
    expect(read([0, 1, 2, 3], { inputs: {} })).toEqual({
      door: 'notSupported',
      tamper: 'notSupported',
      power: 'notSupported',
      celsius: null,
    });
  });

  it('knows a low battery also where nobody tells of the mains', () => {
    expect(read([3], { inputs: { batteryLow: 3 } }).power).toBe('low');
  });

  it.each([
    [215, 0.1, 21.5],
    [0xffff, 0.1, -0.1],
    [40, 1, 40],
    // A broken wire reads as one end of the scale.
    [0x7fff, 0.1, null],
    [0x8000, 0.1, null],
  ])('is, by register %i times %f, %s degrees', (word, scale, celsius) => {
    const wiring = { inputs: {}, temperature: { register: 0, scale } };
    expect(readingOf(wiring, () => false, word).celsius).toBe(celsius);
  });
});
