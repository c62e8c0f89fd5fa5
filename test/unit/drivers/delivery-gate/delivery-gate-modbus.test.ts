import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { milliseconds, seconds } from '../../../../app/foundation/units.ts';
import { settle } from '../../../support/drivers-time.ts';
import {
  modbusKind,
  simulatedGateBench,
  type SimulatedGateBench,
} from '../../../support/gate-bench.ts';

let bench: SimulatedGateBench;
beforeEach(async () => {
  bench = await simulatedGateBench(modbusKind);
});
afterEach(() => bench.dispose());

const coils = () =>
  bench.said.flatMap(({ direction, meaning }) =>
    direction === 'sent' && meaning.startsWith('coil') ? [meaning] : [],
  );

async function begin(): Promise<Promise<unknown>[]> {
  const presented = bench.gate.present(1, seconds(10), () => {});
  await settle();
  expect(coils().at(-1)).toBe('coil 8 on');
  return [presented.catch(() => 'rejected')];
}

describe('the relay of a Modbus gate', () => {
  it('is switched off before anything else is seen in the trace, at every opening', () => {
    expect(coils()).toEqual(['coil 8 off', 'coil 9 off', 'coil 10 off', 'coil 11 off']);
  });

  it('is off again when the gate is closed in the middle of its pulse', async () => {
    const running = await begin();
    await bench.await(bench.gate.close(), seconds(2));
    expect(coils().at(-1)).toBe('coil 8 off');
    await bench.await(Promise.all(running), seconds(1));
  });

  it('is switched off as soon as a board answers again that fell silent in the middle of its pulse', async () => {
    const running = await begin();
    bench.hands.inject('gate.silent');
    await bench.await(Promise.all(running), seconds(5));
    bench.hands.inject('clear');
    const before = coils().length;
    await bench.await(bench.gate.readState(), milliseconds(500));
    expect(coils().slice(before)).toEqual(['coil 8 off']);
    await bench.gate.readState();
    expect(coils().slice(before)).toEqual(['coil 8 off']);
  });
});
