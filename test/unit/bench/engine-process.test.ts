import { expect, test } from 'vitest';
import { parseProcessorTime, runPeer } from '../../bench/engine-process.ts';

test("processor time is the user's and the system's together, in milliseconds", () => {
  expect(parseProcessorTime('processor seconds: 1.250 0.500')).toBe(1750);
  expect(parseProcessorTime('something else')).toBeNaN();
});

test('a peer is timed whole, whatever its arguments look like', async () => {
  const { wallMs, processorMs, task } = await runPeer('test', ['$HOME "x"', '=', '$HOME "x"']);
  expect(wallMs).toBeGreaterThan(0);
  expect(processorMs).toBeGreaterThanOrEqual(0);
  expect(task).toBeNull();
});

test('a peer that fails is no figure', async () => {
  await expect(runPeer('false', [])).rejects.toMatchObject({ code: 'AUTHORING_PROGRAM_FAILED' });
});
