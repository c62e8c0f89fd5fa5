import { lstatSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { seededRandomness } from '../../../../app/foundation/randomness.ts';
import {
  beginBurn,
  ejectTray,
  finishBurn,
  loadTray,
} from '../../../../drivers/world/drive-acts.ts';
import { faultNames, parseFault, takeFault } from '../../../../drivers/world/faults.ts';
import { addSpindle } from '../../../../drivers/world/first-world.ts';
import { discToPick, putDisc } from '../../../../drivers/world/pile.ts';
import { settleAfterPowerCut } from '../../../../drivers/world/power-cut.ts';
import type { WorldState } from '../../../../drivers/world/world-state.ts';
import { World } from '../../../../drivers/world/world.ts';
import { worldUnderTest, type WorldUnderTest } from '../../../support/drivers-world.ts';

let under: WorldUnderTest;
let world: World;
beforeEach(() => {
  under = worldUnderTest();
  ({ world } = under);
});
afterEach(() => under.remove());

const reopen = () =>
  World.open(under.folder, () => {
    throw new Error('there is a world already');
  });
const stored = () => JSON.parse(readFileSync(join(under.folder, 'world.json'), 'utf8')) as unknown;

/** Puts the topmost blank into the closed drive 1. */
function loadBlank(): string {
  ejectTray(world, 1);
  const disc = discToPick(world.state, { at: 'input' })!;
  world.change((draft) => putDisc(draft, disc.id, { at: 'tray', unit: 1 }));
  loadTray(world, 1);
  return disc.id;
}

describe('the world', () => {
  it('is on disk at every change, and found again', () => {
    world.change((draft) => putDisc(draft, draft.discs.at(-1)!.id, { at: 'gripper' }));
    expect(stored()).toEqual(world.state);
    expect(reopen().state).toEqual(world.state);
  });

  it('lets a pile settle where a disc leaves from under others', () => {
    const first = discToPick(world.state, { at: 'input' })!.id;
    world.change((draft) => addSpindle(draft, 2, seededRandomness('more')));
    world.change((draft) => putDisc(draft, first, { at: 'gripper' }));
    const piled = world.state.discs.flatMap(({ place }) =>
      place.at === 'input' ? [place.position] : [],
    );
    expect(piled).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('tells its listeners, until they leave', () => {
    let heard = 0;
    const stop = world.onChange(() => {
      heard += 1;
    });
    world.change(() => {});
    stop();
    world.change(() => {});
    expect(heard).toBe(1);
  });

  it('refuses to open what is no world', () => {
    writeFileSync(join(under.folder, 'world.json'), '{"version":2}');
    expect(reopen).toThrow(expect.objectContaining({ code: 'WORLD_UNREADABLE' }));
  });

  const impossible: [string, (draft: WorldState) => void][] = [
    [
      'two discs in one place',
      (draft) => {
        for (const disc of draft.discs.slice(-2)) disc.place = { at: 'gripper' };
      },
    ],
    [
      'a pile with a gap',
      (draft) => {
        draft.discs[0]!.place = { at: 'gripper' };
      },
    ],
    [
      'a tray that is not',
      (draft) => {
        draft.discs.at(-1)!.place = { at: 'tray', drive: 3 };
      },
    ],
    [
      'a slot that is not',
      (draft) => {
        draft.discs.at(-1)!.place = { at: 'slot', slot: 5 };
      },
    ],
    [
      'writing outside a drive',
      (draft) => {
        draft.discs[0]!.state = 'writing';
      },
    ],
    [
      'writing on an open tray',
      (draft) => {
        draft.discs.at(-1)!.place = { at: 'tray', drive: 1 };
        draft.discs.at(-1)!.state = 'writing';
        draft.trays[0]!.position = 'open';
      },
    ],
    [
      'a blank disc with content',
      (draft) => {
        draft.discs[0]!.sectors = 1;
      },
    ],
    [
      'a good disc that is not closed',
      (draft) => {
        draft.discs[0]!.state = 'good';
      },
    ],
    [
      'one disc twice',
      (draft) => draft.discs.push({ ...draft.discs[0]!, place: { at: 'gripper' } }),
    ],
  ];
  it.each(impossible)('cannot be such that there is %s, and stays as it was', (_, edit) => {
    const before = structuredClone(world.state);
    expect(() => world.change(edit)).toThrow(expect.objectContaining({ code: 'WORLD_IMPOSSIBLE' }));
    expect(world.state).toEqual(before);
    expect(stored()).toEqual(before);
  });

  it('shows a burned disc at its device node, while the tray is closed', () => {
    const id = loadBlank();
    const node = world.devicePath(1);
    expect(lstatSync(node, { throwIfNoEntry: false })).toBeUndefined();
    beginBurn(world, 1);
    finishBurn(world, 1, 'closed', 10);
    expect(readlinkSync(node)).toBe(world.contentPath(id));
    ejectTray(world, 1);
    expect(lstatSync(node, { throwIfNoEntry: false })).toBeUndefined();
  });

  it('burns no disc twice', () => {
    loadBlank();
    beginBurn(world, 1);
    finishBurn(world, 1, 'closed', 10);
    expect(beginBurn(world, 1)).toMatchObject({ answer: 'refused' });
  });

  it('makes a coaster of a disc whose tray is forced open while it is written, and unlocks it', () => {
    const id = loadBlank();
    beginBurn(world, 1);
    expect(world.state.trays[0]).toMatchObject({ locked: true });
    ejectTray(world, 1);
    expect(world.state.trays[0]).toEqual({ position: 'open', locked: false, stuck: false });
    expect(world.state.discs.find((disc) => disc.id === id)).toMatchObject({
      state: 'coaster',
      session: 'open',
    });
  });

  it('knows after a power cut that what was being written is a coaster', () => {
    const id = loadBlank();
    beginBurn(world, 1);
    const again = reopen();
    settleAfterPowerCut(again);
    expect(again.state.discs.find((disc) => disc.id === id)).toMatchObject({ state: 'coaster' });
  });

  it('never gives two discs one name, whatever was loaded when', () => {
    world.change((draft) => addSpindle(draft, 3, seededRandomness('second')));
    const again = reopen();
    again.change((draft) => addSpindle(draft, 3, seededRandomness('third')));
    const names = again.state.discs.map((disc) => disc.id);
    expect(new Set(names).size).toBe(11);
    expect(new Set(again.state.discs.map((disc) => disc.batch)).size).toBe(3);
  });
});

describe('faults', () => {
  it('are asked for by name, unit, value and occasion', () => {
    expect(parseFault('drive2.write-error@20000#3')).toEqual({
      name: 'drive.write-error',
      unit: 2,
      value: 20_000,
      occasion: 3,
    });
    expect(parseFault('robot.silent')).toEqual({
      name: 'robot.silent',
      unit: null,
      value: null,
      occasion: 1,
    });
    for (const name of Object.keys(faultNames)) expect(parseFault(name).name).toBe(name);
  });

  it.each(['', 'drive', 'drive.explode', 'drive0.busy', 'robot.silent#0', 'toString.x'])(
    'are refused as %j',
    (text) => {
      expect(() => parseFault(text)).toThrow(
        expect.objectContaining({ code: 'WORLD_FAULT_UNKNOWN' }),
      );
    },
  );

  it('happen once, at their occasion, to their unit, also after a restart', () => {
    world.change((draft) => draft.faults.push(parseFault('drive2.write-error@7#2')));
    expect(takeFault(world, 'drive.write-error', 1)).toBeNull();
    expect(takeFault(world, 'drive.write-error', 2)).toBeNull();
    const again = reopen();
    expect(takeFault(again, 'drive.write-error', 2)).toBe(7);
    expect(takeFault(again, 'drive.write-error', 2)).toBeNull();
  });

  it('happen one after the other when several are asked for', () => {
    world.change((draft) => {
      draft.faults.push(parseFault('drive.lost@1'), parseFault('drive.lost@2#2'));
    });
    expect([1, 2, 3].map(() => takeFault(world, 'drive.lost', 1))).toEqual([1, 2, null]);
  });
});
