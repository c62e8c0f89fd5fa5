import { readFileSync } from 'node:fs';
import {
  maintenanceDoorSchema,
  maintenanceRoutes,
  maintenanceViewSchema,
  type MaintenanceAct,
  type MaintenanceView,
} from '../../../app/contracts/maintenance-api.ts';
import { minutes } from '../../../app/foundation/units.ts';
import type { SimulatedHands } from '../../../drivers/contract/machine.ts';
import { putDisc } from '../../../drivers/world/pile.ts';
import type { World } from '../../../drivers/world/world.ts';
import type { VirtualTime } from '../virtual-time.ts';
import { orderOfContent } from './content.ts';

export interface StaffParts {
  readonly world: World;
  readonly hands: SimulatedHands;
  readonly time: VirtualTime;
  /** The file that says where the maintenance API is. */
  readonly doorPath: string;
  /** All orders that the records know. */
  readonly orderIds: () => readonly string[];
}

/** Somebody who comes by, mends what is broken, and tells the machine the truth about what they see. */
export class PathStaff {
  readonly #parts: StaffParts;

  constructor(parts: StaffParts) {
    this.#parts = parts;
  }

  /** One round: afterwards the machine works, and nothing in it waits for a person. */
  async makeRound(): Promise<void> {
    const { hands, world } = this.#parts;
    const waiting = world.state.faults;
    hands.inject('clear');
    world.change((draft) => {
      // What has yet to go wrong still does; what has gone wrong is mended.
      draft.faults = waiting.filter(({ name }) => !LASTING.has(name));
    });
    if (world.state.printer.sheets < 5) hands.loadPaper(20);
    const view = await this.view();
    if (view.robotFault !== null || view.drivesOutOfUse.length > 0) await this.#lookInside(view);
    for (const { orderId } of (await this.view()).doubtfulOrders) {
      const disc = this.#isWithCustomer(orderId) ? 'withCustomer' : 'inMachine';
      await this.#tell({ act: 'settle-order', orderId, disc });
    }
    for (const { slot } of (await this.view()).blockedSlots) {
      const disc = world.discAt('slot', slot);
      if (disc !== null) this.#keep(disc.id);
      await this.#tell({ act: 'clear-slot', slot });
    }
    this.#pickUpFromFloor();
    for (const { discId, place } of (await this.view()).discs) {
      if (place === 'unknown' && discId !== null) await this.#tell({ act: 'keep-disc', discId });
    }
  }

  view(): Promise<MaintenanceView> {
    return this.#ask(maintenanceRoutes.view);
  }

  #isWithCustomer(orderId: string): boolean {
    const { orderIds, world } = this.#parts;
    return world.state.discs.some(
      ({ id, place }) =>
        place.at === 'taken' && orderOfContent(world.contentPath(id), orderIds()) === orderId,
    );
  }

  /** Takes what lies where no disc belongs: in the gripper, and in drives that are out of use. */
  async #lookInside({ drivesOutOfUse }: MaintenanceView): Promise<void> {
    const { world } = this.#parts;
    const places = [
      world.discAt('gripper'),
      ...drivesOutOfUse.map(({ drive }) => world.discAt('tray', drive)),
    ];
    for (const disc of places) if (disc !== null) this.#keep(disc.id);
    await this.#tell({ act: 'return-to-work' });
  }

  #pickUpFromFloor(): void {
    const { world } = this.#parts;
    for (const { id, place } of world.state.discs) if (place.at === 'floor') this.#keep(id);
  }

  /** Into the bin of what nobody gets. */
  #keep(id: string): void {
    this.#parts.world.change((draft) => {
      for (const tray of draft.trays) tray.locked = false;
      const disc = draft.discs.find((candidate) => candidate.id === id);
      if (disc?.state === 'writing') Object.assign(disc, { state: 'coaster' });
      putDisc(draft, id, { at: 'retain' });
    });
  }

  async #tell(act: MaintenanceAct): Promise<void> {
    await this.#ask(maintenanceRoutes.acts, act);
  }

  #ask(path: string, act?: MaintenanceAct): Promise<MaintenanceView> {
    const file = readFileSync(this.#parts.doorPath, 'utf8');
    const { token, url } = maintenanceDoorSchema.parse(JSON.parse(file));
    const asking = fetch(`${url}${path}`, {
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(act === undefined ? {} : { method: 'POST', body: JSON.stringify(act) }),
    }).then(async (response) => {
      const body: unknown = await response.json();
      if (!response.ok) throw new Error(`${JSON.stringify(act)}: ${JSON.stringify(body)}`);
      return maintenanceViewSchema.parse(body);
    });
    return this.#parts.time.now(asking, minutes(5));
  }
}

/** Faults that last until somebody mends them. */
const LASTING: ReadonlySet<string> = new Set(['gate.jammed-closed', 'gate.jammed-open']);
