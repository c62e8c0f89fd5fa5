import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededRandomness } from '../../app/foundation/randomness.ts';
import { firstWorld } from '../../drivers/world/first-world.ts';
import { World } from '../../drivers/world/world.ts';

export interface WorldUnderTest {
  readonly world: World;
  readonly folder: string;
  readonly remove: () => void;
}

/** A world with two drives, four slots, five blank discs and three sheets, in a folder of its own. */
export function worldUnderTest(): WorldUnderTest {
  const folder = mkdtempSync(join(tmpdir(), 'diptych-world-'));
  const contents = { drives: 2, slots: 4, blanks: 5, paper: 3 };
  const world = World.open(folder, () => firstWorld(contents, seededRandomness('world')));
  return { world, folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
