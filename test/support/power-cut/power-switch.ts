import { openSync, writeSync } from 'node:fs';
import type { World } from '../../../drivers/world/world.ts';
import { placeName, type WorldState } from '../../../drivers/world/world-state.ts';

/** Counts the boundaries of a life, writes each down, and does what is due at one of them. */
export class PowerSwitch {
  readonly #trace: number;
  readonly #life: number;
  readonly #due: number | null;
  readonly #act: () => void;
  #count = 0;

  constructor(options: {
    readonly tracePath: string;
    readonly life: number;
    readonly due: number | null;
    readonly act: () => void;
  }) {
    this.#trace = openSync(options.tracePath, 'a');
    this.#life = options.life;
    this.#due = options.due;
    this.#act = options.act;
  }

  readonly pass = (boundary: string): void => {
    this.#count += 1;
    writeSync(this.#trace, `${this.#life} ${this.#count} ${boundary}\n`);
    if (this.#count === this.#due) this.#act();
  };

  /** Every change of the world is a boundary too: the power goes while a device is in the middle of its work. */
  watch(world: World): void {
    let before = world.state;
    world.onChange(() => {
      const change = changeOf(before, world.state);
      before = world.state;
      if (change !== '') this.pass(`world ${change}`);
    });
  }
}

/** The power goes: nothing of this process runs after this call. */
export function cutPower(): never {
  process.kill(process.pid, 'SIGKILL');
  for (;;);
}

function factsOf(state: WorldState): Map<string, string> {
  const facts = new Map<string, string>();
  for (const disc of state.discs) {
    facts.set(`disc ${disc.id}`, `${placeName(disc.place)} ${disc.state}`);
  }
  state.trays.forEach((tray, index) => facts.set(`tray ${index + 1}`, tray.position));
  state.slots.forEach((slot, index) => facts.set(`door ${index + 1}`, slot.door));
  facts.set('sheets', String(state.printer.sheets));
  for (const { receipt, kind } of state.payments) facts.set(`booking ${receipt}`, kind);
  return facts;
}

function changeOf(before: WorldState, after: WorldState): string {
  const old = factsOf(before);
  return [...factsOf(after)]
    .filter(([name, value]) => old.get(name) !== value)
    .map(
      ([name, value]) => `${name.replace(/^disc .*/, 'disc')} ${old.get(name) ?? 'none'}->${value}`,
    )
    .join(', ');
}
