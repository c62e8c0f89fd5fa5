import { existsSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { seededRandomness } from '../../../../app/foundation/randomness.ts';
import type { SimulatedHands } from '../../../../drivers/contract/machine.ts';
import { simulatedHands } from '../../../../drivers/world/hands.ts';
import { putDisc } from '../../../../drivers/world/pile.ts';
import { shutDoor } from '../../../../drivers/world/shut-door.ts';
import type { World } from '../../../../drivers/world/world.ts';
import { worldUnderTest, type WorldUnderTest } from '../../../support/drivers-world.ts';

let under: WorldUnderTest;
let world: World;
let hands: SimulatedHands;
beforeEach(() => {
  under = worldUnderTest();
  ({ world } = under);
  hands = simulatedHands({
    world,
    randomness: seededRandomness('hands'),
    scan: () => {},
    shutDoor: (slot) => shutDoor(world, slot),
  });
});
afterEach(() => under.remove());

const top = () => world.discAt('input')!.id;

describe('the hands of a simulated machine', () => {
  it('take only what an open door gives access to, and let the door fall shut', () => {
    const disc = top();
    world.change((draft) => putDisc(draft, disc, { at: 'slot', unit: 2 }));
    expect(hands.takeDisc()).toBe(false);
    hands.inject('gate2.forced-open');
    expect(hands.takeDisc()).toBe(true);
    expect(hands.takeDisc()).toBe(false);
    expect(world.state.slots[1]?.door).toBe('closed');
    expect(hands.takenDiscs()).toEqual([{ imagePath: world.contentPath(disc), slot: 2 }]);
  });

  it('put blank discs on top of those that are there', () => {
    hands.loadBlanks(3);
    expect(world.discAt('input')?.place).toEqual({ at: 'input', position: 8 });
    expect(world.discAt('input')?.state).toBe('blank');
  });

  it('put paper in, and pull a jammed sheet out with it', () => {
    world.change((draft) => {
      draft.printer.condition = 'jammed';
    });
    hands.loadPaper(50);
    expect(world.state.printer).toEqual({ sheets: 53, condition: 'ready', jobs: 0 });
  });

  it('empty the bins for good, and leave the other discs where they are', () => {
    const rejected = top();
    world.change((draft) => putDisc(draft, rejected, { at: 'reject' }));
    writeFileSync(world.contentPath(rejected), 'coaster');
    const retained = top();
    world.change((draft) => putDisc(draft, retained, { at: 'retain' }));
    hands.inject('empty');
    expect(world.state.discs.map((disc) => disc.place.at)).toEqual(['input', 'input', 'input']);
    expect(existsSync(world.contentPath(rejected))).toBe(false);
  });

  it('make nothing happen that has no name', () => {
    const before = structuredClone(world.state);
    expect(() => hands.inject('drive.explode')).toThrow(
      expect.objectContaining({ code: 'WORLD_FAULT_UNKNOWN', remedy: 'reject-input' }),
    );
    expect(world.state).toEqual(before);
  });
});
