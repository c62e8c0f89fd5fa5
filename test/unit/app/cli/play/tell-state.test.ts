import { expect, test } from 'vitest';
import { playTexts } from '../../../../../app/cli/play/play-texts.ts';
import { endOfDevice, tellState } from '../../../../../app/cli/play/tell-state.ts';
import { bufferSource } from '../../../../../app/foundation/byte-source.ts';
import { AppError } from '../../../../../app/foundation/errors.ts';
import { ManualClock } from '../../../../../app/foundation/manual-clock.ts';
import { seconds } from '../../../../../app/foundation/units.ts';
import { sourceDevice } from '../../../../support/player/source-device.ts';

const texts = { ...playTexts('en'), waiting: (since: Date) => `waits since ${since.getTime()}` };

function told() {
  const device = sourceDevice(bufferSource(new Uint8Array(1)));
  const clock = new ManualClock();
  const sentences: string[] = [];
  const stop = tellState(device, clock, texts, (sentence) => sentences.push(sentence));
  return { device, clock, sentences, stop };
}

test('a picture that waits for long is told once, and so is that it goes on', () => {
  const { device, clock, sentences } = told();
  device.hold();
  clock.advance(seconds(1));
  expect(sentences).toEqual([]);
  clock.advance(seconds(1));
  const release = device.hold();
  clock.advance(seconds(10));
  release();
  expect(sentences).toEqual(['waits since 0', 'The picture goes on.']);
});

test('a short wait is not worth a word', () => {
  const { device, clock, sentences } = told();
  const release = device.hold();
  clock.advance(seconds(1));
  release();
  clock.advance(seconds(10));
  expect(sentences).toEqual([]);
});

test('nothing is told any more once the telling was ended', () => {
  const { device, clock, sentences, stop } = told();
  device.hold();
  stop();
  clock.advance(seconds(10));
  expect(sentences).toEqual([]);
});

test('the end of a device is heard, and known of one that has ended', async () => {
  const { device } = told();
  const end = endOfDevice(device);
  device.end(new AppError('LICENCE_REVOKED', 'Revoked.', { remedy: 'reject-input' }));
  await expect(end).resolves.toBeUndefined();
  await expect(endOfDevice(device)).resolves.toBeUndefined();
});
